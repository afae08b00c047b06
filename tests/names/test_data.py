"""Surname data sets: read with sentences for what is wrong, and split without a leak."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.names import data
from core.names.config import NamesConfig
from core.names.text import ALPHABET, encode

seeds = st.integers(0, 2**31 - 1)
shares = st.floats(0.01, 0.5)


def write(folder: Path, files: dict[str, str | bytes]) -> str:
    folder.mkdir(parents=True)
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.txt").write_bytes(content)
    return folder.name


def check_split(names: data.Surnames, split: data.Split) -> None:
    train = {names.spellings[i] for i in split.train}
    test = {names.spellings[i] for i in split.test}
    assert not train & test, "no spelling is on both sides"
    for side in (split.train, split.test):
        assert len(set(side.tolist())) == len(side) and (np.diff(side) > 0).all()
    assert set(names.labels[split.train]) == set(range(len(names.languages)))


@settings(max_examples=8)
@given(seeds, shares)
def test_a_share_never_leaks_and_is_taken_of_every_language(seed: int, share: float) -> None:
    check_share(data.load("surnames"), seed, share)


@pytest.fixture
def tutorial(tutorial_names: Path, own_cache: Path) -> data.Surnames:
    target = own_cache / "surnames" / "tutorial-names"
    target.parent.mkdir(parents=True)
    target.symlink_to(tutorial_names, target_is_directory=True)
    return data.load("tutorial-names")


def test_the_tutorials_names_do_not_leak_either(tutorial: data.Surnames) -> None:
    assert len(tutorial.languages) == 18
    assert 17_000 < len(tutorial.spellings) < 18_500, "repetitions are left out"
    assert len(tutorial.ambiguous) > 400
    for seed, share in [(0, 0.15), (1, 0.01), (2, 0.5), (2**31 - 1, 0.3)]:
        check_share(tutorial, seed, share)
    check_hundred(tutorial, 0)


def check_share(names: data.Surnames, seed: int, share: float) -> None:
    split = data.split(names, share, seed)
    check_split(names, split)
    assert len(split.train) + len(split.test) == len(names.labels), "nothing is lost"
    size = np.bincount(names.labels)
    held = np.bincount(names.labels[split.test], minlength=len(size))
    assert (held >= 1).all()
    # Spellings of several languages are drawn with the first, so a language may be off by those.
    shared = np.bincount(
        [k for i, k in enumerate(names.labels) if names.spellings[i] in names.ambiguous],
        minlength=len(size),
    )
    assert (np.abs(held - share * size) <= 1 + shared).all()


@settings(max_examples=15)
@given(seeds)
def test_the_notes_hundred_names(seed: int) -> None:
    check_hundred(data.load("surnames"), seed)


def check_hundred(names: data.Surnames, seed: int) -> None:
    split = data.split(names, 100, seed)
    check_split(names, split)
    assert len(split.test) == 100
    # The entries of a held-out spelling in other languages are on neither side.
    gone = len(names.labels) - len(split.train) - 100
    assert 0 <= gone <= 100


def test_the_hundred_are_drawn_by_language_first() -> None:
    """As in the notes: a language of few names is held out as often as one of many."""
    names = data.load("surnames")
    tests = [data.split(names, 100, seed).test for seed in range(25)]
    counts = np.bincount(names.labels[np.concatenate(tests)], minlength=27)
    few = int(np.argmin(np.bincount(names.labels)))
    assert counts.sum() == 2500
    assert counts[few] > 0.6 * 2500 / 27, "by names alone it would be about 10"


def test_a_seed_draws_the_same_split_and_another_draws_another() -> None:
    names = data.load("surnames")
    for test in (0.15, 100):
        first, again, other = (data.split(names, test, seed).test for seed in (3, 3, 4))
        assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_split_for_follows_the_config(tiny: str) -> None:
    names, split = data.split_for(NamesConfig(dataset=tiny, test=0.5, seed=1))
    assert names.languages == ("Alphan", "Omegan", "Zetish")
    assert np.array_equal(split.test, data.split(names, 0.5, 1).test)


def test_too_many_test_names_say_how_many_there_may_be(tiny: str) -> None:
    with pytest.raises(DataError, match=r"test is 30 names.*at most 18"):
        data.split(data.load(tiny), 30, 0)


def test_a_language_of_one_name_cannot_be_held_out(own_cache: Path) -> None:
    write(own_cache / "surnames" / "small", {"A": "ada\nbea\ncea\ndea", "B": "solo"})
    with pytest.raises(DataError, match="no name of B"):
        data.split(data.load("small"), 0.25, 0)


def test_reading_merges_case_and_repetitions(own_cache: Path) -> None:
    write(
        own_cache / "surnames" / "mixed",
        {"A": "Müller\nMULLER\n\n  \nKim\n123\n", "B": "\ufeffKim\nO'Hara\r\n"},
    )
    names = data.load("mixed")
    pairs = list(zip(names.spellings, names.labels.tolist(), names.originals, strict=True))
    assert pairs[:2] == [("kim", 0, "Kim"), ("muller", 0, "Müller")]
    assert ("o'hara", 1, "O'Hara") in pairs and len(pairs) == 4
    assert names.ambiguous == {"kim": ("A", "B")}
    assert names.languages_of["muller"] == ("A",)


def test_a_changed_file_is_read_anew_and_has_another_fingerprint(own_cache: Path) -> None:
    write(own_cache / "surnames" / "mine", {"A": "ada\nbea", "B": "cid\ndon"})
    first = data.load("mine")
    assert data.load("mine") is first, "remembered while nothing changes"
    path = own_cache / "surnames" / "mine" / "A.txt"
    path.write_text("ada\nbea\neva")
    again = data.load("mine")
    assert "eva" in again.spellings and again.fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"A": b"Kim\xff\xfe", "B": "Lee"}, ["A.txt", "UTF-8"]),
        ({"A": "Kim\nLee"}, ["one language", "at least two"]),
        ({"A": "Kim", "B": "\n 12 \n"}, ["B.txt", "no surnames"]),
        ({}, ["no data set named 'bad'", "surnames", "python -m core data"]),
    ],
)
def test_what_is_wrong_with_a_data_set_is_a_sentence(
    files: dict[str, str | bytes], words: list[str], own_cache: Path
) -> None:
    write(own_cache / "surnames" / "bad", files)
    with pytest.raises(DataError) as caught:
        data.load("bad")
    assert not [w for w in words if w not in str(caught.value)], str(caught.value)


def test_a_missing_data_set_lists_those_that_are_here(own_cache: Path) -> None:
    write(own_cache / "surnames" / "mine", {"A": "ada", "B": "cid"})
    write(own_cache / "surnames" / ".half-written", {"A": "ada"})
    assert data.available() == ["surnames", "cities", "mine"]
    with pytest.raises(DataError) as caught:
        data.load("nosuch")
    assert "'nosuch'" in str(caught.value) and "surnames, cities, mine" in str(caught.value)


def test_missing_shipped_names_say_how_to_bring_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "SHIPPED", tmp_path / "gone")
    with pytest.raises(DataError, match="git checkout data/surnames"):
        data.load("surnames")


@pytest.mark.parametrize("name", ["../mine", "{outside}", "a/b", ".."])
def test_a_data_set_lies_in_its_folder_and_nowhere_else(
    name: str, tmp_path: Path, own_cache: Path
) -> None:
    """A config comes from a URL: its data set must not name any folder of the server."""
    write(tmp_path / "outside", {"A": "ada\nbea", "B": "cid\ndon"})
    write(own_cache / "mine", {"A": "ada\nbea", "B": "cid\ndon"})
    write(own_cache / "surnames" / "a" / "b", {"A": "ada\nbea", "B": "cid\ndon"})
    with pytest.raises(DataError):
        data.load(name.format(outside=tmp_path / "outside"))


def test_encoding_pads_with_zeros_behind_the_name(tiny: str) -> None:
    names = data.load(tiny)
    letters, lengths = data.encoded(names)
    assert letters.shape == (36, max(map(len, names.spellings)))
    assert letters.dtype == lengths.dtype == np.int64
    for row, n, spelling in zip(letters, lengths, names.spellings, strict=True):
        assert row[:n].tolist() == encode(spelling).tolist() and not row[n:].any()
    assert letters.max() < len(ALPHABET)


def test_the_shipped_fingerprint_is_of_its_content() -> None:
    names = data.load("surnames")
    lines = [
        f"{names.languages[label]}\t{spelling}"
        for spelling, label in zip(names.spellings, names.labels, strict=True)
    ]
    assert names.fingerprint == hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
