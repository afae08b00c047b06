"""Picture data sets: MNIST and Fashion-MNIST, IDX files of 28 x 28 grey images, with labels and checksums;
and symbols of one's own.

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
    packed: int
    """Bytes of its home's gzip file."""


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
    def packed(self) -> int:
        """Bytes of a download."""
        return sum(file.packed for file in self.files.values())


def name_of(what: str, train: bool) -> str:
    """The name of the file with "images" or "labels", as MNIST's home gave it."""
    return f"{'train' if train else 't10k'}-{what}-idx{3 if what == 'images' else 1}-ubyte"


def _files(*rows: tuple[int, str, int]) -> dict[str, IdxFile]:
    """Size, MD5 and packed size of images and labels for training, then of those for testing."""
    names = [name_of(what, train) for train in (True, False) for what in ("images", "labels")]
    return {name: IdxFile(*row) for name, row in zip(names, rows, strict=True)}


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
            about="70 000 handwritten digits, 28 × 28 grey values each; 60 000 to train on and 10 000 of "
            "other writers to test with (LeCun, Cortes and Burges).",
            licence="CC BY-SA 3.0",
            page="http://yann.lecun.com/exdb/mnist/",
            folder="MNIST",
            files=_files(
                (47_040_016, "6bbc9ace898e44ae57da46a324031adb", 9_719_438),
                (60_008, "a25bea736e30d166cdddb491f175f624", 28_857),
                (7_840_016, "2646ac647ad5339dbf082846283269ea", 1_616_508),
                (10_008, "27ae3e4e09519cfbb04c329615203637", 4_517),
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
            about="70 000 garments, shoes and bags from photos of a shop, 28 × 28 grey values each; 60 000 "
            "to train on and 10 000 to test with (Xiao, Rasul and Vollgraf, Zalando, 2017). Harder than "
            "digits: people get about 84 of 100 right.",
            licence="MIT, © 2017 Zalando SE",
            page="https://github.com/zalandoresearch/fashion-mnist",
            folder="FashionMNIST",
            # Of the unpacked files: Debian packs them anew. Those of the packed ones that the home names
            # are of the same content.
            files=_files(
                (47_040_016, "f4a8712d7a061bf5bd6d2ca38dc4d50a", 26_421_880),
                (60_008, "9018921c3c673c538a1fc5bad174d6f9", 29_515),
                (7_840_016, "8181f5470baa50b63fa0f6fddb340f0a", 4_422_102),
                (10_008, "15d484375f8d13e6eb1aabb0c3f46965", 5_148),
            ),
            home="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            package="dataset-fashion-mnist",
            installed=Path("/usr/share/datasets/fashion-mnist"),
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
            f"There are no pictures named {name[:60]!r}; choose {' or '.join(SETS)}, or symbols "
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
        about=f"Symbols of somebody's own: {', '.join(labels)}."
        if labels
        else "Somebody's own symbols.",
        licence="that of whoever drew them",
        page="",
        folder=title,
        files={},
    )
