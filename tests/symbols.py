"""Symbols of somebody's own: bars and crosses, drawn a little differently each time."""

import numpy as np

from core.digits import symbol_files, symbol_store
from core.digits.drawing import Stroke
from core.digits.preprocessing import Drawing
from core.digits.symbol_sets import SymbolSet

CLASSES = ("bar", "cross")


def strokes(label: int, seed: int) -> list[Stroke]:
    """A drawing of a class."""
    rng = np.random.default_rng([label, seed])
    lines = [((0.5, 0.2), (0.5, 0.8)), ((0.2, 0.5), (0.8, 0.5))][: label + 1]
    moved = [[tuple(p) for p in np.array(line) + rng.normal(0, 0.02, (2, 2))] for line in lines]
    return [Stroke(tuple(points)) for points in moved]


def drawn(label: int, seed: int = 0) -> bytes:
    """That drawing as an example, as the pad's page makes it. It takes a tenth of a second."""
    made = Drawing.of_strokes(strokes(label, seed))
    return symbol_files.pixels_of(made.seen(made.steps))


def example(label: int, seed: int = 0) -> bytes:
    """An example of a class, made of pixels."""
    made, at = np.zeros((28, 28), np.uint8), 13 + seed % 3
    made[4:24, at : at + 2] = 250 - seed % 50
    if label:
        made[at : at + 2, 4:24] = 250
    return made.tobytes()


def symbols(name: str = "mine", each: int = 5) -> SymbolSet:
    """A set of so many examples of each class, which is not kept yet."""
    made = SymbolSet(name, CLASSES)
    for label in range(len(CLASSES)):
        made = made.with_examples(label, [example(label, k) for k in range(each)])
    return made


def kept(name: str = "mine", each: int = 5) -> SymbolSet:
    """The same in the cache."""
    made = symbols(name, each)
    symbol_store.add(made)
    return made
