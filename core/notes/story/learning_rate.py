"""Chapter: the rate that broke."""

from core.notes.answer import Files, accuracies, span
from core.notes.questions import GOT_STUCK
from core.notes.story.chapter import Chapter, Curves, Figure, Train, curve
from core.notes.story.no_pool import EPOCH
from core.statistics.percent import percent

RATES = {
    "0.1": ((10, 0.976),),
    "0.3": ((10, 0.978),),
    "1": ((1, 0.934), (2, 0.927), (3, 0.103)),
}
"""The author's test accuracy after so many epochs, by rate."""


def _commonest(confusion: list[list[int]]) -> tuple[int, float]:
    """The digit that is answered most often, and to what share of all images."""
    answers = [sum(column) for column in zip(*confusion, strict=True)]
    return answers.index(max(answers)), max(answers) / sum(answers)


def right(files: Files) -> int:
    runs = files["learning-rate"].labelled("1")
    lowest = min(runs, key=lambda run: run["accuracy"])
    return 1 if _commonest(lowest["confusion"])[1] > 0.9 else 0


def answer(files: Files) -> str:
    runs = files["learning-rate"].labelled("1")
    lowest = min(runs, key=lambda run: run["accuracy"])
    digit, share = _commonest(lowest["confusion"])
    sevens = sum(lowest["confusion"][7]) / sum(map(sum, lowest["confusion"]))
    slow = [*files["learning-rate"].labelled("0.1"), *files["learning-rate"].labelled("0.3")]
    return (
        f"{percent(sevens)} of the test images are sevens: it answered seven to all of them. Of our "
        f"five seeds at rate 1 the lowest answers {digit} to {percent(share)} of the images; the five "
        f"end at {span(accuracies(runs))}. At 0.1 and 0.3 all ten end at {span(accuracies(slow))}."
    )


def figure(files: Files) -> Figure:
    file = files["learning-rate"]
    return Curves(
        tuple(curve(f"rate {r}", file, (r,), his, EPOCH) for r, his in RATES.items()),
        "Epoch (passes through the training set)",
        "Test accuracy",
        "Each line is a seed. Rate 1 was trained for three epochs, as the author did.",
    )


CHAPTER = Chapter(
    name="learning-rate",
    title="The rate that broke",
    kind="digits",
    tables=("learning-rate",),
    claim=(
        "At a [learning rate] of 1 the author’s network with two pools learned for two [epochs|epoch]: "
        "93.4 %, 92.7 %. After the third it had 10.3 %, and never came back. At 0.1 and 0.3 it ended "
        "near 98 %.",
    ),
    ask="A network that is right on 10.3 % of the test images: what does it answer?",
    options=(
        "A different digit each time, at random",
        "One and the same digit",
        "The right digit’s lookalike",
    ),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "Too long a [step] makes the [logits|logit] so large that [softmax] is certain of everything; "
        "then hardly a [gradient] comes through, and nothing can be unlearned. An [accuracy] that "
        "equals a class’s share is the sign of it."
    ),
    do=Train("Break it yourself", "2-pools-rate-1", like=("learning-rate", "1")),
    question=GOT_STUCK,
)
