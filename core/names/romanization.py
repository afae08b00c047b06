"""Romanisation: a name in another script -> the Latin letters in which its people and the data
write it.

Each script is a word at a time, since a letter's spelling hangs on its neighbours. What no spelling
can know, such as vowels that are not written, is a caveat.
"""

import functools
import re
import unicodedata
from collections.abc import Callable

from anyascii import anyascii

from core.names import cyrillic, east_asian, greek


def _armenian(word: str) -> str:
    word = word.replace("և", "եւ").replace("եւ", "եվ").replace("ու", "u")
    word = re.sub("^ո(?!վ)", "vo", re.sub("^ե", "ye", word))
    return anyascii(word).replace("'", "")


def _georgian(word: str) -> str:
    return anyascii(word).replace("'", "")


def _indic(word: str) -> str:
    """The scripts of India: a consonant without a vowel sign has an a, but not at the end of a
    word where the language does not speak it."""
    # A nasal is spelled as the consonant after it asks: Singh, Pant, Pampa.
    word = re.sub("[ंংਂંଂంಂം](.?)", _nasal, word)
    word = "".join(c for c in word if "SIGN NUKTA" not in unicodedata.name(c, ""))
    latin = ""
    for i, c in enumerate(word):
        name = unicodedata.name(c, "")
        latin += (
            "" if "SIGN VIRAMA" in name else _INDIC.get(name.split(" LETTER ")[-1], anyascii(c))
        )
        if c.isascii() or " LETTER " not in name or anyascii(c)[:1] in "aeiou":
            continue
        following = unicodedata.name(word[i + 1], "") if i + 1 < len(word) else ""
        spoken = following or name.split()[0] in _SPEAK_FINAL_A
        if spoken and not re.search("VOWEL SIGN|VIRAMA", following):
            latin += "a"
    return latin


def _nasal(found: re.Match[str]) -> str:
    after = anyascii(found[1])[:1]
    return ("m" if after in ("p", "b", "m", "") else "ng" if after == "h" else "n") + found[1]


# anyascii leaves out what tells these two from SA.
_INDIC = {"SHA": "sh", "SSA": "sh", "CA": "ch", "CHA": "chh"}
_SPEAK_FINAL_A = ("KANNADA", "TELUGU", "MALAYALAM", "TAMIL", "SINHALA")

_INDIC_SCRIPTS = (
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA"),
    *("TAMIL", "TELUGU", "KANNADA", "MALAYALAM"),
)
_ROMANIZERS: dict[str, Callable[[str], str]] = {
    "CYRILLIC": cyrillic.romanize,
    "GREEK": greek.romanize,
    "HANGUL": east_asian.hangul,
    "KANA": east_asian.kana,
    "CHINESE": east_asian.chinese,
    "ARMENIAN": _armenian,
    "GEORGIAN": _georgian,
    **dict.fromkeys(_INDIC_SCRIPTS, _indic),
}
_NAMES = {
    "HIRAGANA": "KANA",
    "KATAKANA": "KANA",
    "KATAKANA-HIRAGANA": "KANA",
    "CJK": "CHINESE",
    "IDEOGRAPHIC": "CHINESE",
}

_UNWRITTEN = (
    "{script} letters do not write all vowels: which ones belong there cannot be known. Type the "
    "name in Latin letters."
)
_CAVEATS = {
    "CHINESE": (
        "Chinese characters were read as Mandarin; type a Japanese name in kana or Latin letters."
    ),
    **dict.fromkeys(("HEBREW", "ARABIC", "SYRIAC"), _UNWRITTEN),
}
_BY_LETTER = (
    "{script} letters were spelled one by one, which may not be how the name is usually written. "
    "Type it in Latin letters where you know how."
)


@functools.lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script of a letter, by Unicode's name of it: "LATIN", "CYRILLIC", "KANA", "CHINESE" ...;
    "" for marks, which go with the letter before, and for what is no letter."""
    if unicodedata.category(letter)[0] != "L":
        return ""
    first = unicodedata.name(letter, "").split(" ")[0]
    return "" if first in ("MODIFIER", "") else _NAMES.get(first, first)


def romanize(script: str, word: str) -> str:
    """A word of one script in Latin letters; what is in none of its tables as anyascii has it."""
    small = word.lower()
    known = _ROMANIZERS.get(script)
    return anyascii(known(small) if known else small).lower()


def caveat(script: str) -> str:
    """What the spelling of this script's names cannot know, as a sentence; "" where it can."""
    words = _CAVEATS.get(script, "" if script in _ROMANIZERS or script == "LATIN" else _BY_LETTER)
    return words.format(script=script.capitalize())
