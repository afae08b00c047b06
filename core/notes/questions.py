"""The questions that the notes leave open, and what our recorded results say to them.

Every figure in a sentence is computed from `data/notes_results/`, and every conclusion is drawn only
where the figures bear it out. `python -m core sweep --all-notes --record` makes the files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import StatisticsError

from core.errors import RunError
from core.notes import answers_digits, answers_names
from core.notes.answer import Answer, Files
from core.notes.recorded import FOLDER, Recorded


@dataclass(frozen=True)
class Question:
    """What the notes wonder, and the tables whose results answer it."""

    text: str
    tables: tuple[str, ...]
    reply: Callable[[Files], Answer]

    def answer(self, folder: Path = FOLDER) -> Answer:
        """Raises RunError where a result is not recorded yet."""
        files = {name: Recorded(name, folder) for name in self.tables}
        try:
            return self.reply(files)
        except (StatisticsError, ValueError, KeyError, IndexError) as e:
            tables = " and ".join(self.tables)
            raise RunError(
                f"The recorded results of {tables} lack finished runs that this needs; make them anew "
                f"with: python -m core sweep --notes {self.tables[0]} --record"
            ) from e


NINE_CHANNELS = Question(
    "Why should 9 channels be worse than 8?",
    ("channels", "channels-logits"),
    answers_digits.nine_channels,
)
GOT_STUCK = Question(
    "Why did the higher learning rate get stuck, and never come back?",
    ("learning-rate", "learning-rate-logits"),
    answers_digits.got_stuck,
)
POOLING = Question(
    "Do more pools make a step faster because the dense layer shrinks?",
    ("pooling",),
    answers_digits.pooling,
)
HIDDEN_SIZE = Question("Does the hidden size matter?", ("hidden-size",), answers_names.hidden_size)
EARLY_LETTERS = Question(
    "Early letters pass through more operations than late ones. What does that do?",
    ("hidden-size", "last-letters"),
    answers_names.early_letters,
)
INGREDIENTS = Question(
    "Our own question: what does each setting of the quick RNN bring?",
    ("ingredients",),
    answers_names.ingredients,
)
QUESTIONS = (NINE_CHANNELS, GOT_STUCK, POOLING, HIDDEN_SIZE, EARLY_LETTERS, INGREDIENTS)
