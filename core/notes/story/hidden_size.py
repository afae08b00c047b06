"""Chapter: its size."""

from statistics import median

from core.notes.answer import Files
from core.notes.hundred_names import NOTES_TEST, hundred_names
from core.notes.questions import HIDDEN_SIZE
from core.notes.story.chapter import ALL_HELD_OUT, Chapter, Figure, Points, Train, nearest
from core.notes.tables import table

SIZES = ("32", "64", "128", "256")
CHOICES = (2, 5, 15, 30)
"""Points."""


def draws(files: Files, size: str) -> list[list[float]]:
    """(networks, draws): scores of linear networks on tests of 100 names, drawn as the author did."""
    runs = files["hidden-size"].labelled("linear", size)
    return [hundred_names(run["confusion"], seed) for seed, run in enumerate(runs)]


def apart(files: Files) -> float:
    """How far apart the scores of one network lie, in points: the median."""
    every = [scores for size in SIZES for scores in draws(files, size)]
    return 100 * median(max(scores) - min(scores) for scores in every)


def right(files: Files) -> int:
    return nearest(apart(files), CHOICES)


def answer(files: Files) -> str:
    networks = sum(len(draws(files, size)) for size in SIZES)
    return (
        f"{apart(files):.0f} points, the median of {networks} networks. His four scores lie "
        f"{100 * (max(HIS) - min(HIS)):.0f} points apart. So a test of {NOTES_TEST} names cannot tell "
        "these four networks from one and the same."
    )


def figure(files: Files) -> Figure:
    one = {size: tuple(draws(files, size)[0]) for size in SIZES}
    name = "one network, ten tests of 100 names"
    return Points(
        SIZES,
        {name: tuple(one.values())},
        {name: HIS},
        "Hidden size",
        "Score on 100 names",
        "Each point is one test of the same network on other 100 names, each bar their mean.",
    )


HIS = tuple(f for f in table("hidden-size").reported[: len(SIZES)] if f is not None)
"""The author's scores by size."""

CHAPTER = Chapter(
    name="hidden-size",
    title="Its size",
    kind="names",
    tables=("hidden-size",),
    claim=(
        "The [hidden size] is how many numbers the [hidden state] has. The author tried four: 32 "
        "scored 55, 64 scored 53, 128 scored 49 and 256 scored 53, each on 100 names. He saw no trend.",
    ),
    ask="Test one and the same network on ten draws of 100 names. How far apart do its scores lie?",
    options=tuple(f"About {points} points" for points in CHOICES),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "To see a difference of a few points you need thousands of test items, not a hundred. “No "
        "trend” and “too few names to see one” look the same."
    ),
    do=Train(
        "Train the largest", "linear-256", ALL_HELD_OUT, like=("hidden-size", "linear", "256")
    ),
    question=HIDDEN_SIZE,
)
