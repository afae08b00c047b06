"""The config of a surname network: its cell, and how it is trained."""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.names.symbols import n_rows
from core.settings import training
from core.settings.checks import Problems, quoted
from core.settings.config import Config
from core.settings.dataset_names import DATASET
from core.settings.setting import setting

CELLS = {
    "linear": "linear (notes)",
    "relu-1": "one ReLU (notes)",
    "relu-2": "two ReLUs (notes)",
    "tanh": "tanh",
    "gru": "GRU",
    "lstm": "LSTM",
}
TYPICAL_LETTERS = 8.0
"""Of a surname."""
NOTES_CELLS = ("linear", "relu-1", "relu-2")
GATES = {"linear": 1, "relu-1": 1, "relu-2": 1, "tanh": 1, "gru": 3, "lstm": 4}
"""How many numbers each cell computes of a letter and a state for each one of the new state."""
SAMPLINGS = {
    "balanced": "balanced by language (notes)",
    "natural": "as the data comes",
    "root": "nearly balanced by language",
}
DIRECTIONS = {"forwards": "forwards", "backwards": "backwards", "both": "both ways"}
READOUTS = {
    "last": "the last state",
    "max": "the maximum over all states",
    "mean": "the mean over all states",
    "last-max": "the last state and the maximum",
}
NGRAMS = {1: "letters", 2: "letters and pairs", 3: "letters, pairs and triples"}
NOT_IN_NOTES: dict[str, Any] = {
    "layers": 1,
    "direction": "forwards",
    "readout": "last",
    "ngrams": 1,
    "embedding": 0,
    "marks": False,
    "shortcut": False,
    "dropout": 0,
    "letter_dropout": 0,
    "label_smoothing": 0,
    "weight_decay": 0,
}
"""What the notes' cells have of the settings that they do not let one choose."""
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
    layers: int = setting(
        1,
        "How many cells stand one above the other, {low} to {high}: each reads the states of the one "
        "below it.",
        low=1,
        high=3,
        phrase="{} layers",
        phrases={1: "1 layer"},
        suggest=(1, 2),
        before=1,
    )
    direction: str = setting(
        "forwards",
        "From which end a name is read: {choices}, which is two networks, each with its own states, and "
        "an answer from the two of them.",
        choices=DIRECTIONS,
        before="forwards",
    )
    readout: str = setting(
        "last",
        "What of the states the answer is read from: the last state, for each hidden unit its maximum or "
        "its mean over all letters, or the last state beside the maximum.",
        label="Answer read from",
        choices=READOUTS,
        phrase="answer from {}",
        before="last",
    )
    ngrams: int = setting(
        1,
        "What the network is given at each letter: the letter alone, or also the pair, and the triple, "
        "that ends there, each with numbers of its own that it learns. Counting pairs and triples is how "
        "languages were told apart before.",
        label="Letters at a time",
        choices=NGRAMS,
        before=1,
    )
    embedding: int = setting(
        0,
        "How many numbers stand for each letter, pair and triple, {low} to {high}; 0 leaves them one-hot. "
        "They are learned: letters that mean the same come to have like numbers.",
        label="Embedding size",
        low=0,
        high=256,
        step=8,
        phrase="embedding of {}",
        phrases={0: "one-hot letters"},
        suggest=(0, 16, 48),
        before=0,
    )
    marks: bool = setting(
        False,
        "Whether a name is read with a mark before its first letter and one after its last.",
        label="Begin and end marks",
        phrases={True: "begin and end marks", False: "no marks"},
        before=False,
    )
    shortcut: bool = setting(
        False,
        "Whether each letter, pair and triple also speaks for each language straight away, past the cells, "
        "as it does where they are counted: the cells then learn what counting misses.",
        label="Shortcut to the answer",
        phrases={True: "shortcut", False: "no shortcut"},
        before=False,
    )
    optimizer: str = training.optimizer("adam")
    learning_rate: float = training.learning_rate(0.003, "the loss explodes")
    schedule: str = training.schedule("constant")
    dropout: float = training.dropout(
        "The share of the hidden state that is hidden from the output at random while training, "
        "{low} to {high}. Not for the notes' cells."
    )
    letter_dropout: float = setting(
        0.0,
        "The share of letters that are left blank at random while training, {low} to {high}: no answer "
        "can then hang on a single letter.",
        low=0,
        high=0.5,
        step=0.05,
        phrase="letter dropout {}",
        phrases={0: "no letter dropout"},
        suggest=(0, 0.05, 0.1),
        before=0.0,
    )
    label_smoothing: float = setting(
        0.0,
        "The share of each answer that is asked to be spread over all languages, {low} to {high}: the "
        "network is never asked to be certain.",
        low=0,
        high=0.5,
        step=0.05,
        phrases={0: "no label smoothing"},
        suggest=(0, 0.1, 0.2),
        before=0.0,
    )
    weight_decay: float = training.weight_decay(0.01, (0, 0.01, 0.1), before=0.0)
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
    target_accuracy: float = training.target_accuracy()
    patience: int = training.patience()
    stop_when_lost: bool = training.stop_when_lost()
    sampling: str = setting(
        "balanced",
        "Which names to train on: balanced draws a language first, as in the notes, so that each is "
        "seen equally often; natural draws each name equally often; root draws a language by the fourth "
        "root of its number of names, so that rare ones are seen nearly as often.",
        choices=SAMPLINGS,
        phrases={
            "balanced": "languages equally often",
            "natural": "names equally often",
            "root": "languages nearly equally often",
        },
    )
    dataset: str = setting(
        "surnames",
        'Which names: "surnames" and "cities" ship with the app; others can be added on the Data page.',
        label="Data set",
        suggest=("surnames", "cities", "tutorial-names"),
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
        sizes_fit = not {"ngrams", "embedding"} & problems.keys()
        if sizes_fit and self.ngrams > 1 and not self.embedding:
            problems.setdefault(
                "ngrams",
                f"ngrams is {self.ngrams} but embedding is 0, and so many pairs and triples are too many "
                "to be one-hot; set embedding to 16, say, or ngrams to 1.",
            )
        if self.cell not in NOTES_CELLS:
            return
        for field, plain in NOT_IN_NOTES.items():
            if (value := getattr(self, field)) != plain:
                problems.setdefault(
                    field,
                    f"{field} is {value} but the notes' cell {self.cell} has none; set it to {plain}, or "
                    "choose tanh, gru or lstm.",
                )

    @classmethod
    def entailed(cls, changes: dict[str, Any]) -> dict[str, Any]:
        return NOT_IN_NOTES if changes.get("cell") in NOTES_CELLS else {}

    @property
    def total_steps(self) -> int:
        return self.steps

    @property
    def cpu_seconds(self) -> float | None:
        if (
            self.cell in NOTES_CELLS
        ):  # one name after the other, and each letter after the one before
            return None
        cells = self.layers * (1 + (self.direction == "both"))
        work = cells * self.batch_size * TYPICAL_LETTERS * GATES[self.cell] * self.hidden_size**2
        looked_up = n_rows(self.ngrams, self.marks) * self.embedding * (1 + self.shortcut)
        return self.steps * (1.3e-3 + 1.2e-10 * work + 2e-8 * looked_up)

    def evaluation_steps(self) -> list[int]:
        """Before training and at each twentieth, as the notes' log does, and before the rate restarts."""
        steps = {self.steps * k // 20 for k in range(21)}
        return sorted(steps | ({self.restart_step} if self.restart_step else set()))

    def seen(self, step: int) -> int:
        return step * self.batch_size
