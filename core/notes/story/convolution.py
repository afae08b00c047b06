"""Chapter: a convolution."""

from core import problems
from core.notes.answer import Files
from core.notes.story.chapter import Chapter, Train
from core.problems import problem


def _parameters() -> tuple[int, int]:
    """Of the author's first convolution, and of all his first network."""
    layers = problem("digits").layers(problems.preset("digits", "conv").config)
    return layers[0].parameters, sum(layer.parameters for layer in layers)


def right(files: Files) -> int:
    return OPTIONS.index(f"{_parameters()[0]:,}")


def answer(files: Files) -> str:
    own, all_of_them = _parameters()
    return (
        f"{own}: four [kernels|kernel] of 3 × 3 [weights|weight] and one number to add for each. "
        f"However large the picture is, the same {own} numbers go over all of it. His whole network has "
        f"{all_of_them:,} [parameters|parameter]; nearly all of them stand in the [dense layer] behind."
    )


OPTIONS = ("40", "784", "3,136", "31,360")

CHAPTER = Chapter(
    name="convolution",
    title="A convolution",
    kind="digits",
    tables=(),
    claim=(
        "The author puts one [convolution] before the [dense layers|dense layer] of a digit reader. "
        "Four small [kernels|kernel] of 3 × 3 slide over the picture, and each gives a picture of its "
        "own: four [channels|channel]. [Padding|padding] keeps all of them at 28 × 28.",
        "Draw a digit: beside it stand the [feature maps|feature map] of a network that has learned.",
    ),
    ask="How many numbers does that convolution learn?",
    options=OPTIONS,
    right=right,
    answer=answer,
    takeaway=(
        "A convolution looks for the same small thing everywhere, so it needs few numbers. What it "
        "gives is as large as what it got, once for each channel."
    ),
    do=Train("Train his first network", "conv", like=("pooling", "0")),
    alive="convolution",
)
