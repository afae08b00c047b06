"""A surname as typed -> the letters that the network knows.

Case is folded, so that "kowalski", "Kowalski" and "KOWALSKI" are one name. Letters of other
scripts and letters with marks are transliterated (anyascii, ISC licence), never silently dropped:
stripping accents alone would turn Łukasz into ukasz. Whatever changes is told.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

from core.errors import SurnameError

ALPHABET = "abcdefghijklmnopqrstuvwxyz '-"
LONGEST = 60  # letters; the longest surname in the shipped data has fewer than half

_INDEX = {letter: i for i, letter in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Cleaned:
    """`letters` is what the network reads; `changes` says what became of the rest, in words."""

    letters: str
    changes: tuple[str, ...]


def clean(text: str) -> Cleaned:
    """Fold, transliterate and trim one surname.

    Raises SurnameError where nothing is left to read, or more than `LONGEST` letters are.
    """
    if len(text) > 10 * LONGEST:
        raise SurnameError(
            f"This name has {len(text):,} characters; a surname has at most {LONGEST}. Shorten it."
        )
    letters, changes = "", []
    for char in unicodedata.normalize("NFC", text):
        known = _transliterate(char)
        if known == "":
            changes.append(f"{_show(char)} was dropped")
        elif known != char.lower() and known != " ":
            changes.append(f"{char} → {known}")
        letters += known
    letters = " ".join(letters.split()).strip(" '-")
    if not letters:
        shown = "".join(_show(c) for c in text.strip()[:20])
        raise SurnameError(
            f"No letters are left to read in “{shown}”. Type a surname, for example Kowalski."
            if shown
            else "Nothing was typed. Type a surname, for example Kowalski."
        )
    if len(letters) > LONGEST:
        raise SurnameError(
            f"This name has {len(letters)} letters; a surname has at most {LONGEST}. Shorten it."
        )
    return Cleaned(letters, tuple(dict.fromkeys(changes)))


def _transliterate(char: str) -> str:
    """One character as letters of the alphabet; "" where it has none (emoji, digits, controls)."""
    if char.isspace():
        return " "
    # anyascii spells emoji and symbols out (":grinning:"): only letters, marks and the two signs
    # that stand within surnames may pass.
    if unicodedata.category(char)[0] in "LM" or anyascii(char) in ("'", "-", "`"):
        ascii_ = anyascii(char).lower().replace("`", "'")
        return "".join(c for c in ascii_ if c in _INDEX)
    return ""


def _show(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"


def encode(letters: str) -> np.ndarray:
    """Cleaned letters -> their numbers in `ALPHABET`, int64 (t,)."""
    return np.array([_INDEX[c] for c in letters], dtype=np.int64)


def one_hot(letters: str) -> np.ndarray:
    """What the network gets: a row per letter with a single 1, float32 (t, n_letters)."""
    return np.eye(len(ALPHABET), dtype=np.float32)[encode(letters)]


def split_names(text: str) -> list[str]:
    """Several names typed at once, separated by commas or line breaks; blank ones are left out."""
    parts = text.replace("\n", ",").replace(";", ",").replace("，", ",").replace("、", ",")
    return [part.strip() for part in parts.split(",") if part.strip()]
