"""The questions that the notes leave open, and what our recorded results say to them.

Every figure in a sentence is computed from `data/notes_results/`, and every conclusion is drawn only
where the figures bear it out. `python -m core sweep --all-notes --record` makes the files.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import StatisticsError, fmean, median
from typing import Any

from core.errors import RunError
from core.runs.notes_tables import NOTES_TEST, hundred_names, table
from core.runs.record import FOLDER, Recorded
from core.runs.table import Row, rows
from core.training.confusion import never_answered
from core.training.intervals import wilson

CERTAIN = math.log(math.e + 9)
"""The loss, in nats, of a softmax's certain and wrong answer when softmax is applied to it again;
a certain and right one has 1 less."""

PRINTED = 2.357847
"""The last average loss that the author printed before he lowered the rate."""

Runs = list[dict[str, Any]]
Files = dict[str, Recorded]


@dataclass(frozen=True)
class Answer:
    """Sentences, and perhaps a small table."""

    sentences: tuple[str, ...]
    columns: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What the notes wonder, and the tables whose results answer it."""

    asked: str
    tables: tuple[str, ...]
    reply: Callable[[Files], Answer]

    def answer(self, folder: Path = FOLDER) -> Answer:
        """Raises RunError where a result is not recorded yet."""
        files = {name: Recorded(name, folder) for name in self.tables}
        try:
            return self.reply(files)
        except (StatisticsError, ValueError, KeyError, IndexError) as e:
            names = " and ".join(self.tables)
            raise RunError(
                f"The recorded results of {names} lack finished runs that this needs; make them anew "
                f"with: python -m core sweep --notes {self.tables[0]} --record"
            ) from e


def _all(file: Recorded) -> Runs:
    return [run for row in range(len(file.plan.combinations)) for run in file.of_row(row)]


def _accuracies(runs: Runs) -> list[float]:
    return [run["accuracy"] for run in runs]


def _span(values: list[float], digits: int = 1) -> str:
    return f"{min(values):.{digits}%} to {max(values):.{digits}%}"


def _row(file: Recorded, *labels: str) -> Runs:
    found = [tuple(p.label for p in points) for points in file.plan.combinations]
    return file.of_row(found.index(labels))


def _said(name: str, *labels: str) -> float:
    """The author's figure in a table that has one there."""
    found = table(name)
    points = [tuple(p.label for p in points) for points in found.plan().combinations]
    figure = found.reported[points.index(labels)]
    assert figure is not None
    return figure


def _nine_channels(files: Files) -> Answer:
    twice, once = files["channels"], files["channels-logits"]
    eight, nine = _accuracies(_row(twice, "8")), _accuracies(_row(twice, "9"))
    said = [
        f"Over {len(eight)} seeds, 8 channels end at {_span(eight)} and 9 channels at {_span(nine)}; "
        f"the means are {fmean(eight):.1%} and {fmean(nine):.1%}. The author’s "
        f"{_said('channels', '8'):.0%} and {_said('channels', '9'):.0%} are one draw from each."
    ]
    runs, plain = _all(twice), _all(once)
    poor = [run for run in runs if never_answered(run["confusion"])]
    rich = [run for run in runs if not never_answered(run["confusion"])]
    lost = Counter(k for run in poor for k in never_answered(run["confusion"]))
    if poor and rich:
        digits = ", ".join(f"{k} ({n} times)" for k, n in lost.most_common())
        said.append(
            f"{len(poor)} of the {len(runs)} networks of this table never answer some digit: {digits}. "
            f"They end at {_span(_accuracies(poor))}, the others at {_span(_accuracies(rich))}. Every "
            "tenth image is lost with a digit, so that accuracies come in steps."
        )
    also = sum(bool(never_answered(run["confusion"])) for run in plain)
    eight, nine = _accuracies(_row(once, "8")), _accuracies(_row(once, "9"))
    said.append(
        f"With a logits head at rate 0.1, {also} of {len(plain)} networks never answer some digit, and all "
        f"end at {_span(_accuracies(plain))}; 8 and 9 channels have means of {fmean(eight):.1%} and "
        f"{fmean(nine):.1%}."
    )
    if poor and len(poor) / len(runs) > 2 * also / len(plain):
        said.append(
            "So 9 is not worse than 8: his networks apply softmax twice, once at their end and once in "
            "the loss. A digit whose output is pushed to 0 early gets next to no gradient through the "
            "first softmax and stays lost. Which digit, and whether any, is luck of the seed."
        )
    else:
        said.append("In this record the second softmax loses no more digits than plain logits do.")
    return Answer(tuple(said))


def _stuck(files: Files) -> Answer:
    twice, once = files["learning-rate"], files["learning-rate-logits"]

    def one_answer(runs: Runs) -> Runs:
        return [r for r in runs if sum(map(bool, map(sum, zip(*r["confusion"], strict=True)))) == 1]

    fast, slow = _row(twice, "1"), _row(twice, "0.1") + _row(twice, "0.3")
    stuck, plain = one_answer(fast), _row(once, "1")
    said = [
        f"At rate 1, {len(stuck)} of {len(fast)} networks end with one and the same answer to every image; "
        f"at 0.1 and 0.3 {len(one_answer(slow))} of {len(slow)} do. The others end at "
        f"{_span(_accuracies([r for r in fast + slow if r not in stuck] or fast))}."
    ]
    if stuck:
        off = max(abs(r["loss"] - (CERTAIN - r["accuracy"])) for r in stuck)
        said.append(
            "Such a network has a softmax that is certain, right or wrong: then the loss is ln(e + 9) "
            f"less the accuracy, and theirs is that within {off:.4f}."
        )
        sevens = fast[0]["confusion"][7]
        share = sum(sevens) / sum(map(sum, fast[0]["confusion"]))
        said.append(
            f"The author’s last line reads so too: {share:.1%} of the test images are sevens, his accuracy "
            f"was {_said('learning-rate', '1'):.1%}, and ln(e + 9) less that share is "
            f"{CERTAIN - share:.3f}, where he printed {PRINTED:.3f}: seven to everything."
        )
        said.append(
            "A long step makes the outputs so large that softmax gives 1 and 0. There its slope, "
            "p (1 − p), is 0: no gradient comes through, and no smaller step brings it back."
        )
    found = len(one_answer(plain))
    said.append(
        f"With a logits head at rate 1, {found} of {len(plain)} networks end with one answer to "
        "everything"
        + (
            ": the second softmax is not the only way to get stuck."
            if found
            else f"; they end at {_span(_accuracies(plain))}."
        )
    )
    return Answer(tuple(said))


def _pooling(files: Files) -> Answer:
    file = files["pooling"]
    labels = [points[0].label for points in file.plan.combinations]
    layers = file.values["layers"]
    times = [1000 * median(r["seconds_per_step"] for r in _row(file, label)) for label in labels]
    dense = [
        sum(x["multiply_adds"] for x in own if x["name"].startswith("Linear")) for own in layers
    ]
    conv = [sum(x["multiply_adds"] for x in own if x["name"].startswith("Conv")) for own in layers]
    columns = {
        "Pools": labels,
        "Milliseconds a step (median)": [round(t, 2) for t in times],
        "Multiply-adds, convolutions": conv,
        "Multiply-adds, dense layers": dense,
        "Dense share": [f"{d / (d + c):.0%}" for d, c in zip(dense, conv, strict=True)],
    }
    said = [f"Steps were timed while {file.values['workers']} runs trained at a time."]
    for k in range(1, len(labels)):
        change = times[k] / times[k - 1]
        words = "faster" if change < 1 else "slower"
        said.append(
            f"From {labels[k - 1]} to {labels[k]} pools a step gets {words}: {times[k - 1]:.2f} to "
            f"{times[k]:.2f} ms, while the dense layers go from {dense[k - 1]:,} to {dense[k]:,} "
            f"multiply-adds an image and the convolutions from {conv[k - 1]:,} to {conv[k]:,}."
        )
    first = times[0] - times[1]
    if first > 0 and dense[0] > 2 * dense[1] and conv[0] == conv[1]:
        said.append(
            f"The first pool leaves the convolution as it is, so the {first:.2f} ms that it saves are the "
            "dense layer’s: the author’s guess is right there."
        )
    if any(b > 0.9 * a for a, b in itertools.pairwise(times[1:])):
        said.append(
            "Later pools save less than the dense layer shrinks: by then the first convolution, which no "
            "pool makes smaller, and each further one take the time."
        )
    return Answer(tuple(said), columns)


def _hidden(files: Files) -> Answer:
    file = files["hidden-size"]
    notes = [f for f in table("hidden-size").reported if f is not None]
    low, high = wilson(round(NOTES_TEST * fmean(notes)), NOTES_TEST)
    said = [
        f"His scores lie between {min(notes):.0%} and {max(notes):.0%}. On {NOTES_TEST} names a score of "
        f"{fmean(notes):.0%} has a 95 % interval of {low:.0%} to {high:.0%}, "
        f"{100 * (high - low):.0f} points wide: no difference between his figures could be seen."
    ]
    drawn = [hundred_names(r["confusion"], seed) for seed, r in enumerate(_all(file))]
    ranges = [max(scores) - min(scores) for scores in drawn]
    said.append(
        f"Our networks say it again: ten draws of {NOTES_TEST} names give one and the same network scores "
        f"that lie {100 * median(ranges):.0f} points apart (median of {len(ranges)} networks)."
    )
    found = rows(file.plan, file.states, "balanced_accuracy")
    for cell in dict.fromkeys(row.labels[0] for row in found):
        own = [row for row in found if row.labels[0] == cell and row.values]
        if own:
            said.append(_sizes(cell, own))
    return Answer(tuple(said))


def _sizes(cell: str, own: list[Row]) -> str:
    ordered = sorted(own, key=lambda row: fmean(row.values))
    worst, best = ordered[0], ordered[-1]
    said = (
        f"{cell[0].upper()}{cell[1:]}, on all held-out names: from {fmean(worst.values):.1%} (size "
        f"{worst.labels[1]}) to {fmean(best.values):.1%} (size {best.labels[1]}), means over "
        f"{len(best.values)} seeds"
    )
    if worst.interval and best.interval and worst.interval[1] < best.interval[0]:
        return said + ". Their intervals do not touch: size does matter, by less than he could see."
    return said + ". Their intervals touch: still no difference beyond luck."


def _early_letters(files: Files) -> Answer:
    file = files["hidden-size"]
    runs = _row(file, "linear", "128")
    spread = [fmean(values) for values in zip(*(r["reach"]["spread"] for r in runs), strict=True)]
    last = [fmean(values) for values in zip(*(r["reach"]["last"] for r in runs), strict=True)]
    radius = fmean(r["reach"]["radius"] for r in runs)
    places = len(spread)
    factor = (spread[-1] / spread[1]) ** (1 / (places - 2))
    said = [
        "The state is linear, so the logits are a sum with a part for each letter, and the part of a "
        "letter d places before the last has gone through the state’s matrix d − 1 times.",
        f"In {len(runs)} linear networks of size 128 the letter before the last makes the logits "
        f"differ by {spread[1]:.2f} nats between languages, the one {places - 1} places before the last by "
        f"{spread[-1]:.2f}: a factor of {factor:.2f} for each pass. The matrix’s largest eigenvalue is "
        f"{radius:.2f} on average.",
        f"Reading only the last letter gives a balanced accuracy of {last[0]:.1%}, the last three "
        f"{last[2]:.1%}, five {last[4]:.1%}, ten {last[9]:.1%}.",
    ]
    if factor < 0.97:
        said.append(
            "So early letters do pass through more operations, and fade for it: a linear state keeps "
            "gradients from being squashed, but what the matrix shrinks, it shrinks at every letter."
        )
    elif factor > 1.03:
        said.append("So early letters pass through more operations, and weigh more for it.")
    else:
        said.append("So early letters pass through more operations, and weigh about the same.")
    if last[4] > 0.9 * last[9]:
        said.append("For surnames that costs little: their last five letters tell most of it.")
    columns: dict[str, list[Any]] = {
        "Places before the last": list(range(places)),
        "Differs by (nats)": [round(s, 3) for s in spread],
        "Accuracy with no earlier letter (%)": [round(100 * a, 1) for a in last],
    }
    return Answer(tuple(said), columns)


QUESTIONS = (
    Question(
        "Why should 9 channels be worse than 8?", ("channels", "channels-logits"), _nine_channels
    ),
    Question(
        "Why did the higher learning rate get stuck, and never come back?",
        ("learning-rate", "learning-rate-logits"),
        _stuck,
    ),
    Question(
        "Do more pools make a step faster because the dense layer shrinks?", ("pooling",), _pooling
    ),
    Question("Does the hidden size matter?", ("hidden-size",), _hidden),
    Question(
        "Early letters pass through more operations than late ones. What does that do?",
        ("hidden-size",),
        _early_letters,
    ),
)
