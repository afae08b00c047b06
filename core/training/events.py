"""What training tells, as it happens. Everyone consumes the same stream: the worker that writes a
run directory, the command line, the tests."""

from dataclasses import dataclass


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


@dataclass(frozen=True)
class Snapshot:
    """Now is a good moment to keep the weights for looking back: log-spaced in steps."""

    step: int


@dataclass(frozen=True)
class Finished:
    """All steps are done; `final` is the last evaluation."""

    step: int
    seconds: float
    final: Evaluated


Event = Progress | Evaluated | Snapshot | Finished
