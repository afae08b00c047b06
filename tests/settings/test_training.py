"""Settings that every kind has: limits, on which kept runs rely, words, and what sweeps offer."""

from dataclasses import dataclass

from core.settings import training
from core.settings.setting import settings
from core.settings.words import phrase


@dataclass(frozen=True)
class Example:
    """A config of these settings alone."""

    optimizer: str = training.optimizer("adam")
    learning_rate: float = training.learning_rate(0.2, "the network gets stuck")
    schedule: str = training.schedule("cosine")
    dropout: float = training.dropout("The share that is hidden.")
    batch_size: int = training.batch_size("How many at a time.")
    seed: int = training.seed("From which all is drawn.")


KNOWN = settings(Example)


def test_defaults() -> None:
    assert Example() == Example("adam", 0.2, "cosine", 0.0, 64, 0)


def test_limits() -> None:
    assert {name: (s.low, s.high) for name, s in KNOWN.items() if s.high} == {
        "learning_rate": (1e-6, 10),
        "dropout": (0, 0.9),
        "batch_size": (1, 2048),
        "seed": (0, 2**31 - 1),  # PyTorch and NumPy both take it
    }
    assert KNOWN["dropout"].step == 0.05


def test_a_sweep_is_offered_values_worth_comparing() -> None:
    assert KNOWN["learning_rate"].suggest == (0.003, 0.01, 0.03, 0.1, 0.3, 1)
    assert KNOWN["dropout"].suggest == (0, 0.2, 0.4)
    assert KNOWN["batch_size"].suggest == (16, 64, 256)
    assert KNOWN["optimizer"].suggest == ("sgd", "adam", "adamw", "rmsprop", "adadelta")
    assert KNOWN["schedule"].suggest == ("constant", "one-cycle", "warm-restart", "cosine")


def test_help_says_what_too_high_does() -> None:
    assert "Too high and the network gets stuck, too low" in KNOWN["learning_rate"].help
    assert "sgd, adam, adamw, rmsprop or adadelta" in KNOWN["optimizer"].help


def test_words() -> None:
    said = {
        ("optimizer", "rmsprop"): "RMSprop",
        ("learning_rate", 0.3): "rate 0.3",
        ("schedule", "constant"): "constant rate",
        ("schedule", "warm-restart"): "two cycles",
        ("dropout", 0.0): "no dropout",
        ("dropout", 0.2): "dropout 0.2",
        ("batch_size", 1): "one at a time",
        ("batch_size", 32): "batches of 32",
        ("seed", 1234567): "seed 1234567",  # a name, not an amount
    }
    assert {key: phrase(Example, *key) for key in said} == said
    assert KNOWN["schedule"].label == "Schedule of the rate"
