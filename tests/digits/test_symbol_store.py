"""The store of symbol sets: whole or not there, under names that are free, changed one at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.digits import symbol_store
from core.errors import DataError
from tests.hostile import NO_OBJECTS
from tests.symbols import CLASSES, example, kept, symbols

pytestmark = pytest.mark.usefixtures("own_cache")


def test_a_set_is_kept_listed_and_removed() -> None:
    assert symbol_store.available() == []
    known = kept()
    assert symbol_store.available() == ["mine"] and symbol_store.load("mine") == known
    assert (
        symbol_store.of_dataset("symbols/mine") == known == symbol_store.of_dataset(known.dataset)
    )
    symbol_store.remove("mine")
    with pytest.raises(DataError, match=r"no symbols named 'mine'.*draw some"):
        symbol_store.load("mine")


def test_a_new_one_has_classes_and_no_examples() -> None:
    assert symbol_store.create("new", ["a", "b"]).examples == ()
    with pytest.raises(DataError, match="one class"):
        symbol_store.create("single", ["a"])
    assert symbol_store.available() == ["new"]


@pytest.mark.parametrize("name", ["", "Mine", "../mine", "2024", "true", "a b", "x" * 41])
def test_what_can_name_no_set(name: str) -> None:
    with pytest.raises(DataError, match="cannot name a data set"):
        symbol_store.create(name, CLASSES)
    with pytest.raises(DataError, match="no symbols named"):
        symbol_store.load(name)


def test_a_name_that_is_taken() -> None:
    known = kept()
    with pytest.raises(DataError, match="such as mine-2"):
        symbol_store.add(symbols(each=1))
    assert symbol_store.load("mine") == known


def test_what_several_add_at_a_time_is_all_there() -> None:
    symbol_store.create("busy", CLASSES)

    def add(k: int) -> None:
        symbol_store.change("busy", lambda known: known.with_examples(k % 2, [example(k % 2, k)]))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(12)))
    found = symbol_store.load("busy").examples
    assert sorted(e.number for e in found) == list(range(12))


@pytest.mark.parametrize("content", [*NO_OBJECTS, b"\xff", b'{"netsketch_symbols": 1}'])
def test_a_damaged_file_is_a_sentence(own_cache: Path, content: bytes) -> None:
    kept()
    (own_cache / "symbols" / "mine.json").write_bytes(content)
    with pytest.raises(DataError, match="'mine' cannot be read"):
        symbol_store.load("mine")
    assert symbol_store.available() == ["mine"]


def test_a_cache_that_cannot_be_written(own_cache: Path) -> None:
    own_cache.write_text("a file")
    with pytest.raises(DataError, match="name another folder in NETSKETCH_CACHE"):
        symbol_store.create("mine", CLASSES)
