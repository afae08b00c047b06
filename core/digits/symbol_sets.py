"""Symbol sets: pictures of a learner's own, in classes with names of one's own.

Every example is the 28 x 28 picture that a network gets of it. Which are held out to test with is settled
when they come in, about every third of a class, and stays so: no network has learned what it is tested on.
"""

import base64
import binascii
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.errors import DataError
from core.files import reason

SIDE = 28
FEWEST_CLASSES, MOST_CLASSES = 2, 20
MOST_EXAMPLES = 2000
MOST_LETTERS = 40  # of a class's name
EACH = 5
"""How many examples of a class make a beginning."""
FORMAT = 1
OWN = "symbols/"
"""What the name of a config's data set begins with that is symbols of one's own."""


@dataclass(frozen=True)
class Example:
    """A picture of one symbol."""

    number: int
    """Within its set, given to no other one ever."""
    label: int
    """Which class it shows."""
    held_out: bool
    """Whether it is for testing."""
    pixels: bytes
    """(28, 28), ink bright, as a network gets it."""


@dataclass(frozen=True)
class SymbolSet:
    """Classes and their examples."""

    name: str
    classes: tuple[str, ...]
    examples: tuple[Example, ...] = ()
    following: int = 0
    """The number of the next example."""

    @property
    def dataset(self) -> str:
        """As a config names it."""
        return OWN + self.name

    def arrays(self, train: bool) -> tuple[np.ndarray, np.ndarray]:
        """Images uint8 (n, 28, 28) and labels uint8 (n,) to train on, or those held out."""
        some = [e for e in self.examples if e.held_out != train]
        pixels = np.frombuffer(b"".join(e.pixels for e in some), np.uint8)
        return pixels.reshape(-1, SIDE, SIDE), np.array([e.label for e in some], np.uint8)

    def counts(self, train: bool) -> list[int]:
        """How many examples each class has to train on, or held out."""
        labels = [e.label for e in self.examples if e.held_out != train]
        return np.bincount(np.array(labels, int), minlength=len(self.classes)).tolist()

    @functools.cached_property
    def fingerprint(self) -> str:
        """Of classes and examples: two sets with the same one train the same networks."""
        sha = hashlib.sha256("\n".join(self.classes).encode())
        for e in self.examples:
            sha.update(bytes([e.label, e.held_out]) + e.pixels)
        return sha.hexdigest()[:16]

    @property
    def lacks(self) -> str:
        """What is missing before a network can learn from it, in a sentence, or ""."""
        if len(self.classes) < FEWEST_CLASSES:
            return f"{self.name} has one class; name at least two, to be told apart."
        for train, what in ((True, "to train on"), (False, "to test with")):
            for label, n in zip(self.classes, self.counts(train), strict=True):
                if not n:
                    return f"There is no example of {label} {what}: draw some more of it."
        return ""

    def to_dict(self) -> dict[str, Any]:
        """As its file holds it; the inverse of `from_dict`."""
        examples = [
            {
                "number": e.number,
                "label": e.label,
                "held_out": e.held_out,
                "pixels": base64.b64encode(e.pixels).decode(),
            }
            for e in self.examples
        ]
        return {
            "netsketch_symbols": FORMAT,
            "classes": self.classes,
            "following": self.following,
            "examples": examples,
        }

    # -- changes, each of which gives another set

    def with_examples(self, label: int, pictures: Iterable[bytes]) -> "SymbolSet":
        """With further examples (28, 28) of a class. Raises DataError where they are too many."""
        examples, following = list(self.examples), self.following
        n, held = (sum(e.label == label and e.held_out >= h for e in examples) for h in (0, 1))
        for pixels in pictures:
            held_out = held < n / 3
            examples.append(Example(following, label, held_out, pixels))
            n, held, following = n + 1, held + held_out, following + 1
        if len(examples) > MOST_EXAMPLES:
            raise DataError(
                f"{self.name} would have {len(examples):,} examples; it may have at most "
                f"{MOST_EXAMPLES:,}. Delete some first."
            )
        return replace(self, examples=tuple(examples), following=following)

    def moved(self, numbers: Iterable[int], label: int) -> "SymbolSet":
        """With some examples in another class; what is held out stays so."""
        some = set(numbers)
        return replace(
            self,
            examples=tuple(
                replace(e, label=label) if e.number in some else e for e in self.examples
            ),
        )

    def without(self, numbers: Iterable[int]) -> "SymbolSet":
        some = set(numbers)
        return replace(self, examples=tuple(e for e in self.examples if e.number not in some))

    def with_class(self, label: str) -> "SymbolSet":
        """Raises DataError."""
        return replace(self, classes=checked_classes([*self.classes, label], self.name))

    def renamed(self, label: int, name: str) -> "SymbolSet":
        """With another name for a class. Raises DataError."""
        names = [name if k == label else old for k, old in enumerate(self.classes)]
        return replace(self, classes=checked_classes(names, self.name))

    def without_class(self, label: int) -> "SymbolSet":
        """Without a class and its examples."""
        return replace(
            self,
            classes=tuple(c for k, c in enumerate(self.classes) if k != label),
            examples=tuple(
                replace(e, label=e.label - (e.label > label))
                for e in self.examples
                if e.label != label
            ),
        )


def checked_classes(names: Sequence[str], shown: str) -> tuple[str, ...]:
    """Names of classes as they are kept. Raises DataError for what cannot be some."""
    classes = tuple(" ".join(str(name).split()) for name in names)
    for label in classes:
        if not label or len(label) > MOST_LETTERS or not label.isprintable():
            raise DataError(
                f"{label[:60]!r} cannot name a class; use 1 to {MOST_LETTERS} letters, digits or signs."
            )
    if twice := next((c for c in classes if classes.count(c) > 1), ""):
        raise DataError(f"Two classes are named {twice}; give each a name of its own.")
    if not 1 <= len(classes) <= MOST_CLASSES:
        raise DataError(
            f"{shown} has {len(classes)} classes; it may have {FEWEST_CLASSES} to {MOST_CLASSES}."
        )
    return classes


def from_dict(value: Any, name: str) -> SymbolSet:
    """A set from what its file holds. Raises DataError where that is none."""
    try:
        if value["netsketch_symbols"] != FORMAT:
            raise ValueError(f"it is of format {str(value['netsketch_symbols'])[:20]}")
        classes = checked_classes(_listed(value["classes"]), name)
        listed = _listed(value["examples"])
        if len(listed) > MOST_EXAMPLES:
            raise ValueError(
                f"it holds {len(listed):,} examples, and at most {MOST_EXAMPLES:,} fit"
            )
        examples = tuple(_example(e, len(classes)) for e in listed)
        numbers = [e.number for e in examples]
        if len(set(numbers)) < len(numbers):
            raise ValueError("two examples have one number")
        following = max([value["following"], *(n + 1 for n in numbers)])
        if not isinstance(following, int) or not 0 <= following < 2**32:
            raise ValueError("the number of its next example is none")
    except (KeyError, TypeError, ValueError, binascii.Error) as e:
        raise DataError(f"The symbols {name!r} cannot be read: {reason(e)}.") from e
    return SymbolSet(name, classes, examples, following)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("a list is missing in it")
    return value


def _example(value: Mapping[str, Any], classes: int) -> Example:
    pixels = base64.b64decode(str(value["pixels"]), validate=True)
    number, label = value["number"], value["label"]
    whole = all(isinstance(x, int) and not isinstance(x, bool) for x in (number, label))
    if not whole or not 0 <= number < 2**31 or not 0 <= label < classes:
        raise ValueError("an example has no number or no class")
    if len(pixels) != SIDE * SIDE:
        raise ValueError(f"an example has {len(pixels):,} pixels, and not 28 x 28")
    return Example(number, label, bool(value["held_out"]), pixels)
