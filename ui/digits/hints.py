"""Hints: what a panel inside a network shows and what to try with it, for drawings and for photos."""

from dataclasses import dataclass, replace

from core.digits.picture_sets import picture_set


@dataclass(frozen=True)
class Hints:
    """Sentences in which the data set decides what there is to do; {noun} stands for "digit", {drawn} for
    what its networks cannot know of a drawing."""

    title: str
    """Of the page."""
    intro: str
    """Below it."""
    invitation: str
    """Beside an empty pad."""
    on_pad: str
    """Written across it."""
    upload: str
    """Above the box for files."""
    got: str
    """Below what the network got of a drawing or a picture."""
    road: str
    """From what is given to the network's input."""
    try_road: str
    why: str
    try_why: str
    networks: str
    try_networks: str
    time: str
    try_time: str
    methods: dict[str, str]
    """What ways to find the reasons for an answer are called, by their names."""
    about_methods: dict[str, str]
    """How each works."""


OF_DRAWINGS = Hints(
    title="Draw a {noun}",
    intro="Draw with mouse, pen or finger, and see what a network that you trained says.",
    invitation="Draw a {noun} here. It will guess at every stroke, even while it is still learning.",
    on_pad="Draw a {noun}, or paste a picture",
    upload="Or a picture of one {noun}, dark on light or light on dark",
    got="What it got: cropped, scaled and centred as {title}’s {nouns} are, with a pen like theirs.",
    road="The road from your strokes to the 28 × 28 pixels that the network reads, with what it would "
    "say at each stop.",
    try_road="draw a small 7 in a corner, then switch off **Centred**: the same 7, and another answer.",
    why="Where your ink speaks for a {noun} (orange) and where against it (blue), and which strokes "
    "decide between two {nouns}.",
    try_why="draw a 4 that is nearly closed at the top, and ask **Add a patch of ink**: where would it "
    "become a 9?",
    networks="The same drawing, read by every network that you have trained: those that disagree most "
    "with the others come first.",
    try_networks="draw something between a 4 and a 9. Networks that agree on every clean {noun} part here.",
    time="The network as it was at moments of its training, reading the drawing that you made now: "
    "its answer, and kernels that turn from noise into edges.",
    try_time="press Play, then drag back to where the answer tips; draw a harder {noun} and see it tip "
    "later.",
    methods={
        "gradients": "Ink that counts",
        "erase": "Erase a patch",
        "add": "Add a patch of ink",
    },
    about_methods={
        "gradients": "Integrated gradients: the score is followed from a blank sheet to the drawing and "
        "shared out among the pixels of the ink.",
        "erase": "Occlusion: a patch of 4 × 4 pixels is erased here and there; orange is where the score "
        "is lost.",
        "add": "Occlusion with ink: a patch of 4 × 4 pixels is inked here and there; orange is where the "
        "score rises.",
    },
)
OF_PHOTOS = Hints(
    title="Show it a {noun}",
    intro="Give it a photo, and see what a network that you trained says.",
    invitation="Upload, paste or drop a photo of one {noun} on a plain background. This network learned "
    "from photos in grey and has never seen a drawing: what it says of one means little.",
    on_pad="Paste or drop a photo of a {noun}",
    upload="A photo of one {noun} on a plain background",
    got="What it got: cut out, shrunk, sharpened and negated, as {title}’s photos were.",
    road="The road from your picture to the 28 × 28 pixels that the network reads, with what it would "
    "say at each stop.",
    try_road="give it a photo with much room around the {noun}, then switch off **Cut out**: the same "
    "{noun}, and perhaps another answer.",
    why="Where the picture speaks for a {noun} (orange) and where against it (blue), and which parts "
    "decide between two {nouns}.",
    try_why="open a mistake of this network from the page Mistakes, and ask what its answer has that the "
    "truth has not.",
    networks="The same picture, read by every network that you have trained on {title}: those that "
    "disagree most with the others come first.",
    try_networks="give it something between a pullover and a coat. Networks that agree on every clear "
    "{noun} part here.",
    time="The network as it was at moments of its training, reading this picture now: its answer, and "
    "kernels that turn from noise into edges.",
    try_time="press Play, then drag back to where the answer tips; give it a harder {noun} and see it tip "
    "later.",
    methods={
        "gradients": "Pixels that count",
        "erase": "Erase a patch",
        "add": "Add a bright patch",
    },
    about_methods={
        "gradients": "Integrated gradients: the score is followed from black, which is the background, to "
        "the picture and shared out among its pixels.",
        "erase": "Occlusion: a patch of 4 × 4 pixels is made background here and there; orange is where "
        "the score is lost.",
        "add": "Occlusion with white: a patch of 4 × 4 pixels is made white here and there; orange is "
        "where the score rises.",
    },
)
OF_SYMBOLS = replace(
    OF_DRAWINGS,
    intro="Draw one of your own symbols, and see what a network that you trained says.",
    got="What it got: cropped, scaled and centred as your {nouns} were, with a pen like theirs.",
    try_road="draw one small in a corner, then switch off **Centred**: the same {noun}, and perhaps "
    "another answer.",
    try_why="draw something between two of your {nouns}, and ask **Add a patch of ink**: where would it "
    "become the other?",
    try_networks="draw something between two of your {nouns}. Networks that agree on every clean one part "
    "here.",
)
# A drawing is taken for what it is not: {drawn} says what the network cannot know of it.
OF_CHARACTERS = replace(
    OF_DRAWINGS,
    intro="Draw a {noun} of {title}, or bring a picture of one. {drawn}",
    got="What it got: cropped, scaled and centred as MNIST’s digits are, smaller than {title}’s {nouns}.",
    try_road=OF_SYMBOLS.try_road,
    try_why=OF_PHOTOS.try_why,
    try_networks="draw something between two {nouns}. Networks that agree on every image of {title} part "
    "here.",
)


def hints(dataset: str) -> Hints:
    """Those for a data set, as they stand here."""
    known = picture_set(dataset)
    if known.own:
        return OF_SYMBOLS
    if known.drawn and not known.photos:
        return OF_CHARACTERS
    return OF_PHOTOS if known.photos else OF_DRAWINGS


def hint(dataset: str, name: str) -> str:
    """One of the sentences, in a data set's words."""
    known = picture_set(dataset)
    text: str = getattr(hints(dataset), name)
    return text.format(noun=known.noun, nouns=known.nouns, title=known.title, drawn=known.drawn)
