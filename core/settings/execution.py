"""Execution details: how a run is computed, which changes its results in the last digits only.

They stand in a run's record beside its config: two runs that differ in them alone are one experiment.
"""

from dataclasses import dataclass

from core.settings.checks import Problems
from core.settings.setting import setting, settings

EARLIER_NAMES = {"parts": "threads"}
"""What may still be written for a detail, on the command line and in earlier sweeps -> its name."""


@dataclass(frozen=True, kw_only=True)
class Execution:
    """How a run is computed, as a config says what is. Raises ConfigError."""

    threads: int = setting(
        1,
        "Into how many parts a batch is split, {low} to {high}, each learned from on a core of its own, as "
        "far as cores are free. It pays where the network is large; sweeps take 1. A number has the same "
        "result on any number of cores; between two numbers results differ in the last digits only.",
        label="Parts of a batch, a core each",
        phrase="{} parts of a batch",
        phrases={1: "1 part of a batch"},
        low=1,
        high=8,
        suggest=(1, 2, 4, 8),
    )

    def __post_init__(self) -> None:
        problems, known = Problems(), settings(type(self))
        for field, setting_ in known.items():
            setting_.check(problems, field, getattr(self, field))
        problems.check(tuple(known))
