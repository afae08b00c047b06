"""A dozen test items to look at: the first of each class and the next ones, of any picture set; those of
MNIST ship beside the network of the home page."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.digits import data
from core.digits.picture_sets import picture_set
from core.errors import DataError

COUNT = 12
SHIPPED = Path(__file__).parents[2] / "data" / "shipped" / "digits" / "test_items.npz"


class Item(NamedTuple):
    number: int
    """Of the test set, from 0."""
    label: str
    pixels: np.ndarray
    """(28, 28) uint8, 255 is full ink."""


def of_set(dataset: str) -> tuple[Item, ...]:
    """Those of a picture set, by number; none while its files are not here."""
    try:
        return _chosen(dataset, picture_set(dataset).fingerprint)
    except DataError:
        return ()


@lru_cache(maxsize=4)
def _chosen(dataset: str, _fingerprint: str) -> tuple[Item, ...]:
    images, truth = data.raw(dataset, train=False)
    first = [int(np.argmax(truth == k)) for k in np.unique(truth)]
    rest = [n for n in range(min(len(truth), COUNT + len(first))) if n not in first]
    labels = picture_set(dataset).labels
    return tuple(
        Item(n, labels[truth[n]], np.ascontiguousarray(images[n], np.uint8))
        for n in sorted(first + rest[: COUNT - len(first)])
    )


@lru_cache(maxsize=1)
def shipped() -> tuple[Item, ...]:
    """Those beside the network that ships: they are there before a picture set is unpacked."""
    with np.load(SHIPPED) as held:
        return tuple(map(Item, held["numbers"].tolist(), held["labels"].tolist(), held["pixels"]))


def ship(items: Iterable[Item]) -> None:
    """Write the file that `shipped` reads."""
    numbers, labels, pixels = zip(*items, strict=True)
    np.savez_compressed(SHIPPED, numbers=numbers, labels=labels, pixels=pixels)
