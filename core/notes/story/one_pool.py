"""Chapter: one pool."""

from statistics import fmean

from core.notes.answer import Files, accuracies, span
from core.notes.story.chapter import Chapter, Curves, Figure, Train, curve
from core.notes.story.no_pool import EPOCH, HIS
from core.statistics.percent import percent

HIS_WITH_ONE = ((1, 0.936), (2, 0.962), (5, 0.964), (10, 0.978))


def above(files: Files) -> int:
    """How many networks with a pool end above the best without."""
    best = max(accuracies(files["pooling"].labelled("0")))
    return sum(a > best for a in accuracies(files["pooling"].labelled("1")))


def right(files: Files) -> int:
    found, seeds = above(files), len(files["pooling"].labelled("1"))
    return 3 if found == seeds else 2 if found > seeds // 2 else 1 if found else 0


def answer(files: Files) -> str:
    without, one = (accuracies(files["pooling"].labelled(pools)) for pools in ("0", "1"))
    return (
        f"{above(files)} of {len(one)}. With a pool they end at {span(one)}, without at "
        f"{span(without)}: the mean rises from {percent(fmean(without))} to {percent(fmean(one))}. He "
        "guessed that small details do not matter, or that fewer [parameters|parameter] help. "
        "[Pooling|pooling] does both at once, so this table cannot tell which."
    )


def figure(files: Files) -> Figure:
    file = files["pooling"]
    return Curves(
        (
            curve("no pool", file, ("0",), HIS, EPOCH),
            curve("one pool", file, ("1",), HIS_WITH_ONE, EPOCH),
        ),
        "Epoch (passes through the training set)",
        "Test accuracy",
        "Each line is a seed.",
    )


CHAPTER = Chapter(
    name="one-pool",
    title="One pool",
    kind="digits",
    tables=("pooling",),
    claim=(
        "[Max pooling|pooling] keeps the largest of each 2 × 2 numbers. With a [stride] of 2 each side "
        "of every picture is halved, and three quarters of the numbers go.",
        "The author’s network became faster and better: 97.8 % after ten [epochs|epoch].",
    ),
    ask="Five seeds each: how many of the networks with a pool end above the best one without?",
    options=("None", "One or two", "Most", "All of them"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "Throwing numbers away can make a network better: where exactly a stroke lies matters little "
        "for which digit it is. Here the gain is larger than what seeds do."
    ),
    do=Train("Train it with a pool", "1-pool", like=("pooling", "1")),
)
