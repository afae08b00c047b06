"""Chapter: the linear RNN."""

from statistics import fmean

from core.notes.answer import Files
from core.notes.story.chapter import ALL_HELD_OUT, Chapter, Curves, Figure, Train, curve, nearest
from core.statistics.percent import percent

HIS = (
    (5_000, 0.29),
    (10_000, 0.26),
    (15_000, 0.33),
    (20_000, 0.41),
    (25_000, 0.37),
    (30_000, 0.46),
)
"""The author's scores on 100 names after so many names."""
CHOICES = (0.40, 0.50, 0.65, 0.80)


def _after(files: Files, share: float) -> float:
    """The mean over seeds of the tests at a share of the training, 0..1."""
    runs = [run["tests"] for run in files["hidden-size"].labelled("linear", "128")]
    return fmean(own[round(share * (len(own) - 1))] for own in runs)


def right(files: Files) -> int:
    return nearest(_after(files, 1), CHOICES)


def answer(files: Files) -> str:
    runs = files["hidden-size"].labelled("linear", "128")
    return (
        f"After 30,000 names our {len(runs)} seeds read {percent(_after(files, 0.3))} of the held-out "
        f"names right on average, after 100,000 {percent(_after(files, 1))}. Most is learned early. His "
        "scores jump up and down more than ours: he tested on 100 names, we on all that were held out."
    )


def figure(files: Files) -> Figure:
    return Curves(
        (curve("linear, hidden size 128", files["hidden-size"], ("linear", "128"), HIS),),
        "Names seen in training",
        "Right, of the held-out names",
        "Each line is a seed; the diamonds are the author’s scores on 100 names.",
    )


CHAPTER = Chapter(
    name="linear-rnn",
    title="The linear RNN",
    kind="names",
    tables=("hidden-size",),
    claim=(
        "An [RNN] reads a name letter by letter and keeps what it has read in a [hidden state]. The "
        "author’s is [linear]: each letter adds something, and what was there passes through a matrix. "
        "He wanted no [ReLU] there, so that [gradients|gradient] of early letters do not fade.",
        "His [score|accuracy] on 100 names rose from 29 to 46 in 30,000 names.",
    ),
    ask="And after 100,000 names, on all held-out names?",
    options=("It falls back to about 40 %", "About 50 %", "About 65 %", "About 80 %"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "A network that only adds and multiplies tells half of the names’ languages, of 27, without "
        "[overfitting] them. A test on few names moves by itself: look at how it goes, not at one "
        "score."
    ),
    do=Train(
        "Train the linear RNN", "linear-128", ALL_HELD_OUT, like=("hidden-size", "linear", "128")
    ),
)
