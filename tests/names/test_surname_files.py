"""Lists of surnames from spreadsheets and offices are read as their owner would; large ones once."""

import codecs
import os
import sys
from pathlib import Path

import pytest

from core.errors import DataError
from core.names import data, download, parsed_cache
from core.names.surname_files import surnames_of
from core.names.text import clean

FRENCH = ["Dupont", "Lefèvre", "de la Tour"]


@pytest.mark.parametrize(
    "text",
    [
        "Dupont\nLefèvre\nde la Tour\n",
        "Dupont\r\nLefèvre\r\nde la Tour",
        "Dupont,0\nLefèvre,1204\nde la Tour,7\n",
        "Dupont\t0\nLefèvre\t1.204\nde la Tour\t7\n",
        "Dupont;12\nLefèvre;1 204\nde la Tour;7,5%\n",
        "name,count\nDupont,3\nLefèvre,2\nde la Tour,1\n",
        "rank,surname,per 100k\n1,Dupont,12.5\n2,Lefèvre,3.1\n3,de la Tour,0.2\n",
        '"surname","count"\n"Dupont","3"\n"Lefèvre","2"\n"de la Tour","1"\n',
        "Surname\nDupont\nLefèvre\nde la Tour\n",
        "1. Dupont\n2. Lefèvre\n3. de la Tour\n",
        "Dupont 1.006 1.006 1\nLefèvre 0.8 1.8 2\nde la Tour 0.1 1.9 3\n",
        "Dupont,\nLefèvre,\nde la Tour,\n",
        "\n  Dupont  \n\n123\n---\nLefèvre\nLefèvre\nde la Tour\n",
    ],
)
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    ],
    ids=["utf-8", "BOM", "utf-16", "utf-16-le", "utf-16-be"],
)  # fmt: skip
def test_counts_and_headers_are_no_surnames(text: str, encode: "codecs._Encoder") -> None:
    assert surnames_of(encode(text), "French.txt") == FRENCH  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Dupont\nSmith, John\n", ["French.txt", "“Smith, John”", "one surname a line"]),
        (b"Dupont,French\nSmith,English\n", ["French.txt", "“Dupont,French”"]),
        ("Lefèvre\n".encode("latin-1"), ["French.txt", "UTF-8"]),
        ("Dvořák\n".encode("cp1250"), ["French.txt", "UTF-8"]),
        (b"\xff\xfeD\0u\xd8", ["French.txt", "UTF-8"]),
    ],
)
def test_what_cannot_be_told_is_a_sentence(content: bytes, words: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        surnames_of(content, "French.txt")
    assert not [w for w in words if w not in str(caught.value)], str(caught.value)


def test_the_shipped_names_and_the_tutorials_are_read_as_ever(tutorial_names: Path) -> None:
    for folder in (data.SHIPPED / "surnames", tutorial_names):
        contents = {f.name: f.read_bytes() for f in folder.glob("*.txt")}
        now, before = data.parse("x", contents), data.parse("x", contents, by_letter=True)
        assert (now[0], now[1], now[2].tolist()) == (before[0], before[1], before[2].tolist())


OLD = {"Greek.txt": "Παπανδρέου\nΓεωργίου\n", "Russian.txt": "Юрьев\nИльин, 5\n"}


def test_data_sets_of_earlier_versions_keep_their_spellings(own_cache: Path) -> None:
    """A run that was trained on one knows its held-out names by them."""
    folder = own_cache / "surnames" / "old"
    folder.mkdir(parents=True)
    for name, text in OLD.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert data.load("old").spellings == ("georgioy", "papandreoy", "il'in", "yur'ev")
    download.add_folder("new", folder)
    assert data.load("new").spellings == ("georgiou", "papandreou", "ilyin", "yuryev")
    assert data.load("new").originals[2] == "Ильин"


@pytest.fixture
def large(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data set that counts as large, read once; the file that keeps what that came to."""
    monkeypatch.setattr(data, "KEPT_FROM", 1)
    download.add_files("mine", {"A.txt": "Юрьев\nKim, 3\n".encode(), "B.txt": b"O'Hara\n"})
    data.load("mine")
    return own_cache / "surnames-read" / "mine.npz"


def read_anew() -> data.Surnames:
    """As a new process would."""
    data._read.cache_clear()
    return data.load("mine")


def test_a_large_data_set_is_read_once(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = data.load("mine")

    def parse(name: str, contents: object, by_letter: bool = False) -> None:
        raise AssertionError("read a second time")

    with monkeypatch.context() as patch:
        patch.setattr(data, "parse", parse)
        again = read_anew()
    assert (again.languages, again.spellings, again.originals, again.fingerprint) == (
        ("A", "B"), ("kim", "yuryev", "o'hara"), ("Kim", "Юрьев", "O'Hara"), first.fingerprint,
    )  # fmt: skip
    assert again.labels.tolist() == first.labels.tolist() == [0, 0, 1]


def test_a_changed_large_data_set_is_read_anew(
    large: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_cache / "surnames" / "mine" / "B.txt").write_text("Nowak\n")
    assert read_anew().spellings == ("kim", "yuryev", "nowak")
    with monkeypatch.context() as patch:
        patch.setattr(parsed_cache, "VERSION", 99)
        assert parsed_cache.kept("mine", []) is None


@pytest.mark.parametrize("cut", [0, 1, 0.5, -1])
def test_a_damaged_copy_is_made_anew(large: Path, cut: float) -> None:
    whole = large.read_bytes()
    large.write_bytes(whole[: int(cut * len(whole)) if 0 < cut < 1 else int(cut)])
    assert read_anew().spellings == ("kim", "yuryev", "o'hara")
    assert len(large.read_bytes()) == len(whole)
    flipped = bytearray(whole)
    flipped[len(flipped) // 3] ^= 0xFF
    large.write_bytes(bytes(flipped))
    assert read_anew().spellings == ("kim", "yuryev", "o'hara")


def test_a_copy_that_cannot_be_kept_costs_only_time(large: Path) -> None:
    large.unlink()
    large.mkdir()
    assert read_anew().spellings == ("kim", "yuryev", "o'hara")
    assert [p.name for p in large.parent.iterdir()] == ["mine.npz"]


def broken_sets(sets: Path) -> None:
    """A healthy data set, and beside it whatever can be wrong with one."""
    download.add_files("good", {"A.txt": b"Kim\n", "B.txt": b"Lee\n"})
    for name in ("nowhere", "empty", "bytes", "byte-names"):
        (sets / name).mkdir()
    (sets / "nowhere" / "A.txt").symlink_to(sets / "gone")
    (sets / "bytes" / "A.txt").write_bytes(b"\xff\xfe\xff")
    if sys.platform != "darwin":  # macOS makes every name UTF-8
        os.close(os.open(os.fsencode(sets / "byte-names") + b"/\xff.txt", os.O_CREAT))
    (sets / "loop").symlink_to("loop")
    (sets / "__MACOSX").mkdir()
    (sets / "._good").write_bytes(b"")
    (sets / "My Folder").mkdir()


def test_one_bad_data_set_costs_only_itself(own_cache: Path) -> None:
    broken_sets(own_cache / "surnames")
    bad = ["byte-names", "bytes", "empty", "loop", "nowhere"]
    assert data.available() == ["surnames", "cities", *sorted([*bad, "good"])]
    assert data.load("good").languages == ("A", "B")
    for name in bad:
        with pytest.raises(DataError) as caught:
            data.load(name)
        assert name in str(caught.value) and "Traceback" not in str(caught.value)
    with pytest.raises(DataError, match=r"A\.txt of the data set 'nowhere' cannot be read"):
        data.load("nowhere")


def test_a_set_that_is_far_too_large_is_not_read(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    download.add_files("mine", {"A.txt": b"Kim\n", "B.txt": b"Lee\n"})
    monkeypatch.setattr(data, "LARGEST", 7)
    with pytest.raises(DataError, match="at most 0 MB"):
        data.load("mine")


def test_a_million_letters_in_one_line_are_no_surname(own_cache: Path) -> None:
    download.add_files("mine", {"A.txt": b"Kim\n" + b"x" * 1_000_000, "B.txt": b"Lee\n"})
    assert data.load("mine").spellings == ("kim", "lee")
    with pytest.raises(Exception, match="1,000,000 characters"):
        clean("x" * 1_000_000)
