"""Romanisation of Korean, Japanese and Chinese surnames: Hangul, kana and Chinese characters."""

import re
import unicodedata

from anyascii import anyascii

from core.names.letter_table import letter_table

# The spelling that most families of the name use abroad, where it is not the revised romanisation.
_FAMILIES = letter_table(
    """
    김:kim 이:lee 리:lee 박:park 최:choi 정:jung 강:kang 조:cho 윤:yoon 임:lim 림:lim 오:oh 신:shin
    권:kwon 안:ahn 유:yoo 고:ko 문:moon 손:son 백:baek 허:heo 심:shim 노:noh 로:roh 주:joo 우:woo 구:koo
    곽:kwak 성:sung 전:jeon 천:chun 현:hyun 변:byun 선:sun 길:kil 금:keum 기:ki 국:kook 부:boo 추:choo
    감:kam 두:doo 경:kyung 명:myung 수:soo 순:soon 근:keun 가:ka 공:kong 견:kyun 궉:kwok
    선우:sunwoo 독고:dokgo 황보:hwangbo 남궁:namgung 제갈:jegal 사공:sagong 서문:seomun 동방:dongbang
    """
)


def hangul(word: str) -> str:
    """A Korean surname, or one with a given name of two syllables or more behind it.

    Common families as they are spelled abroad, all else by the revised romanisation, as it is
    pronounced (koroman).
    """
    import koroman

    if family := _FAMILIES.get(word):
        return family
    double = word[:2] in _FAMILIES and len(word) > 3
    family, first = (word[:2], word[2:]) if double else (word[:1], word[1:])
    if len(first) >= 2 and family in _FAMILIES:
        return f"{_FAMILIES[family]} {koroman.romanize(first)}"
    return str(koroman.romanize(word))


def kana(word: str) -> str:
    """Hiragana or katakana by Hepburn, long vowels written short as in the data (Sato, Ono).

    Vowels that meet where one part of a name ends stay two: いのうえ Inoue, まつうら Matsuura.
    """
    word = re.sub("(.)[ゝヽ]", r"\1\1", word)
    word = re.sub("(.)[ゞヾ]", "\\1\\1\u3099", word)
    word = unicodedata.normalize("NFC", word).replace("ヶ", "が").replace("ゖ", "が")
    # The katakana block lies 0x60 above the hiragana one, letter for letter.
    word = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in word)
    word = re.sub("のう(?=[えちらめ])", "no'u", word)
    latin = "".join(_syllable(s) for s in re.findall("[ぁ-ゖ][ゃゅょぁぃぅぇぉゎ]?|.", word))
    latin = re.sub("っch", "tch", latin)
    latin = re.sub("っ([a-z])", r"\1\1", latin).replace("っ", "")
    latin = re.sub("(?<=.[^aeiou])oo$", "o'o", latin)  # よこお Yokoo, but おおた Ota
    latin = re.sub("o[ou]|ー", lambda m: m[0][0].replace("ー", ""), latin)
    latin = re.sub("(y|sh|ch|j)uu", r"\1u", latin)
    return latin.replace("'", "")


def _syllable(kana: str) -> str:
    """One kana, or one with a small vowel behind it, by Hepburn."""
    if kana in "っー":
        return kana
    if len(kana) == 1 or kana[0] not in _WITH_SMALL:
        return anyascii(kana)
    first, small = anyascii(kana[0]), anyascii(kana[1])
    if kana in _GLIDES:
        return _GLIDES[kana]
    if small[0] == "y" and first in ("shi", "chi", "ji"):
        return first[:-1] + small[1:]
    return first[:-1] + small


_WITH_SMALL = "きしちにひみりぎじぢびぴうすずせぜてでつとどふいゔくぐ"
_GLIDES = {"うぃ": "wi", "うぇ": "we", "うぉ": "wo", "いぇ": "ye", "くゎ": "kwa", "ぐゎ": "gwa"}

# Characters that are read otherwise in a surname than elsewhere.
_SURNAMES = letter_table(
    """
    曾:zeng 单:shan 單:shan 仇:qiu 解:xie 区:ou 區:ou 查:zha 翟:zhai 覃:qin 盖:ge 蓋:ge 朴:piao 缪:miao
    繆:miao 乐:yue 樂:yue 员:yun 員:yun 卜:bu 黑:he 折:she 粘:nian 牟:mou
    尉迟:yuchi 尉遲:yuchi 澹台:tantai 澹臺:tantai 万俟:moqi 萬俟:moqi
    """
)


def chinese(word: str) -> str:
    """Chinese characters as Mandarin reads them in a surname (pinyin without tones)."""
    word = re.sub("(.)[々〻]", r"\1\1", word)
    for length in (2, 1):
        if family := _SURNAMES.get(word[:length]):
            return family + anyascii(word[length:]).lower()
    return anyascii(word).lower()
