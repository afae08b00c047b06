"""Text files of surnames, one a line: encodings, counts beside the names, headers.

Lists come from spreadsheets and statistics offices: `Dupont,1204`, `Dupont<TAB>1204`, `1. Dupont`
are the surname Dupont. A line with two texts is refused: which one is the surname, nobody knows.
"""

import codecs
import re
import unicodedata

from core.errors import DataError

LARGEST = 5_000_000  # bytes of a data set that is added, far above 200 000 surnames
MOST_NAMES = 200_000
MOST_LANGUAGES = 300

_SEPARATORS = re.compile(r'[,;|\t]|"')
_NUMBER = re.compile(r"[(\[+-]?\d[\d.,'%)\]:#-]*")
_HEADERS = re.compile(r"(sur|last|family|first|)[ _-]?names?", re.IGNORECASE)


def language_of(file_name: str) -> str | None:
    """The language that a file's name says, "French.txt"; None for what computers add to folders
    (`._French.txt`, `.DS_Store`, `desktop.ini`) and whatever else is no list."""
    name = unicodedata.normalize("NFC", file_name)  # macOS takes é apart
    stem, dot, ending = name.rpartition(".")
    return stem if stem and dot and ending.lower() == "txt" and not name.startswith(".") else None


def surnames_of(content: bytes, shown: str) -> list[str]:
    """The surnames of a file, as they are written there; `shown` names the file in errors.

    Raises DataError where it is no text, or a line holds more than one surname and its figures.
    """
    lines = list(dict.fromkeys(decoded(content, shown).splitlines()))
    rows = [(line, _texts(line)) for line in lines]
    rows = [(line, texts) for line, texts in rows if texts]
    if rows and _is_header(rows[0], any(_has_figures(line) for line, _ in rows[1:])):
        rows = rows[1:]
    for line, texts in rows:
        if len(texts) > 1:
            raise DataError(
                f"{shown} has the line “{line.strip()[:60]}”, and which part of it is the surname "
                "cannot be results; give one surname a line, with its count behind a comma at most."
            )
    return [texts[0] for _, texts in rows]


def decoded(content: bytes, shown: str) -> str:
    """UTF-8 or UTF-16 text. Raises DataError for other bytes: they fit a dozen alphabets."""
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in content[:2]:  # UTF-16 without its mark: every second byte of a Latin letter is 0
        encoding = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as e:
        raise DataError(
            f"{shown} cannot be read as UTF-8 text; save it anew with the encoding UTF-8."
        ) from e


def _texts(line: str) -> list[str]:
    """The parts of a line that are no figures: one, in a list of surnames."""
    if line.isalpha():
        return [line]
    parts = _SEPARATORS.split(line) if _SEPARATORS.search(line) else [line]
    words = (" ".join(w for w in p.split() if not _NUMBER.fullmatch(w)) for p in parts)
    return [w for w in words if any(c.isalpha() for c in w)]


def _has_figures(line: str) -> bool:
    return any(_NUMBER.fullmatch(w) for p in _SEPARATORS.split(line) for w in p.split())


def _is_header(first: tuple[str, list[str]], figures_below: bool) -> bool:
    line, texts = first
    if len(texts) == 1:
        return bool(_HEADERS.fullmatch(texts[0]))
    return not _has_figures(line) and (figures_below or bool(_HEADERS.fullmatch(texts[0])))
