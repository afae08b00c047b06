"""Romanisation of Cyrillic surnames, by the habit of the language that their letters give away.

Russian is spelled as Wikipedia does (iuliia's schema), which is where the shipped surnames come
from; for the other languages no library follows what passports and the data have (-ський -> -sky,
г -> h), so their letters stand here.
"""

import re
import unicodedata

from core.names.letter_table import letter_table

APOSTROPHES = "'’ʼ`"
_VOWELS = "аеёиоуыэюяіїєў"

_COMMON = letter_table(
    "а:a б:b в:v г:g д:d е:e ё:yo ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh "
    "ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya"
)
_UKRAINIAN = _COMMON | letter_table("г:h ґ:g и:y і:i ї:yi є:ye")
_BELARUSIAN = _COMMON | letter_table("г:h ґ:g і:i ў:u")
_BULGARIAN = _COMMON | letter_table("ъ:a щ:sht х:h")
# As their own Latin alphabet, the marks left out as in the Croatian data: š -> s, đ -> d.
_SERBIAN = _COMMON | letter_table("ж:z х:h ц:c ч:c ш:s ј:j љ:lj њ:nj ћ:c ђ:d џ:dz")
_MACEDONIAN = _COMMON | letter_table("х:h ц:c ј:j љ:lj њ:nj ѓ:gj ќ:kj ѕ:dz џ:dj")


def romanize(word: str) -> str:
    """One word of small Cyrillic letters, with apostrophes at most, in its usual Latin spelling.

    Letters of no language known here (қ, ө) come back as they are.
    """
    word = _without_stress(word)
    if re.search("[јљњћђџѓќѕ]", word):
        macedonian = re.search("[ѓќѕ]|ск[иа]$", word)
        return _spelled(word, _MACEDONIAN if macedonian else _SERBIAN)
    if re.search("ѣ|ѳ|[^аеёиоуыэюяъь]ъ$|скій$", word):  # Russian as it was written until 1918
        modern = str.maketrans("ѣіѳѵ", "еифи")
        return _russian(word.translate(modern).removesuffix("ъ"))
    if "ў" in word or ("і" in word and re.search("[ыэё]", word)):
        softened = re.sub(f"(^|[{_VOWELS}ьъ{APOSTROPHES}])е", r"\1йе", word)
        return _spelled(softened.replace("ьо", "йо"), _BELARUSIAN)
    if re.search("[іїєґ]|[сцз]ьк(ий|а|ої)$", word) and not re.search("[ыэўәғқңөұүһ]", word):
        return _ukrainian(word)
    if re.search("ъ(?![еёюяи])", word):
        return _spelled(re.sub("ия$", "иа", word.replace("ьо", "йо")), _BULGARIAN)
    return _russian(word)


def _without_stress(word: str) -> str:
    """Without the accents of dictionaries (Ивано́в); й, ё and ї keep what makes them."""
    composed = unicodedata.normalize("NFC", word)
    return "".join(c for c in composed if unicodedata.category(c) != "Mn")


def _spelled(word: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, "" if c in APOSTROPHES else c) for c in word)


def _ukrainian(word: str) -> str:
    word = re.sub("ий$", "и", word)  # Хмельницький -> Khmelnytsky
    word = word.replace("ьо", "йо").replace("зг", "зґh")  # Згурський -> Zghursky, no Zh
    word = re.sub(f"([{_VOWELS}])ї", r"\1і", word)  # Заїка -> Zaika, but Їжак -> Yizhak
    return _spelled(word, _UKRAINIAN)


def _russian(word: str) -> str:
    import iuliia  # its schemas are read when it is imported

    word = re.sub("([жчшщ])ё", r"\1е", word)  # Хрущёв -> Khrushchev
    word = re.sub(f"[{APOSTROPHES}]", "ъ", word)
    latin: str = iuliia.WIKIPEDIA.translate(word)
    # Where the schema and the data part: Andreyev (20 of its -eev), Dmitriev (12 of 14).
    return re.sub("iyev", "iev", latin.replace("ee", "eye"))
