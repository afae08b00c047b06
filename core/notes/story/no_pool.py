"""Chapter: no pool."""

from core.notes.answer import Files, accuracies, span
from core.notes.story.chapter import Chapter, Curves, Figure, Train, curve
from core.statistics.confusion import never_answered
from core.statistics.percent import percent

EPOCH = 60_000
HIS = ((1, 0.907), (2, 0.948), (3, 0.942), (10, 0.912))
"""The author's test accuracy after so many epochs."""
LIMITS = (1, 3, 10)
"""Points, between the options."""


def apart(files: Files) -> float:
    """How far apart the seeds end, in points."""
    ends = accuracies(files["pooling"].labelled("0"))
    return 100 * (max(ends) - min(ends))


def right(files: Files) -> int:
    return sum(apart(files) >= limit for limit in LIMITS)


def answer(files: Files) -> str:
    runs = files["pooling"].labelled("0")
    said = (
        f"They end at {span(accuracies(runs))}, {apart(files):.1f} points apart, and every one goes up "
        f"and down from [epoch] to [epoch]. His {percent(HIS[-1][1])} is one draw from these."
    )
    lost = [(run["accuracy"], never_answered(run["confusion"])) for run in runs]
    for accuracy, digits in lost:
        if digits:
            said += f" The one at {percent(accuracy)} never answers {' or '.join(map(str, digits))} at all."
    return said


def figure(files: Files) -> Figure:
    return Curves(
        (curve("no pool", files["pooling"], ("0",), HIS, EPOCH),),
        "Epoch (passes through the training set)",
        "Test accuracy",
        "Each line is a seed.",
    )


CHAPTER = Chapter(
    name="no-pool",
    title="No pool",
    kind="digits",
    tables=("pooling",),
    claim=(
        "With the convolution, the author’s [test accuracy|accuracy] went to 94.8 % in the second "
        "[epoch], and was back at 91.2 % after ten. He found that a lot worse than the network without "
        "it.",
        "He had one run. A run begins from random [weights|weight], drawn from a [seed].",
    ),
    ask="We trained his network with five seeds. How far apart do the five end?",
    options=("Less than 1 point", "1 to 3 points", "3 to 10 points", "More than 10 points"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "One run tells you what can happen, not what does happen. Before you compare two networks, "
        "train each with several seeds."
    ),
    do=Train("Train it yourself", "conv", like=("pooling", "0")),
)
