"""Answers about digits: the channels, the rate that got stuck, the pools.

Each function takes the recorded tables that its question names.
"""

import itertools
import math
from collections import Counter
from statistics import fmean, median
from typing import Any

from core.notes.answer import Answer, Files, Runs, accuracies, reported, span, times
from core.statistics.confusion import never_answered
from core.statistics.percent import percent

CERTAIN = math.log(math.e + 9)
"""The loss, in nats, of a softmax's certain and wrong answer when softmax is applied to it again;
a certain and right one has 1 less."""

FALL = 0.3
"""A network has lost what it had learned if its accuracy ends so far below the best of its tests."""

PRINTED = 2.357847
"""The last average loss that the author printed before he lowered the rate."""


def nine_channels(files: Files) -> Answer:
    twice, once = files["channels"], files["channels-logits"]
    eight, nine = accuracies(twice.labelled("8")), accuracies(twice.labelled("9"))
    said = [
        f"Over {len(eight)} seeds, 8 channels end at {span(eight)} and 9 channels at {span(nine)}; "
        f"the means are {percent(fmean(eight))} and {percent(fmean(nine))}. The author’s "
        f"{percent(reported('channels', '8'), 0)} and {percent(reported('channels', '9'), 0)} are one "
        "draw from each."
    ]
    runs, plain = twice.finished(), once.finished()
    poor = [run for run in runs if never_answered(run["confusion"])]
    rich = [run for run in runs if not never_answered(run["confusion"])]
    lost = Counter(k for run in poor for k in never_answered(run["confusion"]))
    if poor and rich:
        digits = ", ".join(f"{k} ({times(n)})" for k, n in lost.most_common())
        said.append(
            f"{len(poor)} of the {len(runs)} networks of this table never answer some digit: {digits}. "
            f"They end at {span(accuracies(poor))}, the others at {span(accuracies(rich))}. Every "
            "tenth image is lost with a digit, so that accuracies come in steps."
        )
    also = sum(bool(never_answered(run["confusion"])) for run in plain)
    eight, nine = accuracies(once.labelled("8")), accuracies(once.labelled("9"))
    said.append(
        f"With a logits head at rate 0.1, {also} of {len(plain)} networks never answer some digit, and all "
        f"end at {span(accuracies(plain))}; 8 and 9 channels have means of {percent(fmean(eight))} and "
        f"{percent(fmean(nine))}."
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


def got_stuck(files: Files) -> Answer:
    twice, once = files["learning-rate"], files["learning-rate-logits"]

    def fallen(runs: Runs) -> Runs:
        return [r for r in runs if r["best_accuracy"] - r["accuracy"] > FALL]

    fast, slow = twice.labelled("1"), twice.labelled("0.1") + twice.labelled("0.3")
    stuck, plain = fallen(fast), once.labelled("1")
    said = [
        f"At rate 1, {len(stuck)} of {len(fast)} networks learn and then lose it again; at 0.1 and 0.3 "
        f"{len(fallen(slow))} of {len(slow)} do. The others end at "
        f"{span(accuracies([r for r in fast + slow if r not in stuck] or fast))}."
    ]
    if stuck:
        lowest = min(stuck, key=lambda r: r["accuracy"])
        answers = [sum(column) for column in zip(*lowest["confusion"], strict=True)]
        said.append(
            f"Those {len(stuck)} get as far as {span([r['best_accuracy'] for r in stuck])} and end at "
            f"{span(accuracies(stuck))}. The lowest answers {answers.index(max(answers))} to "
            f"{percent(max(answers) / sum(answers))} of all images."
        )
        off = max(abs(r["loss"] - (CERTAIN - r["accuracy"])) for r in stuck)
        said.append(
            "Such a network has a softmax that is certain, right or wrong: then the loss is ln(e + 9) "
            f"less the accuracy, and theirs is that within {off:.4f}."
        )
        sevens = fast[0]["confusion"][7]
        share = sum(sevens) / sum(map(sum, fast[0]["confusion"]))
        said.append(
            f"The author’s last line reads so too: {percent(share)} of the test images are sevens, his "
            f"accuracy was {percent(reported('learning-rate', '1'))}, and ln(e + 9) less that share is "
            f"{CERTAIN - share:.3f}, where he printed {PRINTED:.3f}: seven to everything."
        )
        said.append(
            "A long step makes the outputs so large that softmax gives 1 and 0. There its slope, "
            "p (1 − p), is 0: no gradient comes through, and no smaller step brings it back."
        )
    seeds = len(once.plan.seeds)
    if len(plain) < seeds:
        said.append(
            f"With a logits head at rate 1, {seeds - len(plain)} of {seeds} networks do not get stuck but "
            "blow up: their loss is no longer a number, and training ends there. The rate is too high "
            "for either head; only the second softmax hides it."
        )
    if plain:
        found = len(fallen(plain))
        said.append(
            f"With a logits head at rate 1, {found} of {len(plain)} networks lose what they learned"
            + (
                ": the second softmax is not the only way to get stuck."
                if found
                else f"; they end at {span(accuracies(plain))}."
            )
        )
    return Answer(tuple(said))


def pooling(files: Files) -> Answer:
    file = files["pooling"]
    labels = [points[0].label for points in file.plan.combinations]
    steps = [1000 * median(r["seconds_per_step"] for r in file.labelled(label)) for label in labels]
    layers = file.values["layers"]
    conv, dense = _sums(layers, "Conv"), _sums(layers, "Linear")
    conv_ms, dense_ms = (_sums(layers, name, "milliseconds") for name in ("Conv", "Linear"))
    pool_ms = _sums(layers, "MaxPool", "milliseconds")
    columns = {
        "Pools": labels,
        "Step, ms": [round(t, 2) for t in steps],
        "Convolutions, ms": [round(t, 2) for t in conv_ms],
        "Pools, ms": [round(t, 2) for t in pool_ms],
        "Dense, ms": [round(t, 2) for t in dense_ms],
        "Multiply-adds, conv.": conv,
        "Multiply-adds, dense": dense,
        "Dense share": [percent(d / (d + c), 0) for d, c in zip(dense, conv, strict=True)],
    }
    said = [
        f"Steps were timed while {file.values['workers']} runs trained at a time; each layer by itself, "
        "forward and backward on one thread. Training computes the first convolution and its pool in one "
        "go, so that a step can take less than its layers."
    ]
    for k in range(1, len(labels)):
        words = "faster" if steps[k] < steps[k - 1] else "slower"
        said.append(
            f"From {labels[k - 1]} to {labels[k]} pools a step gets {words}: {steps[k - 1]:.2f} to "
            f"{steps[k]:.2f} ms. The dense layers go from {dense_ms[k - 1]:.2f} to {dense_ms[k]:.2f} ms "
            f"({dense[k - 1]:,} to {dense[k]:,} multiply-adds an image), convolutions and pools from "
            f"{conv_ms[k - 1] + pool_ms[k - 1]:.2f} to {conv_ms[k] + pool_ms[k]:.2f} ms."
        )
    less_dense = dense_ms[0] - dense_ms[1]
    more_pool = conv_ms[1] + pool_ms[1] - conv_ms[0]
    if less_dense > 0 and less_dense > more_pool and conv[0] == conv[1]:
        said.append(
            f"The first pool leaves the convolution its multiply-adds and takes {less_dense:.2f} ms from "
            "the dense layers: the author’s guess is right there."
        )
    if any(b > 0.9 * a for a, b in itertools.pairwise(steps[1:])):
        said.append(
            "Later pools save less than the dense layers shrink: by then the first convolution, which no "
            "pool makes smaller, and each further one take the time."
        )
    return Answer(tuple(said), columns)


def _sums(layers: list[list[dict[str, Any]]], name: str, of: str = "multiply_adds") -> list[Any]:
    """What the layers of a name have of something together, network by network."""
    return [sum(x[of] for x in own if x["name"].startswith(name)) for own in layers]
