"""Romanisation of Greek surnames: ELOT 743, the standard of Greek passports, as the data follow it.

Against a table letter by letter: ου -> ou, αυ and ευ by the letter that follows, γκ and γγ -> ng,
and at the start of a name μπ, ντ, γκ are the sounds b, d, g.
"""

import re
import unicodedata

from core.names.letter_table import letter_table

_LETTERS = letter_table(
    "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch "
    "ψ:ps ω:o"
)
_VOICELESS = "θκξπσςτφχψ"

_GROUPS = [
    ("^μπ", "b"),
    ("^ντ", "d"),
    ("^γκ", "g"),
    ("γ[γκ]", "ng"),
    ("γξ", "nx"),
    ("γχ", "nch"),
    ("ο(ύ|υ)", "ou"),
    (f"α(ύ|υ)(?=[{_VOICELESS}]|$)", "af"),
    (f"ε(ύ|υ)(?=[{_VOICELESS}]|$)", "ef"),
    (f"η(ύ|υ)(?=[{_VOICELESS}]|$)", "if"),
    ("α(ύ|υ)", "av"),
    ("ε(ύ|υ)", "ev"),
    ("η(ύ|υ)", "iv"),
]


def romanize(word: str) -> str:
    """One word of small Greek letters, old accents and breathings too, in Latin letters."""
    # An accent on the first vowel, or two dots on the second, keeps two vowels apart: Μάιος, Αϊδίνης.
    # The old circumflex and grave count as the accent of today.
    marks = unicodedata.normalize("NFD", word).translate({0x0342: "\u0301", 0x0300: "\u0301"})
    kept = "".join(c for c in marks if unicodedata.category(c) != "Mn" or c in "\u0301\u0308")
    word = unicodedata.normalize("NFC", kept)
    for group, latin in _GROUPS:
        word = re.sub(group, latin, word)
    plain = unicodedata.normalize("NFD", word)
    return "".join(_LETTERS.get(c, c) for c in plain if unicodedata.category(c) != "Mn")
