"""Chapter: three pools."""

from core.notes.answer import Files
from core.notes.story.chapter import Chapter, Figure, Grid, Train
from core.statistics.confusion import never_answered
from core.statistics.percent import percent

DIGITS = 10


def right(files: Files) -> int:
    runs = files["pooling"].labelled("3")
    poor = [run for run in runs if run["accuracy"] < 0.9]
    return 2 if poor and all(never_answered(run["confusion"]) for run in poor) else 0


def answer(files: Files) -> str:
    runs = files["pooling"].labelled("3")
    lost = [(run, never_answered(run["confusion"])) for run in runs]
    poor = [
        f"{percent(run['accuracy'])} without {' and '.join(map(str, digits))}"
        for run, digits in lost
        if digits
    ]
    whole = [run["accuracy"] for run, digits in lost if not digits]
    most = max(run["accuracy"] for run, digits in lost if digits)
    return (
        f"{len(poor)} of our {len(runs)} seeds never answer some digit: {', '.join(poor)}. Every tenth "
        f"image goes with a digit: the best of them ends at {percent(most)}, and with all ten digits it "
        f"is {percent(max(whole))}. So the author’s mid-80s are what one lost digit leaves."
    )


def figure(files: Files) -> Figure:
    runs = files["pooling"].labelled("3")
    return Grid(
        tuple(f"seed {k}: {percent(run['accuracy'])}" for k, run in enumerate(runs)),
        tuple(map(str, range(DIGITS))),
        tuple(tuple(row[k] / sum(row) for k, row in enumerate(run["confusion"])) for run in runs),
        "Digit",
        "",
        "Of each digit’s test images, the share that is read right.",
    )


CHAPTER = Chapter(
    name="three-pools",
    title="Three pools",
    kind="digits",
    tables=("pooling",),
    claim=(
        "A third [pool|pooling] leaves 3 × 3 numbers of each [channel]. The author’s network was stuck "
        "in the mid-80s at a rate of 0.3 and at 0.1, and he concluded that so much pooling throws "
        "something out.",
    ),
    ask="What do the networks that end below 90 % have in common?",
    options=(
        "They are a little worse at every digit",
        "They mix up digits that look alike",
        "They never answer one digit at all",
    ),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "A [confusion matrix] tells more than an [accuracy]: not that a network is poor, but at what. "
        "Here no detail was thrown out but a whole digit, by [softmax] applied twice; the next chapter "
        "shows it."
    ),
    do=Train("Train it with three pools", "3-pools-rate-0.3", like=("pooling", "3")),
)
