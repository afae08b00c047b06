"""Rare letters and lengths: what of a name training hardly saw."""

import functools

import numpy as np

from core.names import data as names_data
from core.names.config import NamesConfig

HARDLY = 0.005
"""Below this share of the training names, training hardly saw something."""
SIGNS = {" ": "a space", "'": "an apostrophe", "-": "a hyphen"}


@functools.lru_cache(maxsize=16)
def _seen(config: NamesConfig) -> tuple[dict[str, int], np.ndarray]:
    """In how many training spellings each letter stands; their lengths, sorted."""
    data, split = names_data.split_for(config)
    spellings = {data.spellings[i] for i in split.train}
    letters: dict[str, int] = {}
    for spelling in spellings:
        for letter in set(spelling):
            letters[letter] = letters.get(letter, 0) + 1
    return letters, np.sort([len(s) for s in spellings])


def hardly_seen(config: NamesConfig, letters: str) -> list[str]:
    """A sentence for each letter, and for the length, that training hardly saw. Raises DataError."""
    counts, lengths = _seen(config)
    n, said = len(lengths), []
    for letter in dict.fromkeys(letters):
        if (seen := counts.get(letter, 0)) < HARDLY * n:
            shown = SIGNS.get(letter, f"“{letter}”")
            said.append(f"Only {seen:,} of {n:,} training names have {shown}.")
    t = len(letters)
    short = int(np.searchsorted(lengths, t, side="right"))
    long = n - int(np.searchsorted(lengths, t, side="left"))
    if min(short, long) < HARDLY * n:
        than, seen = ("fewer", short) if short < long else ("more", long)
        unit = "letter" if t == 1 else "letters"
        said.append(f"Only {seen:,} of {n:,} training names have {t} {unit} or {than}.")
    return said
