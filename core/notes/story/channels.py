"""Chapter: channels, and the 9."""

from statistics import fmean

from core.notes.answer import Files, accuracies
from core.notes.questions import NINE_CHANNELS
from core.notes.story.chapter import Chapter, Figure, Points, Repeat
from core.notes.tables import reported
from core.statistics.confusion import never_answered
from core.statistics.intervals import mean_interval
from core.statistics.percent import percent


def right(files: Files) -> int:
    eight, nine = (mean_interval(accuracies(files["channels"].labelled(c))) for c in ("8", "9"))
    return 0 if nine[1] < eight[0] else 1 if eight[1] < nine[0] else 2


def answer(files: Files) -> str:
    twice, once = files["channels"], files["channels-logits"]
    eight, nine = (fmean(accuracies(twice.labelled(c))) for c in ("8", "9"))
    lost = sum(bool(never_answered(run["confusion"])) for run in twice.finished())
    slower = percent(fmean(accuracies(files["nine-channels"].labelled("9"))))
    plain = sum(bool(never_answered(run["confusion"])) for run in once.finished())
    return (
        f"Means over five seeds: {percent(eight)} with 8 channels, {percent(nine)} with 9, and seeds of "
        f"one width lie further apart than that. {lost} of the {len(twice.finished())} networks lost a "
        "digit. His networks apply [softmax] twice, once at their end and once in the [loss]; with it "
        f"once, {plain} of {len(once.finished())} lose one. His lower rate, for ten epochs, gave us "
        f"{slower} with 9 channels: his 89 % there was luck, too."
    )


def figure(files: Files) -> Figure:
    twice, once = files["channels"], files["channels-logits"]
    widths = tuple(points[0].label for points in twice.plan.combinations)
    return Points(
        widths,
        {
            "softmax twice, as in the notes": tuple(
                tuple(accuracies(twice.labelled(c))) for c in widths
            ),
            "softmax once, rate 0.1": tuple(tuple(accuracies(once.labelled(c))) for c in widths),
        },
        {"softmax twice, as in the notes": tuple(reported(twice.plan))},
        "Channels",
        "Test accuracy",
        "Each point is a seed, each bar a mean.",
    )


CHAPTER = Chapter(
    name="channels",
    title="Channels, and the 9",
    kind="digits",
    tables=("channels", "channels-logits", "nine-channels"),
    claim=(
        "More [channels|channel] make up for the third pool: 8 of them gave 97 %, 16 gave 98 %. But 9 "
        "gave 89 %, at a lower [learning rate] too. The author could not explain why 9 should be worse "
        "than 8.",
    ),
    ask="Over five seeds, which has the better mean?",
    options=("8 channels", "9 channels", "Neither, by more than luck"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "Nine is not worse than eight: which network loses a digit is luck of the [seed]. Give the "
        "[loss] the [logits|logit] as they are, and the luck goes away."
    ),
    do=Repeat("Train this table, two seeds each", "channels"),
    question=NINE_CHANNELS,
)
