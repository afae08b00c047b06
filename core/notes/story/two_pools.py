"""Chapter: two pools."""

from core.notes.answer import Files
from core.notes.questions import POOLING
from core.notes.story.chapter import Chapter, Figure, Stacks, Train

PARTS = {"Convolutions": "Conv", "Pools": "MaxPool", "Dense layers": "Linear"}


def milliseconds(files: Files) -> dict[str, tuple[float, ...]]:
    """Of each kind of layer in a step, network by network."""
    networks = files["pooling"].values["layers"]
    return {
        part: tuple(
            sum(layer["milliseconds"] for layer in own if layer["name"].startswith(name))
            for own in networks
        )
        for part, name in PARTS.items()
    }


def right(files: Files) -> int:
    took = [times[2] for times in milliseconds(files).values()]
    dense = took[2] / sum(took)
    return 0 if dense > 0.6 else 1 if dense > 0.4 else 2


def answer(files: Files) -> str:
    convolutions, pools, dense = milliseconds(files).values()
    return (
        f"With two pools, convolutions and pools take {convolutions[2] + pools[2]:.2f} ms of a [step], "
        f"the [dense layers|dense layer] {dense[2]:.2f}. Without pools it was the other way round: "
        f"{convolutions[0]:.2f} against {dense[0]:.2f}. The first pool brings most of the "
        f"gain; a third one saves {dense[2] - dense[3]:.2f} ms of the dense layers and costs a "
        "convolution."
    )


def figure(files: Files) -> Figure:
    labels = tuple(points[0].label for points in files["pooling"].plan.combinations)
    return Stacks(
        labels,
        milliseconds(files),
        "Pools",
        "Milliseconds a step",
        "Each layer timed by itself, forward and backward on one thread.",
    )


CHAPTER = Chapter(
    name="two-pools",
    title="Two pools",
    kind="digits",
    tables=("pooling",),
    claim=(
        "One more [convolution] and one more [pool|pooling]: 28 × 28 becomes 14 × 14, then 7 × 7. At a "
        "lower [learning rate] this ended at 97.6 to 97.8 % for the author.",
        "Each pool also made a training [step] faster. He guessed: because the [dense layer] behind "
        "gets fewer inputs.",
    ),
    ask="With two pools, what takes most of a step’s time?",
    options=("The dense layers", "Both about the same", "The convolutions and pools"),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "The author’s guess is right for the first pool. After it the time is elsewhere: measure "
        "before you make something smaller."
    ),
    do=Train("Train it with two pools", "2-pools-rate-0.3", like=("pooling", "2")),
    question=POOLING,
)
