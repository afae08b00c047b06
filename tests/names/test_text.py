"""A surname as typed becomes letters that the network knows, and what was changed is reported."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SurnameError
from core.names.text import ALPHABET, LONGEST, Cleaned, clean, encode, split_names


@pytest.mark.parametrize(
    ("typed", "letters", "change"),
    [
        ("Łukasz", "lukasz", "Ł → l"),
        ("Strauß", "strauss", "ß → ss"),
        ("Œuvrard", "oeuvrard", "Œ → oe"),
        ("Жуков", "zhukov", "Жуков → zhukov"),
        ("王", "wang", "王 → wang"),
        ("Nguyễn", "nguyen", "ễ → e"),
        ("Nguye\u0302\u0303n", "nguyen", "ễ → e"),  # the same, typed as letter and marks
        ("O’Brien", "o'brien", "’ → '"),
        ("Ｋｉｍ", "kim", "Ｋ → k"),
    ],
)
def test_other_letters_are_transliterated_and_told(typed: str, letters: str, change: str) -> None:
    cleaned = clean(typed)
    assert cleaned.letters == letters
    assert change in cleaned.changes


@pytest.mark.parametrize("typed", ["kowalski", "Kowalski", "KOWALSKI", "  Kowalski\n"])
def test_case_and_space_around_do_not_matter_and_need_no_word(typed: str) -> None:
    cleaned = clean(typed)
    assert (cleaned.letters, cleaned.changes) == ("kowalski", ())


@pytest.mark.parametrize("typed", ["O'Brien", "Smith-Jones", "van der Berg"])
def test_signs_within_a_name_stay(typed: str) -> None:
    assert clean(typed).letters == typed.lower() and not clean(typed).changes


@pytest.mark.parametrize(
    ("typed", "letters", "dropped"),
    [
        ("Kim😀", "kim", ["😀"]),
        ("K1m7", "km", ["1", "7"]),
        ("Ki\u0000m\u200b", "kim", ["U+0000", "U+200B"]),
        ("<b>Kim</b>", "bkimb", ["<", ">", "/"]),
    ],
)
def test_what_is_no_letter_is_dropped_and_told(
    typed: str, letters: str, dropped: list[str]
) -> None:
    cleaned = clean(typed)
    assert cleaned.letters == letters
    assert set(cleaned.changes) == {f"{sign} was dropped" for sign in dropped}


def test_a_change_is_told_once() -> None:
    assert clean("ééé").changes == ("é → e",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Nothing was typed"),
        ("   \t\n ", "Nothing was typed"),
        ("😀😀", "😀😀"),
        ("12345", "12345"),
        ("-' -", "No letters"),
        ("a" * 10_000, "10,000"),
        ("a" * (LONGEST + 1), f"at most {LONGEST}"),
        ("王" * 40, "160 letters"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, words: str) -> None:
    with pytest.raises(SurnameError) as caught:
        clean(typed)
    assert words in str(caught.value) and str(caught.value).endswith(".")
    assert len(str(caught.value)) < 200, "an endless text is not repeated at length"


def test_every_kind_of_space_is_a_space() -> None:
    """A narrow or non-breaking space, as pasted text has it, must not glue words together."""
    spaces = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()]
    wrong = [f"U+{ord(c):04X}" for c in spaces if clean(f"de{c}gaulle").letters != "de gaulle"]
    assert not wrong


def outcome(typed: str) -> Cleaned | str:
    """The letters, or the sentence that says why not."""
    try:
        return clean(typed)
    except SurnameError as e:
        return str(e)


@settings(max_examples=200)
@given(st.text(max_size=80) | st.text(st.characters(categories=["L", "M", "Cs", "Z"]), max_size=30))
def test_whatever_is_typed_gives_letters_or_a_sentence(typed: str) -> None:
    cleaned = outcome(typed)
    if isinstance(cleaned, str):
        assert cleaned.endswith(".")
        return
    assert cleaned.letters and set(cleaned.letters) <= set(ALPHABET)
    assert len(cleaned.letters) <= LONGEST
    again = clean(cleaned.letters)
    assert (again.letters, again.changes) == (cleaned.letters, ())
    assert [ALPHABET[i] for i in encode(cleaned.letters)] == list(cleaned.letters)


def test_letters_are_numbered_as_in_the_alphabet() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert np.array_equal(encode(ALPHABET), np.arange(len(ALPHABET)))
    assert encode("baz").dtype == np.int64 and encode("baz").tolist() == [1, 0, 25]


def test_several_names_may_be_typed_at_once() -> None:
    assert split_names("Kim, Kowalski\nO'Brien;王、李，\r\n ,") == [
        "Kim",
        "Kowalski",
        "O'Brien",
        "王",
        "李",
    ]
    assert split_names(" ,\n") == []
