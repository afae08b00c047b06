"""Cleaning: a surname as typed -> the letters that the network knows.

Case is folded, so that "kowalski", "Kowalski" and "KOWALSKI" are one name. Names in other scripts
are romanised (`romanization`), letters with marks transliterated (anyascii, ISC licence), never
silently dropped: stripping accents alone would turn Łukasz into ukasz. Whatever changes is results.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

from core.errors import SurnameError
from core.names.cyrillic import APOSTROPHES
from core.names.romanization import caveat, romanize, script_of

ALPHABET = "abcdefghijklmnopqrstuvwxyz '-"
LONGEST = 60  # letters; the longest surname in the shipped data has fewer than half

_INDEX = {letter: i for i, letter in enumerate(ALPHABET)}
# Scripts whose letters look like Latin ones: a single one among those is a slip, and no name.
_LOOKALIKES = ("CYRILLIC", "GREEK", "ARMENIAN")


@dataclass(frozen=True)
class Cleaned:
    """`letters` is what the network reads; `changes` says what became of the rest, in words, and
    `caveats` what of the spelling cannot be known, in sentences."""

    letters: str
    changes: tuple[str, ...]
    caveats: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """What there is to say about the spelling, in sentences."""
        changed = [f"Changed: {', '.join(self.changes)}."] if self.changes else []
        return [*changed, *self.caveats]


def clean(text: str, by_letter: bool = False) -> Cleaned:
    """Fold, romanise and trim one surname.

    `by_letter` spells each letter by itself, whatever stands beside it: so did earlier versions, and
    data sets that they added are still read so.

    Raises SurnameError where nothing is left to read, or more than `LONGEST` letters are.
    """
    if len(text) > 10 * LONGEST:
        raise SurnameError(
            f"This name has {len(text):,} characters; a surname has at most {LONGEST}. Shorten it."
        )
    if text.isascii() and text.isalpha() and len(text) <= LONGEST:
        return Cleaned(text.lower(), ())
    letters, caveats = "", []
    changes = [] if by_letter else [f"{c} → {as_usual.lower()}" for c, as_usual in _restyled(text)]
    for script, part in _by_letter(text) if by_letter else _words(text):
        known = _known(romanize(script, part)) if script else _transliterate(part)
        if known == "":
            changes.append(f"{_show(part)} was dropped")
        elif known != part.lower() and known != " ":
            changes.append(f"{part} → {known}")
        if script and (sentence := caveat(script)):
            caveats.append(sentence)
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
    return Cleaned(letters, tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(caveats)))


def _by_letter(text: str) -> Iterator[tuple[str, str]]:
    return (("", c) for c in unicodedata.normalize("NFC", text))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The words in other scripts, each with its script, and all else a character at a time, with ""."""
    text = _standard_forms(text)
    at = 0
    while at < len(text):
        script, end = script_of(text[at]), at + 1
        if script in ("", "LATIN"):
            yield "", text[at]
            at = end
            continue
        while end < len(text) and _continues(text, end, script):
            end += 1
        beside = {script_of(c) for c in (text[at - 1 : at] + text[end : end + 1])}
        if script in _LOOKALIKES and "LATIN" in beside:
            yield from (("", c) for c in text[at:end])
        else:
            yield script, text[at:end]
        at = end


def _continues(text: str, at: int, script: str) -> bool:
    """Whether the character at this place belongs to the word of this script that stands before it."""
    here = text[at]
    if unicodedata.category(here)[0] == "M":
        return True
    if here in APOSTROPHES:  # Григор'єв; at the end of a word it is a quotation mark
        return script == "CYRILLIC" and script_of(text[at + 1 : at + 2] or " ") == script
    return script_of(here) == script


def _standard_forms(text: str) -> str:
    """Composed, and letters of other widths and styles (ＫＩＭ, ﾔﾏﾀﾞ, ﬁ) as their usual ones."""
    text = text.translate({0x309B: "\u3099", 0x309C: "\u309a"})  # the voicing marks typed apart
    return unicodedata.normalize("NFC", "".join(map(_standard, text)))


@functools.lru_cache(maxsize=4096)
def _standard(char: str) -> str:
    return unicodedata.normalize("NFKC", char) if unicodedata.category(char)[0] == "L" else char


def _restyled(text: str) -> Iterator[tuple[str, str]]:
    """Latin letters of another width or style, each with its usual form."""
    if unicodedata.is_normalized("NFKC", text):
        return
    for char in unicodedata.normalize("NFC", text):
        usual = _standard(char)
        if usual != char and script_of(usual[0]) == "LATIN":
            yield char, usual


@functools.lru_cache(maxsize=4096)
def _transliterate(char: str) -> str:
    """One character as letters of the alphabet; "" where it has none (emoji, digits, controls)."""
    if char.isspace():
        return " "
    # anyascii spells emoji and symbols out (":grinning:"): only letters, marks and the two signs
    # that stand within surnames may pass.
    if unicodedata.category(char)[0] in "LM" or anyascii(char) in ("'", "-", "`"):
        return _known(anyascii(char))
    return ""


def _known(ascii_: str) -> str:
    return "".join(c for c in ascii_.lower().replace("`", "'") if c in _INDEX)


def _show(text: str) -> str:
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)


def encode(letters: str) -> np.ndarray:
    """Cleaned letters -> their numbers in `ALPHABET`, int64 (t,)."""
    return np.array([_INDEX[c] for c in letters], dtype=np.int64)


def split_names(text: str) -> list[str]:
    """Several names typed at once, separated by commas or line breaks; blank ones are left out."""
    return [part.strip() for part in re.split("[,;\n，、､；،]", text) if part.strip()]
