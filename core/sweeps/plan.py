"""The plan of a sweep: some settings' values, every combination of them, several seeds each."""

import dataclasses
import functools
import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core import problems
from core.errors import ConfigError
from core.problems import problem
from core.runs import step_time
from core.runs.migration import move_parts_of_plan
from core.settings.checks import quoted
from core.settings.config import Config, parse_value
from core.settings.execution import EARLIER_NAMES, Execution
from core.settings.setting import before, settings
from core.settings.words import label, phrase

MOST_RUNS = 5_000
LONGEST_VALUE = 100  # characters; the name of a data set has 60 at most
THREADS = 1
"""Of every run of a sweep. Its runs keep the cores busy as they are: to split each one's batches as well
would only add work."""


@dataclass(frozen=True)
class Point:
    """One place on an axis: settings that go together, and how they are called."""

    label: str
    changes: dict[str, Any]


@dataclass(frozen=True)
class Axis:
    """What is varied, mostly one setting and its values."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Cell:
    """One run of a sweep: a combination and a seed."""

    row: int
    """Which combination, counted in the order of `Plan.combinations`."""
    seed: int
    name: str
    """Of its directory in the sweep's."""
    config: Config | None
    reason: str = ""
    """Why there is no config: a combination that cannot be built."""
    threads: int = THREADS


@dataclass(frozen=True)
class Plan:
    """A base, axes to vary it along, and seeds. Raises ConfigError where nothing of it can be built.

    Combinations that cannot be built are cells with a reason. The base alone need not be one that can.
    """

    kind: str
    base: dict[str, Any]
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...]
    title: str = ""
    table: str = ""
    """The name of the notes' table that it repeats, if it does."""
    threads: int = THREADS
    """Of each run, unless they are what varies."""

    def __post_init__(self) -> None:
        # Before any of them is made: a few hundred values on each of three axes are millions.
        runs = math.prod(len(axis.points) for axis in self.axes) * len(self.seeds)
        if runs > MOST_RUNS:
            raise ConfigError({"vary": _too_many(runs)})
        if all(cell.config is None for cell in self.cells):
            raise ConfigError({"vary": f"None of it can be built. {self.cells[0].reason}"})

    @functools.cached_property
    def combinations(self) -> list[tuple[Point, ...]]:
        """A point of each axis, in every way; the last axis varies fastest."""
        return list(itertools.product(*(axis.points for axis in self.axes)))

    def label(self, axis: str) -> str:
        """What an axis is called."""
        return label(problem(self.kind).Config, axis)

    def in_words(self, axes: Iterable[Axis], points: Iterable[Point]) -> str:
        """Points of some axes as the names of runs say them: "9 channels · rate 0.3"."""
        words = (
            phrase(problem(self.kind).Config, axis.name, point.changes[axis.name])
            if axis.name in point.changes
            else f"{self.label(axis.name).lower()} {point.label}"
            for axis, point in zip(axes, points, strict=True)
        )
        return " · ".join(words)

    @functools.cached_property
    def cells(self) -> list[Cell]:
        """All runs, seed by seed: after the first seed there is something to see everywhere."""
        every = itertools.product(self.seeds, enumerate(self.combinations))
        return [
            self._cell(index, row, points, seed)
            for index, (seed, (row, points)) in enumerate(every)
        ]

    def _cell(self, index: int, row: int, points: tuple[Point, ...], seed: int) -> Cell:
        words = [f"{a.name}-{p.label}" for a, p in zip(self.axes, points, strict=True)]
        slug = re.sub(r"[^a-z0-9.]+", "-", "-".join([*words, f"seed-{seed}"]).lower())
        name = f"{index:03}-{slug[:90].strip('-')}"
        cls, changes = problem(self.kind).Config, {"seed": seed}
        for point in points:
            changes |= point.changes
        values = self.base | cls.entailed(changes) | changes
        threads = values.pop("threads", self.threads)
        try:
            Execution(threads=threads)
            config = cls.from_dict(values)
            return Cell(row, seed, name, config, threads=threads)
        except ConfigError as e:
            return Cell(row, seed, name, None, str(e))

    def seconds(self, workers: int) -> float | None:
        """About how long it takes with so many runs at a time, or None before this machine is known."""
        total = 0.0
        for cell in self.cells:
            if cell.config is not None:
                seconds = step_time.run_seconds(cell.config, cell.threads)
                if seconds is None:
                    return None
                total += seconds
        return total / workers

    def in_turn(self, cells: Iterable[Cell], workers: int) -> list[Cell]:
        """The buildable ones in the order to train them: seed by seed, and of a seed the longest first.

        Of the last seeds, one for each run at a time, the longest of all come first, so that runs of
        one length end together and no core waits at the end. The first seed stays by itself: after it
        there is something to see everywhere.
        """
        together = max(1, len(self.seeds) - workers)

        def turn(cell: Cell) -> tuple[int, float]:
            return min(self.seeds.index(cell.seed), together), -_work(cell)

        return sorted((cell for cell in cells if cell.config is not None), key=turn)

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The inverse of `to_dict`, also after JSON. Raises KeyError, TypeError or ConfigError."""
        values = move_parts_of_plan(values)
        values |= {"base": before(problem(values["kind"]).Config) | values["base"]}
        axes = tuple(
            Axis(a["name"], tuple(Point(p["label"], p["changes"]) for p in a["points"]))
            for a in values["axes"]
        )
        return cls(**(values | {"axes": axes, "seeds": tuple(values["seeds"])}))


def _work(cell: Cell) -> float:
    """How much there is to do for a cell, to compare with others': seconds where this machine is
    known, else multiply-adds."""
    assert cell.config is not None
    seconds = step_time.run_seconds(cell.config, cell.threads)
    return seconds or step_time.multiply_adds(cell.config)


def _too_many(runs: int) -> str:
    many = (
        f"{runs:,}" if runs < 10**15 else f"{Decimal(runs):.0e}".replace("e+", " times 10 to the ")
    )
    return f"That is {many} runs; a sweep has at most {MOST_RUNS:,}. Vary less."


def shown(value: Any) -> str:
    """A value as a user types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ",".join(map(shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def axis(kind: str, field: str, values: list[Any]) -> Axis:
    """An axis of one setting. Raises ConfigError for a setting that is unknown or has no values."""
    field = field.strip().replace("-", "_")
    field = EARLIER_NAMES.get(field, field)
    names = [name for name in settings(problem(kind).Config) if name != "seed"]
    names += settings(Execution)
    if field not in names:
        seeds = " Say with seeds how many there are." if field == "seed" else ""
        raise ConfigError(
            {"vary": f"{quoted(field)} is not a setting to vary; choose {', '.join(names)}.{seeds}"}
        )
    if not values:
        raise ConfigError({"vary": f"{field} has no values; give some, such as {field}=1,2."})
    points: dict[str, Point] = {}
    for value in values:
        label = shown(value)
        points.setdefault(label, Point(label, {field: value}))
    return Axis(field, tuple(points.values()))


def values_of(text: str) -> list[Any]:
    """The values in a text: 5,8 are two; with a semicolon, 8,16;16,32 are two of one per layer each.

    Raises ConfigError for more of them than a sweep has runs, and for one longer than any setting's.
    """
    separator = ";" if ";" in text else ","
    if (many := text.rstrip(f"{separator} ").count(separator)) >= MOST_RUNS:
        raise ConfigError({"vary": _too_many(many + 1)})
    parts = [part.strip() for part in text.split(separator)]
    for part in parts:
        if len(part) > LONGEST_VALUE:
            raise ConfigError(
                {
                    "vary": f"The value {part[:20]}… has {len(part):,} characters; the longest that any "
                    f"setting takes has {LONGEST_VALUE}."
                }
            )
    return [parse_value(part) for part in parts if part]


def plan(
    kind: str,
    vary: dict[str, list[Any]],
    seeds: int,
    preset: str = "quick",
    fields: dict[str, Any] | None = None,
    threads: int = THREADS,
) -> Plan:
    """A preset with some fields changed and others varied, with the first so many seeds. Raises
    ConfigError."""
    base = problems.preset(kind, preset).config.to_dict() | (fields or {})
    if not vary:
        raise ConfigError({"vary": "Nothing varies; give a setting and its values: channels=5,8."})
    axes = tuple(axis(kind, field, values) for field, values in vary.items())
    if len({a.name for a in axes}) < len(axes):
        raise ConfigError({"vary": "A setting is varied twice; give all its values at once."})
    names = " × ".join(label(problem(kind).Config, a.name).lower() for a in axes)
    title = f"{problems.preset(kind, preset).title}: {names}"
    return Plan(kind, base, axes, seed_range(base["seed"], seeds), title, threads=threads)


def seed_range(first: int, count: int) -> tuple[int, ...]:
    """Raises ConfigError for less than one seed."""
    if not isinstance(count, int) or not 1 <= count <= MOST_RUNS:
        most = f"{MOST_RUNS:,}"
        raise ConfigError(
            {"seeds": f"seeds is {quoted(count)}; give a whole number from 1 on, at most {most}."}
        )
    if isinstance(first, bool) or not isinstance(first, int):
        raise ConfigError({"seed": f"seed is {quoted(first)}; give a whole number."})
    return tuple(range(first, first + count))
