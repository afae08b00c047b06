"""Chapter: a nonlinear step."""

from statistics import fmean

from core.notes.answer import Files
from core.notes.story.chapter import ALL_HELD_OUT, Chapter, Figure, Points, Train
from core.notes.story.hidden_size import SIZES
from core.notes.tables import reported
from core.statistics.intervals import mean_interval
from core.statistics.percent import percent

CELLS = ("linear", "one ReLU", "two ReLUs")


def balanced(files: Files, cell: str, size: str) -> tuple[float, ...]:
    runs = files["hidden-size"].labelled(cell, size)
    return tuple(run["balanced_accuracy"] for run in runs)


def right(files: Files) -> int:
    bounds = [mean_interval(balanced(files, cell, "256")) for cell in CELLS]
    best = max(range(len(CELLS)), key=lambda k: bounds[k][0])
    ahead = all(bounds[best][0] > high for k, (_, high) in enumerate(bounds) if k != best)
    return best if ahead else len(CELLS)


def answer(files: Files) -> str:
    means = [f"{cell} {percent(fmean(balanced(files, cell, '256')))}" for cell in CELLS]
    return (
        f"On all held-out names, each language alike, at size 256: {', '.join(means)} (means over "
        "seeds), and their [intervals|interval] overlap. A draw of 100 names alone moves a score by "
        "more than his 58 and 53 differ."
    )


def figure(files: Files) -> Figure:
    plan = files["hidden-size"].plan
    his, n = reported(plan), len(SIZES)
    return Points(
        SIZES,
        {cell: tuple(balanced(files, cell, size) for size in SIZES) for cell in CELLS},
        {cell: tuple(his[k * n : (k + 1) * n]) for k, cell in enumerate(CELLS)},
        "Hidden size",
        "Balanced accuracy",
        "Each point is a seed on all held-out names; the diamonds are the author’s scores on 100.",
    )


CHAPTER = Chapter(
    name="nonlinear-step",
    title="A nonlinear step",
    kind="names",
    tables=("hidden-size",),
    claim=(
        "The author put a [ReLU] between the letter and the [hidden state], and left the path from "
        "state to state [linear]. Size 32 scored 49, size 256 scored 58. A second ReLU did about the "
        "same.",
    ),
    ask="Tested on all held-out names, which is best at size 256?",
    options=("Linear", "One ReLU", "Two ReLUs", "None, by more than luck"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "A ReLU on one letter at a time can add little: 29 characters are so few that a table of numbers "
        "for each says it all. What counts is how letters work together, and that path stayed linear."
    ),
    do=Train(
        "Train one with a ReLU", "relu-1-256", ALL_HELD_OUT, like=("hidden-size", "one ReLU", "256")
    ),
)
