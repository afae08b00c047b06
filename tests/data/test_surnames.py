"""The surname lists keep the promises of data/README.md."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

SURNAMES = Path(__file__).resolve().parents[2] / "data" / "surnames"
REQUIRED = [
    "Arabic",
    "Chinese",
    "Czech",
    "Dutch",
    "English",
    "French",
    "German",
    "Greek",
    "Irish",
    "Italian",
    "Japanese",
    "Korean",
    "Polish",
    "Portuguese",
    "Russian",
    "Spanish",
    "Vietnamese",
]
FEWEST, MOST = 250, 1500
FEW = {"Korean": 80, "Vietnamese": 80}  # languages whose speakers share few surnames
AMBIGUOUS = 60  # spellings, at most, that stand in more than one language
BANNED = [
    "Baronet",
    "Egypt",
    "Saud",
    "Al Saud",
    "Al-Saud",
    "Norfolk",
    "Duke",
    "I",
    "II",
    "Jr.",
    "bin",
    "Pasha",
    "Emperor",
    "Empress",
    "Sir",
    "Saint",
    "Allah",
    "Madame",
    "DJ",
    "Khánum",
    "Al-Din",
    "Elder",
    "Junior",
    "Júnior",
    "Filho",
    "Neto",
]
LANGUAGES = sorted(path.stem for path in SURNAMES.glob("*.txt"))


@cache
def surnames(language: str) -> tuple[str, ...]:
    """The lines of one language's file."""
    return tuple((SURNAMES / f"{language}.txt").read_bytes().decode("utf-8").split("\n")[:-1])


def test_there_are_enough_languages() -> None:
    assert len(LANGUAGES) >= 20
    assert set(REQUIRED) <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_sorted_distinct_lines(language: str) -> None:
    data = (SURNAMES / f"{language}.txt").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    names = surnames(language)
    assert list(names) == sorted(set(names))
    assert FEW.get(language, FEWEST) <= len(names) <= MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_surname_is_spelled_with_latin_letters(language: str) -> None:
    for name in surnames(language):
        assert name == unicodedata.normalize("NFC", name).strip()
        assert 2 <= len(name) <= 20, name
        assert all(c in " '-" or "LATIN" in unicodedata.name(c, "") for c in name), name
        assert "  " not in name


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_places_and_epithets_stay_out(language: str) -> None:
    assert not set(BANNED) & set(surnames(language))


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("Arabic", "Haddad|Khoury|Al-Masri"),
        ("Armenian", "Petrosyan|Sargsyan"),
        ("Chinese", "Wang|Li|Zhang|Chen"),
        ("Croatian", "Babić|Modrić"),
        ("Czech", "Novák|Dvořák|Svobodová"),
        ("Dutch", "de Jong|van Dijk|Bakker"),
        ("English", "Smith|Jones|Taylor"),
        ("Finnish", "Virtanen|Mäkinen|Korhonen"),
        ("French", "Dubois|Lefebvre|Moreau"),
        ("German", "Müller|Schmidt|Schneider"),
        ("Greek", "Papadopoulos|Papadopoulou|Angelopoulos"),
        ("Hungarian", "Nagy|Szabó|Kovács"),
        ("Irish", "O'Brien|Murphy|McCarthy"),
        ("Italian", "Rossi|Russo|Ferrari"),
        ("Japanese", "Yamamoto|Suzuki|Takahashi"),
        ("Korean", "Kim|Park|Choi"),
        ("Lithuanian", "Kazlauskas|Landsbergis"),
        ("Norwegian", "Hansen|Haugen|Solberg"),
        ("Persian", "Hosseini|Ahmadi"),
        ("Polish", "Kowalski|Wiśniewski|Lewandowski"),
        ("Portuguese", "Silva|Oliveira|Pereira"),
        ("Romanian", "Popescu|Ionescu"),
        ("Russian", "Ivanov|Ivanova|Smirnov|Petrov"),
        ("Spanish", "García|Rodríguez|Hernández"),
        ("Swedish", "Svensson|Lindberg"),
        ("Ukrainian", "Shevchenko|Bondarenko"),
        ("Vietnamese", "Nguyễn|Nguyen|Trần"),
    ],
)
def test_well_known_surnames_stand_where_they_belong(language: str, known: str) -> None:
    for name in known.split("|"):
        assert [lang for lang in LANGUAGES if name in surnames(lang)] == [language], name


def test_few_spellings_are_ambiguous() -> None:
    counts = Counter(name for language in LANGUAGES for name in surnames(language))
    assert counts.most_common(1)[0][1] <= 2
    assert sum(n > 1 for n in counts.values()) <= AMBIGUOUS
