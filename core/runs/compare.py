"""Comparison of runs: curves on one axis, settings that differ, and whether it is more than chance."""

import math
from dataclasses import dataclass
from typing import Any

from core.errors import RunError
from core.runs import listing, naming
from core.runs.export import as_csv
from core.runs.store import Run
from core.settings.words import label, value
from core.statistics.intervals import wilson

MOST = 8  # runs at a time: more lines than that cannot be distinguished
LEVEL = 0.05

AXES = {"step": "Step", "epoch": "Epoch (passes through the training set)", "seconds": "Time (s)"}
CURVES = {
    "test accuracy": ("evaluated", "accuracy"),
    "test loss": ("evaluated", "loss"),
    "training accuracy": ("progress", "accuracy"),
    "training loss": ("progress", "loss"),
}


def gather(ids: list[str]) -> tuple[list[Run], list[str]]:
    """The runs of these ids that can be compared with the first that can be read, in their order, and
    a sentence for each that cannot."""
    runs: list[Run] = []
    problems: list[str] = []
    for run_id in dict.fromkeys(filter(None, ids)):
        try:
            run = listing.find(run_id)
        except RunError as e:
            problems.append(str(e))
            continue
        if runs and run.kind != runs[0].kind:
            problems.append(
                f"Run {run.title} was trained on {run.kind} and {runs[0].title} on {runs[0].kind}: "
                "they answer different questions and cannot be compared. Choose runs of one kind."
            )
        elif len(runs) == MOST:
            problems.append(f"At most {MOST} runs are compared at a time; {run.title} is left out.")
        else:
            runs.append(run)
    return runs, problems


def names(runs: list[Run]) -> list[str]:
    """What to call each run: its title, with when it was started where another has the same."""
    return naming.distinct([run.title for run in runs], [run.record["created"] for run in runs])


def differing(runs: list[Run]) -> dict[str, list[str]]:
    """The settings that are not the same in all runs, in words: label -> the value in each run."""
    configs, cls = [run.config.to_dict() for run in runs], type(runs[0].config)
    return {
        label(cls, field): [value(cls, field, config[field]) for config in configs]
        for field in configs[0]
        if any(config[field] != configs[0][field] for config in configs)
    }


def curve(metrics: list[dict[str, Any]], name: str, axis: str) -> tuple[list[float], list[float]]:
    """One of CURVES over one of AXES: x and y."""
    event, field = CURVES[name]
    results = [e for e in metrics if e["event"] == event]
    return [e[axis] for e in results], [e[field] for e in results]


def smooth(values: list[float], weight: float) -> list[float]:
    """The exponential moving average with a share `weight` (0..1) of what came before.

    The average of k values so far is divided by 1 - weight^k, so that it does not start from 0
    (D. P. Kingma and J. Ba, "Adam", 2015, section 3; TensorBoard smooths so too).
    """
    mean, smoothed = 0.0, []
    for k, y in enumerate(values, 1):
        mean = weight * mean + (1 - weight) * y
        smoothed.append(mean / (1 - weight**k))
    return smoothed


# -- is it more than chance?


@dataclass(frozen=True)
class Score:
    """A run's last test."""

    name: str
    right: int
    n: int

    @property
    def accuracy(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson."""
        return wilson(self.right, self.n)


def score(run: Run, name: str) -> Score | None:
    """None before the first test."""
    result = run.result()
    if result is None:
        return None
    confusion = result["confusion"]
    right = sum(row[k] for k, row in enumerate(confusion))
    return Score(name, right, sum(map(sum, confusion)))


def data_sets(runs: list[Run]) -> str:
    """Why accuracies of these runs say nothing beside each other, where their data sets differ, or ""."""
    cls = type(runs[0].config)
    named = dict.fromkeys(value(cls, "dataset", run.config.dataset) for run in runs)
    if len(named) < 2:
        return ""
    return (
        f"They learned from different data sets ({', '.join(named)}), of which one may be harder: who is "
        "right more often says nothing about the networks."
    )


def two_proportions(a: Score, b: Score) -> float:
    """The p-value, two-sided, of the hypothesis that both are right equally often.

    The two-proportion z-test with the pooled share (e.g. A. Agresti, "Categorical Data Analysis").
    """
    pooled = (a.right + b.right) / (a.n + b.n)
    variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n)
    if variance == 0:
        return 1.0  # both all right, or both all wrong
    return math.erfc(abs(a.accuracy - b.accuracy) / math.sqrt(2 * variance))


def holm(p_values: list[float]) -> list[float]:
    """p-values adjusted for being many (S. Holm, 1979): below 0.05 where they hold together."""
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, k in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[k]))
        adjusted[k] = highest
    return adjusted


def verdicts(scores: list[Score]) -> list[str]:
    """A sentence for each run but the best, which it is held against."""
    if len(scores) < 2:
        return []
    best = max(scores, key=lambda s: s.accuracy)
    others = [s for s in scores if s is not best]
    raw = [two_proportions(best, other) for other in others]
    if len(others) == 1:
        other, p = others[0], raw[0]
        points = f"{100 * (best.accuracy - other.accuracy):.2f} points, {p_value(p)}"
        if p < LEVEL:
            return [f"These two differ by more than chance: {best.name} is ahead by {points}."]
        return [f"This test set cannot tell these two apart: they differ by {points}."]
    sentences = []
    for other, p in zip(others, holm(raw), strict=True):
        points = f"{100 * (best.accuracy - other.accuracy):.2f} points, {p_value(p)}"
        if p < LEVEL:
            words = f"{other.name} is behind {best.name} by more than chance: {points}."
        else:
            words = f"This test set cannot tell {other.name} from {best.name}: {points}."
        sentences.append(words)
    return sentences


def p_value(p: float) -> str:
    """As people write it: "p = 0.032", "p < 0.001"."""
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def method(count: int) -> str:
    """Which test `verdicts` uses, and what it does not know."""
    corrected = (
        "" if count < 3 else " Each run is held against the best, with Holm's correction for many."
    )
    return (
        "A two-proportion z-test at the 5 % level, on how many test items are right."
        f"{corrected} Where two runs were tested on the same items it is on the careful side. It knows "
        "nothing of the luck of the seed: before calling a setting better, train each with several "
        "seeds."
    )


# -- for a spreadsheet

FIELDS = ("step", "epoch", "seconds", "loss", "accuracy", "balanced_accuracy")


def curves_csv(runs: list[Run]) -> str:
    """All curves of all runs, a row for each point; `event` is progress (training) or evaluated."""
    rows = (
        [run.id, run.title, e["event"], *(e.get(f, "") for f in FIELDS)]
        for run in runs
        for e in run.metrics()
        if e["event"] in ("progress", "evaluated")
    )
    return as_csv(("run", "title", "event", *FIELDS), rows)
