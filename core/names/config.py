"""The config of a surname network: its cell, and how it is trained."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from core.settings import training
from core.settings.checks import Problems, quoted
from core.settings.config import Config
from core.settings.setting import setting

CELLS = {
    "linear": "linear (notes)",
    "relu-1": "one ReLU (notes)",
    "relu-2": "two ReLUs (notes)",
    "tanh": "tanh",
    "gru": "GRU",
    "lstm": "LSTM",
}
NOTES_CELLS = ("linear", "relu-1", "relu-2")
GATES = {"linear": 1, "relu-1": 1, "relu-2": 1, "tanh": 1, "gru": 3, "lstm": 4}
"""How many numbers each cell computes of a letter and a state for each one of the new state."""
DATASET = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What a data set may be called: it is a folder's name, and stands in URLs."""
SAMPLINGS = {"balanced": "balanced by language (notes)", "natural": "as the data comes"}
TEST_SHARE, TEST_NAMES = (0.01, 0.5), (10, 10_000)


def _check_dataset(problems: Problems, field: str, value: Any) -> None:
    if not isinstance(value, str) or not DATASET.fullmatch(value):
        problems[field] = (
            f"dataset is {quoted(value)}; give the name of a data set, in small letters, digits and "
            "hyphens."
        )


def _check_test(problems: Problems, field: str, value: Any) -> None:
    if isinstance(value, float) and value < 1:
        problems.number(field, value, *TEST_SHARE, whole=False)
    else:
        problems.number(field, value, *TEST_NAMES)


def _show_test(value: float) -> str:
    share = isinstance(value, float) and value < 1
    return f"{100 * value:g} % of the spellings" if share else f"{value:,.0f} names"


@dataclass(frozen=True, kw_only=True)
class NamesConfig(Config):
    """An RNN that reads a surname letter by letter, and how to train it. Raises ConfigError."""

    kind: ClassVar[str] = "names"

    cell: str = setting(
        "gru",
        "How a letter changes the hidden state: linear, relu-1 or relu-2 as in the notes (the state "
        "itself stays linear), tanh, gru or lstm.",
        choices=CELLS,
        phrases={"linear": "Linear", "relu-1": "One ReLU", "relu-2": "Two ReLUs"},
    )
    hidden_size: int = setting(
        64,
        "How many numbers the network carries from letter to letter, {low} to {high}.",
        low=8,
        high=512,
        step=8,
        suggest=(16, 32, 64, 128, 256),
    )
    optimizer: str = training.optimizer("adam")
    learning_rate: float = training.learning_rate(0.003, "the loss explodes")
    schedule: str = training.schedule("constant")
    dropout: float = training.dropout(
        "The share of the hidden state that is hidden from the output at random while training, "
        "{low} to {high}. Not for the notes' cells."
    )
    batch_size: int = training.batch_size(
        "How many names each step averages over, {low} to {high}. The notes took one name at a time."
    )
    steps: int = setting(
        1_500,
        "How many batches to train on, {low} to {high}.",
        low=10,
        high=1_000_000,
        step=500,
        phrase="{} steps",
        suggest=(500, 1500, 5000),
    )
    sampling: str = setting(
        "balanced",
        "Which names to train on: balanced draws a language first, as in the notes, so that each is "
        "seen equally often; natural draws each name equally often.",
        choices=SAMPLINGS,
        phrases={"balanced": "languages equally often", "natural": "names equally often"},
    )
    dataset: str = setting(
        "surnames",
        'Which surnames: "surnames" ships with the app; others can be added on the Data page.',
        label="Data set",
        suggest=("surnames", "tutorial-names"),
        check=_check_dataset,
    )
    test: float | int = setting(
        0.15,
        "What is held out for testing: a share of the distinct spellings, "
        f"{TEST_SHARE[0]} to {TEST_SHARE[1]}, or a number of names, drawn as the notes drew their 100.",
        label="Test set",
        phrase="tested on {}",
        show=_show_test,
        suggest=(0.15, 100),
        check=_check_test,
    )
    seed: int = training.seed(
        "The number from which initial weights, split and sampling are drawn: same seed, same result."
    )

    def check_together(self, problems: Problems) -> None:
        if self.dropout and self.cell in NOTES_CELLS:
            problems.setdefault(
                "dropout",
                f"dropout is {self.dropout} but the notes' cell {self.cell} has none; "
                "set it to 0, or choose tanh, gru or lstm.",
            )

    @property
    def total_steps(self) -> int:
        return self.steps

    def evaluation_steps(self) -> list[int]:
        """Before training and at each twentieth, as the notes' log does, and before the rate restarts."""
        steps = {self.steps * k // 20 for k in range(21)}
        return sorted(steps | ({self.restart_step} if self.restart_step else set()))

    def seen(self, step: int) -> int:
        return step * self.batch_size
