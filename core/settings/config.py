"""The base of all configs: checks of every setting, conversion to and from plain values.

A config that exists can be built and trained: all its problems are collected into one `ConfigError`.
"""

import dataclasses
import math
from typing import Any, ClassVar, Self

from core.errors import ConfigError
from core.settings.checks import Problems
from core.settings.setting import before, settings


def parse_value(text: str) -> Any:
    """A field's value as typed: 3, 0.1, true, same, or a list such as 16,32."""
    if "," in text:
        return tuple(parse_value(part.strip()) for part in text.split(",") if part.strip())
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


class Config:
    """What a run is to do, as a frozen dataclass of `setting(...)`s. Raises ConfigError."""

    kind: ClassVar[str]
    """The kind of problem, such as "digits"; part of run ids and addresses."""

    # What the training loop and its optimizers ask of every kind, declared by each for itself.
    dataset: str
    optimizer: str
    learning_rate: float
    schedule: str
    batch_size: int
    seed: int
    epochs: int | None = None
    """How often training goes through its items, where the config counts epochs rather than steps."""
    momentum: float = 0.0
    weight_decay: float = 0.0
    dropout: float = 0.0
    target_accuracy: float = 0.0
    patience: int = 0
    stop_when_lost: bool = False
    label_smoothing: float = 0.0
    progress_steps: ClassVar[int] = 2**31
    """Steps between two reports of progress, at most."""
    softmax_twice: bool = False
    """Whether the network ends with a softmax, to which the loss applies another."""

    def __post_init__(self) -> None:
        problems = Problems()
        for field, known in settings(type(self)).items():
            known.check(problems, field, getattr(self, field))
        self.check_together(problems)
        problems.check(tuple(settings(type(self))))

    def check_together(self, problems: Problems) -> None:
        """Note what is wrong with fields that do not go together. Each field alone was checked."""

    @property
    def length(self) -> str:
        """The field that says how long training takes."""
        return "steps" if self.epochs is None else "epochs"

    @property
    def total_steps(self) -> int:
        """Training steps from beginning to end."""
        raise NotImplementedError

    def evaluation_steps(self) -> list[int]:
        """The steps after which to test, ascending; 0 where the untrained network is tested too."""
        return [self.total_steps // 2, self.total_steps]

    def seen(self, step: int) -> int:
        """How many training items have been learned from after a step, repetitions counted."""
        return step * self.batch_size

    @property
    def cpu_seconds(self) -> float | None:
        """About how long a processor takes to train it, as once measured (`benchmarks/README.md`); None for
        what a GPU does no faster."""
        return None

    @property
    def restart_step(self) -> int | None:
        """The first step of the second cycle, or None where there is but one."""
        return math.ceil(self.total_steps / 3) if self.schedule == "warm-restart" else None

    def to_dict(self) -> dict[str, Any]:
        """Every field as plain JSON values (tuples become lists)."""
        plain = dataclasses.asdict(self)  # type: ignore[call-overload]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The inverse of `to_dict`. Raises ConfigError for an unknown or a missing key; a setting that
        runs of an earlier version did not have gets what they all had (`before`)."""
        known = settings(cls)
        unknown = {
            k: f"{k} is not a setting of {cls.kind}; the settings are {', '.join(known)}."
            for k in values
            if k not in known
        }
        values = before(cls) | values
        missing = {k: f"{k} is missing; give it a value." for k in known if k not in values}
        if unknown or missing:
            raise ConfigError(unknown | missing)
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, and what they entail, checked again."""
        return self.from_dict(self.to_dict() | self.entailed(changes) | changes)

    @classmethod
    def entailed(cls, changes: dict[str, Any]) -> dict[str, Any]:
        """What else must change with some fields, unless they are set themselves."""
        return {}
