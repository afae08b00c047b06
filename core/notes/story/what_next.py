"""Chapter: what next?"""

from statistics import fmean

from core.notes.answer import Files, accuracies
from core.notes.questions import INGREDIENTS
from core.notes.story.chapter import Changes, Chapter, Figure, Train
from core.statistics.intervals import difference_interval
from core.statistics.percent import percent

OPTIONS = {
    "Reading from one end instead of both": "forwards alone",
    "Single letters, without pairs and triples": "letters alone",
    "No shortcut from the letters to the answer": "without the shortcut",
    "No dropping of letters in training": "without letter dropout",
}


def gaps(files: Files) -> dict[str, list[float]]:
    """By what was changed, the change in accuracy of each seed."""
    file = files["ingredients"]
    labels = [points[0].label for points in file.plan.combinations]
    before = accuracies(file.labelled(labels[0]))
    return {
        label: [
            now - was for was, now in zip(before, accuracies(file.labelled(label)), strict=True)
        ]
        for label in labels[1:]
    }


def right(files: Files) -> int:
    found = gaps(files)
    means = [fmean(found[label]) for label in OPTIONS.values()]
    return means.index(min(means))


def answer(files: Files) -> str:
    found = {label: fmean(values) for label, values in gaps(files).items()}
    whole = fmean(accuracies(files["ingredients"].labelled("as it is")))
    said = [f"{label} {100 * found[label]:+.1f} points" for label in OPTIONS.values()]
    return (
        f"The quick [RNN] gets {percent(whole)} of the held-out names right. Changed: "
        f"{'; '.join(said)}. Pairs and triples matter most, for they say which letters stand together. "
        "Most other things we tried matter little."
    )


def figure(files: Files) -> Figure:
    found = sorted(gaps(files).items(), key=lambda item: fmean(item[1]))
    return Changes(
        tuple(label for label, _ in found),
        tuple(fmean(values) for _, values in found),
        tuple(difference_interval(values) for _, values in found),
        "Change in accuracy (points)",
        "One thing changed, same seeds and names. Bars are 95 % intervals.",
    )


CHAPTER = Chapter(
    name="what-next",
    title="What next?",
    kind="names",
    tables=("ingredients",),
    claim=(
        "Here the notes end. The author’s networks read about half of the names right; our quick [RNN] "
        "reads seven of ten, in seconds. It reads from both ends, is given pairs and triples of "
        "letters, and is trained with [dropout].",
    ),
    ask="Take one thing away from it. Which costs most?",
    options=tuple(OPTIONS),
    right=right,
    answer=answer,
    figure=figure,
    takeaway=(
        "Most of what one adds to a network brings little; take things away again, one at a time, to "
        "see which. Then change one thing of your own, with several [seeds|seed]."
    ),
    do=Train("Train the quick RNN", "quick", like=("ingredients", "as it is")),
    question=INGREDIENTS,
)
