"""Chapter: what early letters do."""

from statistics import fmean
from typing import Any

from core.notes.answer import Files
from core.notes.questions import EARLY_LETTERS
from core.notes.story.chapter import ALL_HELD_OUT, Chapter, Curves, Figure, Line, Train, nearest
from core.statistics.percent import percent

CHOICES = (0.06, 0.22, 0.30, 0.42)


def reach(files: Files) -> list[dict[str, Any]]:
    return [run["reach"] for run in files["last-letters"].finished()]


def _mean(files: Files, what: str, letters: int) -> float:
    return fmean(own[what][letters - 1] for own in reach(files))


def right(files: Files) -> int:
    return nearest(_mean(files, "last", 2), CHOICES)


def answer(files: Files) -> str:
    last = [percent(_mean(files, "last", k)) for k in (1, 2, 3)]
    known = [percent(_mean(files, "known", k)) for k in (1, 2, 3)]
    return (
        f"{last[1]}, near blind guessing. Cut short, a name becomes a two-letter name, and the network "
        "has learned whose those are: Chinese, Korean and Vietnamese. Let each missing letter count as "
        "an average one, so that a name keeps its length, and one, two and three letters give "
        f"{known[0]}, {known[1]} and {known[2]}: the second letter tells a lot after all."
    )


def figure(files: Files) -> Figure:
    found = reach(files)
    places = tuple(float(k + 1) for k in range(len(found[0]["last"])))
    lines = {"last": "name cut short", "known": "missing letters as average ones"}
    return Curves(
        tuple(
            Line(name, places, tuple(tuple(own[key]) for own in found))
            for key, name in lines.items()
        ),
        "Last letters that are read",
        "Balanced accuracy",
        "Linear networks of size 128, on all held-out names; each line is a seed.",
    )


CHAPTER = Chapter(
    name="early-letters",
    title="What early letters do",
    kind="names",
    tables=("last-letters",),
    claim=(
        "In the [linear] [RNN] the first letter passes through the matrix most often, the last one "
        "never. So, the author notes, there is an order in it though all is linear. He leaves open "
        "what it does.",
        "We let trained networks read only the end of each name. The last letter alone gives 22 to 23 % "
        "[balanced accuracy]: each language counts alike.",
    ),
    ask="And the last two letters alone?",
    options=("About 6 %", "About 22 %", "About 30 %", "About 42 %"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "A network also learns from what you did not mean to show it, here how long a name is. If you take "
        "something away to see what it was worth, ask what else you changed."
    ),
    do=Train(
        "Train one and type for it",
        "linear-128",
        ALL_HELD_OUT,
        like=("hidden-size", "linear", "128"),
    ),
    question=EARLY_LETTERS,
)
