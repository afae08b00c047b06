"""Picture data sets: MNIST, Fashion-MNIST, Kuzushiji-MNIST, IDX files of 28 x 28 grey images, with labels
and checksums; and symbols of one's own.

A further one of 60 000 images in ten classes is one entry of `SETS`.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.digits import symbol_store
from core.digits.symbol_sets import OWN
from core.errors import DataError
from core.settings.dataset_names import DATASET

SHIPPED = Path(__file__).parents[2] / "data"
MNIST = "mnist"


@dataclass(frozen=True)
class IdxFile:
    """A file of a data set, unpacked."""

    size: int
    """Bytes."""
    md5: str
    """Of what it holds, or of its home's gzip file (`of_packed`)."""
    packed: int
    """Bytes of its home's gzip file."""
    of_packed: bool = False
    """Whether the MD5 is that of its home's gzip file: then nothing but that file can be verified."""


@dataclass(frozen=True)
class PictureSet:
    """A data set of grey images, 28 x 28 pixels each: of four IDX files, or a learner's own."""

    name: str
    """As settings, addresses and commands have it."""
    title: str
    labels: tuple[str, ...]
    """What its classes are called, in the order of their numbers."""
    noun: str
    nouns: str
    """What stands on an image: "digit", "digits"."""
    photos: bool
    """Whether its images are photos, so that a drawing is nothing that it knows."""
    framing: str
    """How what is on an image stands there, for a sentence that ends with it."""
    about: str
    """What it is, in a sentence or two; who made it."""
    licence: str
    page: str
    """Where people read about it."""
    folder: str
    """What torchvision calls its folder."""
    files: Mapping[str, IdxFile]
    """By name, images before labels, training before test."""
    shipped: Path | None = None
    """Where the repository holds it packed, if it does."""
    home: str = ""
    """What the addresses of its packed files begin with."""
    package: str = ""
    """Debian's package of it."""
    installed: Path | None = None
    """Where that package puts its packed files."""
    drawn: str = ""
    """What its networks cannot know of a drawing, in sentences to stand beside an answer; "" where they
    learned from drawings."""

    @property
    def own(self) -> bool:
        """Whether a learner drew or brought it (`core.digits.symbol_sets`)."""
        return not self.files

    @property
    def fingerprint(self) -> str:
        """Of its content: runs keep it, to know whether they were trained on the same. Raises DataError."""
        if self.own:
            return symbol_store.of_dataset(self.name).fingerprint
        return self.files[name_of("images", train=True)].md5[:16]

    @property
    def endings(self) -> tuple[str, ...]:
        """What its files may end in where somebody has them: packed, or not if that can be verified."""
        return (".gz",) if any(file.of_packed for file in self.files.values()) else (".gz", "")

    @property
    def packed(self) -> int:
        """Bytes of a download."""
        return sum(file.packed for file in self.files.values())


def name_of(what: str, train: bool) -> str:
    """The name of the file with "images" or "labels", as MNIST's home gave it."""
    return f"{'train' if train else 't10k'}-{what}-idx{3 if what == 'images' else 1}-ubyte"


SIZES = (
    47_040_016,
    60_008,
    7_840_016,
    10_008,
)  # of images and labels for training, then for testing


def _files(*rows: tuple[str, int], of_packed: bool = False) -> dict[str, IdxFile]:
    """MD5 and packed size of images and labels for training, then of those for testing."""
    names = [name_of(what, train) for train in (True, False) for what in ("images", "labels")]
    return {
        name: IdxFile(size, *row, of_packed)
        for name, size, row in zip(names, SIZES, rows, strict=True)
    }


CENTRED = "white on black, scaled to 20 x 20 pixels and centred by their mass"
SETS: dict[str, PictureSet] = {
    known.name: known
    for known in (
        PictureSet(
            name=MNIST,
            title="MNIST",
            labels=tuple("0123456789"),
            noun="digit",
            nouns="digits",
            photos=False,
            framing=CENTRED,
            about="70 000 handwritten digits, 28 × 28 grey values each; 60 000 to train on and 10 000 of "
            "other writers to test with (LeCun, Cortes and Burges).",
            licence="CC BY-SA 3.0",
            page="http://yann.lecun.com/exdb/mnist/",
            folder="MNIST",
            files=_files(
                ("6bbc9ace898e44ae57da46a324031adb", 9_719_438),
                ("a25bea736e30d166cdddb491f175f624", 28_857),
                ("2646ac647ad5339dbf082846283269ea", 1_616_508),
                ("27ae3e4e09519cfbb04c329615203637", 4_517),
            ),
            shipped=SHIPPED / MNIST,
        ),
        PictureSet(
            name="fashion-mnist",
            title="Fashion-MNIST",
            labels=(
                *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
                *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
            ),
            noun="garment",
            nouns="garments",
            photos=True,
            framing="cut out and centred on black, as a shop shows them",
            about="70 000 garments, shoes and bags from photos of a shop, 28 × 28 grey values each; 60 000 "
            "to train on and 10 000 to test with (Xiao, Rasul and Vollgraf, Zalando, 2017). Harder than "
            "digits: people get about 84 of 100 right.",
            licence="MIT, © 2017 Zalando SE",
            page="https://github.com/zalandoresearch/fashion-mnist",
            folder="FashionMNIST",
            # Of the unpacked files: Debian packs them anew. Those of the packed ones that the home names
            # are of the same content.
            files=_files(
                ("f4a8712d7a061bf5bd6d2ca38dc4d50a", 26_421_880),
                ("9018921c3c673c538a1fc5bad174d6f9", 29_515),
                ("8181f5470baa50b63fa0f6fddb340f0a", 4_422_102),
                ("15d484375f8d13e6eb1aabb0c3f46965", 5_148),
            ),
            home="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            package="dataset-fashion-mnist",
            installed=Path("/usr/share/datasets/fashion-mnist"),
            drawn="It learned from photos in grey, on which a garment is filled with light and shade. A "
            "drawing is an outline, of which it has never seen one, and so its answer says little: try a "
            "photo.",
        ),
        PictureSet(
            name="kuzushiji-mnist",
            title="Kuzushiji-MNIST",
            labels=(
                *("o (お)", "ki (き)", "su (す)", "tsu (つ)", "na (な)"),
                *("ha (は)", "ma (ま)", "ya (や)", "re (れ)", "wo (を)"),
            ),
            noun="character",
            nouns="characters",
            photos=False,
            framing="white on black, each cut out of a page of an old book and filling its picture",
            about="70 000 characters in cursive from Japanese books of the 18th century, 28 × 28 grey "
            "values each; 60 000 to train on and 10 000 to test with (Clanuwat, Bober-Irizar, Kitamoto, "
            "Lamb, Yamamoto and Ha, 2018). Ten hiragana, each written in several ways. Harder than "
            "digits: most Japanese cannot read this hand today.",
            licence="CC BY-SA 4.0, “KMNIST Dataset” (created by CODH), adapted from “Kuzushiji Dataset” "
            "(created by NIJL and others), doi:10.20676/00000341",
            page="https://github.com/rois-codh/kmnist",
            folder="KMNIST",
            # As torchvision's class KMNIST has them, of the packed files: of what they hold none are
            # published. Their sizes stand in TensorFlow Datasets' list of this home's files.
            files=_files(
                ("bdb82020997e1d708af4cf47b453dcf7", 18_165_135),
                ("e144d726b3acfaa3e44228e80efcd344", 29_497),
                ("5c965bf0a639b31b8f53240b1b52f4d7", 3_041_136),
                ("7320c461ea6c1c855c0b718fb2a4b134", 5_120),
                of_packed=True,
            ),
            home="http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
            drawn="It learned from characters that were written with a brush some 300 years ago, in forms "
            "that few read today, each filling its picture. A drawing is a stroke of today, smaller and "
            "centred as MNIST’s digits are: it has never seen one, and so its answer says little.",
        ),
    )
}


def available() -> list[str]:
    """The names of all that one can choose: those that are listed here, and symbols of one's own."""
    return [*SETS, *(OWN + name for name in symbol_store.available())]


def picture_set(name: str) -> PictureSet:
    """A set by its name, which may be of symbols that are not on this machine: then it has no labels.
    Raises DataError for a name that can be none's."""
    if name in SETS:
        return SETS[name]
    title = name.removeprefix(OWN)
    if title == name or not DATASET.fullmatch(title):
        raise DataError(
            f"There are no pictures named {name[:60]!r}; choose {', '.join(SETS)}, or symbols "
            "of your own."
        )
    labels: tuple[str, ...] = ()
    with contextlib.suppress(DataError):  # which is said where its pictures are wanted
        labels = symbol_store.load(title).classes
    return PictureSet(
        name=name,
        title=title,
        labels=labels,
        noun="symbol",
        nouns="symbols",
        photos=False,
        framing=CENTRED,
        about=f"Symbols of somebody's own: {', '.join(labels)}."
        if labels
        else "Somebody's own symbols.",
        licence="that of whoever drew them",
        page="",
        folder=title,
        files={},
    )
