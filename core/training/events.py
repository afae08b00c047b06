"""Training events: frozen records that the worker, the command line and the tests all consume."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """One training name and the network's guess just before it learned from it."""

    name: str
    language: str
    guess: str


@dataclass(frozen=True)
class Progress:
    """Averages over the steps since the last Progress, weighted by batch size."""

    step: int
    """Steps taken so far."""
    seen: int
    """Training items seen so far (each epoch anew)."""
    epoch: float
    """Passes through the training set so far."""
    seconds: float
    """Seconds spent training and testing, pauses left out."""
    loss: float
    """Mean loss in nats."""
    accuracy: float
    """Share right, 0..1, measured while learning."""
    per_second: float
    """Training items per second since the last Progress."""
    example: Example | None = None


@dataclass(frozen=True)
class ReLULayer:
    """One ReLU layer of the network, and how many of its units are 0 whatever they are shown."""

    name: str
    dead: int
    units: int
    """Numbers of a dense layer, or channels of a convolution."""


@dataclass(frozen=True)
class Evaluated:
    """The network on the whole test set."""

    step: int
    epoch: float
    seconds: float
    loss: float
    accuracy: float
    """Share of test items right, 0..1."""
    balanced_accuracy: float
    """Mean over the classes of the share right in each."""
    confusion: tuple[tuple[int, ...], ...]
    """Test items by true class (row) and answer (column)."""
    moved: float | None = None
    """How far the weights are from where they began, relative to their length then."""
    relus: tuple[ReLULayer, ...] = ()
    """The ReLU layers, the input's first."""

    @property
    def items(self) -> int:
        """How many test items there are."""
        return sum(map(sum, self.confusion))

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Evaluated":
        """The inverse of dataclasses.asdict, also after a way through JSON."""
        relus = tuple(ReLULayer(**layer) for layer in values.get("relus", ()))
        return cls(**values | {"confusion": tuple(map(tuple, values["confusion"])), "relus": relus})


@dataclass(frozen=True)
class Snapshot:
    """Now is a good moment to keep the weights for looking back: log-spaced in steps."""

    step: int


@dataclass(frozen=True)
class Finished:
    """Training is over; `final` is the last evaluation."""

    step: int
    seconds: float
    final: Evaluated
    early: str = ""
    """Why it ended before all planned steps were done, in a sentence, where it did."""


@dataclass(frozen=True)
class Diagnosis:
    """Something is wrong with this run; see `core.doctor.examine`. Each code is reported once a run."""

    step: int
    code: str
    """One of `core.doctor.rules.RULES`."""
    evidence: str
    """A sentence with the figures it was seen from."""
    remedy: str
    """A sentence that says what to do."""
    changes: dict[str, Any] = field(default_factory=dict)
    """The settings that carry the remedy out, field -> value; empty where no setting does."""


Event = Progress | Evaluated | Snapshot | Diagnosis | Finished
