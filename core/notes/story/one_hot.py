"""Chapter: what a one-hot vector is."""

from statistics import fmean

from core.names.symbols import N_LETTERS
from core.notes.answer import Files, accuracies
from core.notes.story.chapter import Chapter, Train
from core.statistics.percent import percent

NAME = "kowalski"
"""Of the prediction."""


def right(files: Files) -> int:
    return OPTIONS.index(str(len(NAME)))


def answer(files: Files) -> str:
    file = files["ingredients"]
    whole, alone = (accuracies(file.labelled(row)) for row in ("as it is", "one-hot letters alone"))
    return (
        f"{len(NAME)} ones, one for each letter; all the other {len(NAME) * (N_LETTERS - 1)} numbers "
        "are 0. Multiplied by a matrix, a [one-hot vector] picks one row of it. Our quick [RNN] is "
        f"given pairs and triples of letters, too, and gets {percent(fmean(whole))} of the names right; "
        f"with one-hot letters alone {percent(fmean(alone))}."
    )


OPTIONS = ("1", "8", "26", str(len(NAME) * N_LETTERS))

CHAPTER = Chapter(
    name="one-hot",
    title="What a one-hot vector is",
    kind="names",
    tables=("ingredients",),
    claim=(
        "A network computes with numbers, so letters have to become some. The author takes the "
        "[one-hot vector]: as many places as there are letters, a 1 at the letter’s own and 0 "
        "elsewhere. A name is a row of them.",
        f"Ours knows {N_LETTERS} characters. Type a name, and see it as the network gets it.",
    ),
    ask=f"Kowalski as one-hot vectors: how many of its {len(NAME) * N_LETTERS} numbers are not 0?",
    options=OPTIONS,
    right=right,
    answer=answer,
    takeaway=(
        "A one-hot vector says which letter it is, and nothing about what letters have in common. What the "
        "network is to know beyond that, it has to learn, or be given."
    ),
    do=Train(
        "Train on one-hot letters alone",
        "quick",
        {"ngrams": 1, "embedding": 0},
        like=("ingredients", "one-hot letters alone"),
    ),
    alive="one-hot",
)
