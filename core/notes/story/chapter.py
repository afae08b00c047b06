"""A chapter: a claim of the author's, something to predict, the figure that decides it, and what to do.

In its texts `[kernel]` is a term of the glossary, and `[kernels|kernel]` one in another form. What is a
figure in them is computed from the recorded results.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core import problems
from core.notes.answer import Files
from core.notes.questions import Question
from core.notes.recorded import Recorded
from core.problems import problem
from core.settings.config import Config
from core.statistics.percent import percent


@dataclass(frozen=True)
class Line:
    """Runs over the same places, each a curve, and the author's figures there."""

    name: str
    x: tuple[float, ...]
    runs: tuple[tuple[float, ...], ...]
    """(runs, places), 0..1."""
    reported: tuple[tuple[float, float], ...] = ()
    """(place, 0..1)."""


@dataclass(frozen=True)
class Curves:
    """Shares over steps, epochs or letters."""

    lines: tuple[Line, ...]
    x: str
    y: str
    caption: str


@dataclass(frozen=True)
class Points:
    """A point for each run, in groups over the same categories, and the author's figure for each."""

    categories: tuple[str, ...]
    groups: dict[str, tuple[tuple[float, ...], ...]]
    """(categories, runs), 0..1."""
    reported: dict[str, tuple[float | None, ...]]
    x: str
    y: str
    caption: str


@dataclass(frozen=True)
class Stacks:
    """Bars made of parts, one on the other."""

    categories: tuple[str, ...]
    parts: dict[str, tuple[float, ...]]
    x: str
    y: str
    caption: str


@dataclass(frozen=True)
class Grid:
    """Shares as cells, 0..1."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float, ...], ...]
    x: str
    y: str
    caption: str


@dataclass(frozen=True)
class Changes:
    """By how much something changes, with 95 % intervals."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    x: str
    caption: str


Figure = Curves | Points | Stacks | Grid | Changes


@dataclass(frozen=True)
class Train:
    """A network to train: a preset, and what is otherwise in it; what of our results it is like."""

    label: str
    preset: str
    changes: dict[str, Any] = field(default_factory=dict)
    like: tuple[str, ...] = ()
    """A recorded table and the labels of a combination of it."""

    def config(self, kind: str) -> Config:
        return problems.preset(kind, self.preset).config.replace(**self.changes)


ALL_HELD_OUT = {"test": 0.15}
"""Beside our recorded networks of names stand those that are tested as they were, not on 100 names."""


@dataclass(frozen=True)
class Repeat:
    """A table of the notes to be trained, with so many seeds."""

    label: str
    table: str
    seeds: int = 2


@dataclass(frozen=True)
class Chapter:
    name: str
    """In the address."""
    title: str
    kind: str
    tables: tuple[str, ...]
    """Recorded tables from which its figures come."""
    claim: tuple[str, ...]
    """Paragraphs: what the author says, in our words."""
    ask: str
    options: tuple[str, ...]
    right: Callable[[Files], int]
    """Which of the options the recorded results bear out."""
    answer: Callable[[Files], str]
    takeaway: str
    """Two sentences."""
    do: Train | Repeat
    figure: Callable[[Files], Figure] | None = None
    alive: str = ""
    """A figure of the kind's that lives in the browser (`ui.problem_page.ProblemPage.figures`)."""
    question: Question | None = None
    """The open question that it ends with."""

    def files(self) -> Files:
        """Raises RunError where a result is not recorded."""
        return {name: Recorded(name) for name in self.tables}

    def commands(self) -> list[str]:
        """Those that make the recorded results anew."""
        return [file.command for file in self.files().values()]

    def yours(self, accuracies: dict[str, float]) -> str:
        """What the learner's own run came to (`accuracy` and `balanced_accuracy`) beside ours and the
        author's."""
        assert isinstance(self.do, Train)
        preset = problems.preset(self.kind, self.do.preset)
        balanced = problem(self.kind).balanced
        measure = "accuracy" if balanced else "balanced_accuracy"
        said = [f"Yours gets **{percent(accuracies[measure])}** right"]
        if self.do.like:
            name, *labels = self.do.like
            ours = [run[measure] for run in Recorded(name).labelled(*labels)]
            said.append(f"our {len(ours)} seeds got {percent(min(ours))} to {percent(max(ours))}")
        if preset.reported is not None and not self.do.changes:
            said.append(f"the author’s one run got {percent(preset.reported)}")
        share = "" if balanced else " (of each language alike)"
        return "; ".join(said) + share + "."


def nearest(value: float, choices: tuple[float, ...]) -> int:
    """Which of the choices lies nearest."""
    return min(range(len(choices)), key=lambda k: abs(choices[k] - value))


def curve(
    name: str,
    file: Recorded,
    labels: tuple[str, ...],
    reported: tuple[tuple[float, float], ...] = (),
    per: float = 1.0,
) -> Line:
    """The tests of a combination's runs as a line; `per` is how many items are one unit of its places."""
    runs = file.labelled(*labels)
    changes = {
        k: v
        for axis, label in zip(file.plan.axes, labels, strict=True)
        for point in axis.points
        if point.label == label
        for k, v in point.changes.items()
    }
    config = problem(file.plan.kind).Config.from_dict(file.plan.base | changes)
    places = tuple(config.seen(step) / per for step in config.evaluation_steps())
    return Line(name, places, tuple(tuple(run["tests"]) for run in runs), reported)
