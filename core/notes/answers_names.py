"""Answers about surnames: the hidden size, and what becomes of early letters.

Each function takes the recorded tables that its question names.
"""

from statistics import fmean, median
from typing import Any

from core.notes.answer import Answer, Files
from core.notes.hundred_names import NOTES_TEST, hundred_names
from core.notes.recorded import Recorded
from core.notes.tables import table
from core.statistics.intervals import difference_interval, wilson
from core.statistics.percent import percent
from core.sweeps.table import Row, rows


def hidden_size(files: Files) -> Answer:
    file = files["hidden-size"]
    notes = [f for f in table("hidden-size").reported if f is not None]
    low, high = wilson(round(NOTES_TEST * fmean(notes)), NOTES_TEST)
    said = [
        f"His scores lie between {percent(min(notes), 0)} and {percent(max(notes), 0)}. On "
        f"{NOTES_TEST} names a score of {percent(fmean(notes), 0)} has a 95\u00a0% interval of "
        f"{percent(low, 0)} to {percent(high, 0)}, "
        f"{100 * (high - low):.0f} points wide: no difference between his figures could be seen."
    ]
    drawn = [hundred_names(r["confusion"], seed) for seed, r in enumerate(file.finished())]
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
        f"{cell[0].upper()}{cell[1:]}, on all held-out names: from {percent(fmean(worst.values))} (size "
        f"{worst.labels[1]}) to {percent(fmean(best.values))} (size {best.labels[1]}), means over "
        f"{len(best.values)} seeds"
    )
    if worst.interval and best.interval and worst.interval[1] < best.interval[0]:
        return said + ". Their intervals do not touch: size does matter, by less than he could see."
    return said + ". Their intervals touch: still no difference beyond luck."


def early_letters(files: Files) -> Answer:
    file = files["hidden-size"]
    runs = file.labelled("linear", "128")
    by_position, accuracies = (
        _means([r["reach"][key] for r in runs]) for key in ("spread", "last")
    )
    radius = fmean(r["reach"]["radius"] for r in runs)
    places = len(by_position)
    factor = (by_position[-1] / by_position[1]) ** (1 / (places - 2))
    said = [
        "The state is linear, so the logits are a sum with a part for each letter, and the part of a "
        "letter d places before the last has gone through the state’s matrix d − 1 times.",
        f"In {len(runs)} linear networks of size 128 the letter before the last makes the logits "
        f"differ by {by_position[1]:.2f} nats between languages, the one {places - 1} places before the "
        f"last by {by_position[-1]:.2f}: a factor of {factor:.2f} for each pass. The matrix’s largest "
        f"eigenvalue is {radius:.2f} on average.",
        f"Reading only the last letter gives a balanced accuracy of {percent(accuracies[0])}, the last "
        f"three {percent(accuracies[2])}, five {percent(accuracies[4])}, ten {percent(accuracies[9])}.",
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
    if accuracies[4] > 0.9 * accuracies[9]:
        said.append("For surnames that costs little: their last five letters tell most of it.")
    said += _cut_short(files["last-letters"])
    columns: dict[str, list[Any]] = {
        "Places before the last": list(range(places)),
        "Differs by (nats)": [round(s, 3) for s in by_position],
        "Accuracy with no earlier letter (%)": [round(100 * a, 1) for a in accuracies],
    }
    return Answer(tuple(said), columns)


def _cut_short(file: Recorded) -> list[str]:
    """Why names whose last two letters alone are read are read worse than by the last one."""
    found = [run["reach"] for run in file.finished()]
    classes = file.values["classes"]
    last, known = (_means([reach[key] for reach in found]) for key in ("last", "known"))
    one, two = (_sums([reach["short"][k] for reach in found]) for k in (0, 1))
    if sum(one) or not sum(two) or last[1] > last[0]:
        return []
    answers = _sums([reach["answers"][1] for reach in found])
    top = sorted(range(len(classes)), key=lambda k: -answers[k])[:3]
    share, theirs = (sum(n[k] for k in top) / sum(n) for n in (answers, two))
    first, second, third = (classes[k] for k in top)
    return [
        f"Why do the last two letters alone give {percent(last[1])}, less than the last one with "
        f"{percent(last[0])}? A name cut to two letters is a name of two letters, and of those trained on "
        f"{percent(theirs, 0)} are {first}, {second} or {third}: the networks answer one of these for "
        f"{percent(share, 0)} of all names that are cut so. Of names with one letter they saw none, and so "
        "learned nothing about that length.",
        "If a name keeps its length, with the average letter in each missing place, the accuracy rises "
        f"with every letter: {', '.join(percent(k) for k in known[:4])} for one to four. What puzzled "
        "was the length.",
    ]


def _means(rows: list[list[float]]) -> list[float]:
    return [fmean(column) for column in zip(*rows, strict=True)]


def _sums(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def ingredients(files: Files) -> Answer:
    """The same seeds, and so the same splits, with and without: by how much they differ, seed by seed."""
    file = files["ingredients"]
    measures = [rows(file.plan, file.states, m) for m in ("accuracy", "balanced_accuracy")]
    whole = [m[0] for m in measures]
    columns: dict[str, list[Any]] = {"Changed": [], "Accuracy": [], "Balanced": []}
    worse: list[tuple[float, str]] = []
    better: list[tuple[float, str]] = []
    neither: list[tuple[float, str]] = []
    for changed in zip(*(m[1:] for m in measures), strict=True):
        columns["Changed"].append(changed[0].labels[0])
        gaps = [_gaps(was, now) for was, now in zip(whole, changed, strict=True)]
        for name, gap in zip(("Accuracy", "Balanced"), gaps, strict=True):
            low, high = difference_interval(gap)
            columns[name].append(f"{100 * fmean(gap):+.1f} ({100 * low:+.1f} to {100 * high:+.1f})")
        low, high = difference_interval(gaps[0])
        chosen = worse if high < 0 else better if low > 0 else neither
        chosen.append((fmean(gaps[0]), changed[0].labels[0]))
    seeds = len(whole[0].values)
    said = [
        f"The quick RNN gets {percent(fmean(whole[0].values))} of the held-out names right, balanced "
        f"{percent(fmean(whole[1].values))} (means over {seeds} seeds). Below, by how many points that "
        "changes when one thing is changed, on the same names with the same seed, and the 95\u00a0% "
        "interval of that (Student’s t of the differences).",
        _listed("Worse by more than chance", sorted(worse)),
        _listed("Better by more than chance", sorted(better, reverse=True)),
        _listed("Within chance", sorted(neither)),
        f"Of {len(columns['Changed'])} such intervals about one leaves out 0 by chance alone.",
    ]
    return Answer(tuple(said), columns)


def _gaps(was: Row, now: Row) -> list[float]:
    """By how much the runs of a row differ from those of another, for each seed that both have."""
    before = dict(zip(was.seeds, was.values, strict=True))
    pairs = zip(now.seeds, now.values, strict=True)
    return [value - before[seed] for seed, value in pairs if seed in before]


def _listed(what: str, found: list[tuple[float, str]]) -> str:
    changes = ", ".join(f"{label} ({100 * gap:+.1f})" for gap, label in found)
    return f"{what}: {changes or 'nothing'}."
