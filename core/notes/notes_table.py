"""A table of the notes: what varies in it, what stays the same, and the author's figures."""

from dataclasses import dataclass
from typing import Any

from core.errors import ConfigError
from core.sweeps.plan import THREADS, Axis, Plan, Point, seed_range


@dataclass(frozen=True)
class NotesTable:
    """One of the notes' tables, or a variation of one that answers a question about it."""

    name: str
    title: str
    about: str
    kind: str
    base: dict[str, Any]
    axes: tuple[Axis, ...]
    reported: tuple[float | None, ...]
    """The author's figure for each combination, 0..1, in their order."""
    in_notes: bool = True
    any_data: bool = False
    """Whether it repeats the notes' table on another data set, too."""

    def plan(
        self, seeds: int = 5, fields: dict[str, Any] | None = None, threads: int = THREADS
    ) -> Plan:
        """The sweep that repeats it, with some fields changed throughout. Raises ConfigError."""
        fields = dict(fields or {})
        names = {axis.name for axis in self.axes} & fields.keys()
        if names:
            name = min(names)
            raise ConfigError({name: f"{name} is what this table varies; leave it out."})
        axes = tuple(
            Axis(
                axis.name,
                tuple(
                    Point(p.label, {k: v for k, v in p.changes.items() if k not in fields})
                    for p in axis.points
                ),
            )
            for axis in self.axes
        )
        first = fields.pop("seed", 0)
        return Plan(
            self.kind,
            self.base | fields,
            axes,
            seed_range(first, seeds),
            self.title,
            self.name,
            threads,
        )
