"""Sets of names that ship or are added: which they are, and what their names are called."""

from pathlib import Path

import pytest

from core.environment import cache_dir
from core.names import data, download
from core.names.config import NamesConfig
from core.names.name_sets import MARK, SETS, SURNAMES, from_nouns, words_in
from core.problems import problem

RIVERS = {"item": "river", "items": "rivers", "label": "continent", "labels": "continents"}
FILES = {"Asia.txt": b"Ob\nAmur\nIndus\nMekong\n", "Europe.txt": b"Rhine\nElbe\nOder\nTisza\n"}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETSKETCH_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("name", SETS)
def test_what_ships_can_be_read(name: str) -> None:
    found = data.load(name)
    assert len(found.languages) >= 25 and len(found.spellings) > 15_000
    assert SETS[name].licence and data.words_of(name) is SETS[name]
    assert name in data.available()


def test_a_set_is_called_what_its_owner_calls_it() -> None:
    download.add_files("rivers", FILES, words=from_nouns(RIVERS))
    words = problem("names").words_of(NamesConfig(dataset="rivers"))
    assert (words.item, words.items, words.label, words.labels) == tuple(RIVERS.values())
    assert words.an_input == "a river" and words.title == "Rivers"
    assert data.load("rivers").languages == ("Asia", "Europe")


def test_sets_of_earlier_versions_hold_surnames() -> None:
    download.add_files("mine", FILES)
    where = data.folder("mine")
    for mark in (
        "1\n",
        "",
        "{",
        '{"item": 3}',
        '{"item": "<b>", "items": "", "label": "x", "labels": "y"}',
    ):
        (where / MARK).write_text(mark)
        assert data.words_of("mine") is SURNAMES
    (where / MARK).unlink()
    assert words_in(where) is SURNAMES and data.load("mine").languages == ("Asia", "Europe")


def test_cities_that_somebody_had_before_stay_theirs() -> None:
    theirs = cache_dir() / "surnames" / "cities"
    theirs.mkdir(parents=True)
    for file, content in FILES.items():
        (theirs / file).write_bytes(content)
    assert data.load("cities").languages == ("Asia", "Europe")
    assert data.available().count("cities") == 1


@pytest.mark.parametrize(
    "nouns",
    [None, [], {}, RIVERS | {"item": ""}, RIVERS | {"items": "a" * 41}, RIVERS | {"label": "*x*"}],
)
def test_words_that_are_none(nouns: object) -> None:
    with pytest.raises(ValueError, match="item, items, label, labels"):
        from_nouns(nouns)


def test_an_article_fits() -> None:
    assert from_nouns(RIVERS | {"item": "island"}).an_item == "an island"
