"""Lists of names as people have them become a text file for each class, or get a sentence."""

import io
import zipfile

import pytest

from core.errors import DataError
from core.names.uploads import by_class


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return out.getvalue()


ASIA, EUROPE = b"Ob\nAmur\n", b"Rhine\nElbe\n"
BOTH = {"Asia.txt": ASIA, "Europe.txt": EUROPE}


def test_text_files_are_taken_as_they_are() -> None:
    assert by_class(BOTH) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "Ob,Asia\nAmur,Asia\nRhine,Europe\nElbe,Europe\n",
        "name,class\nOb,Asia\nAmur,Asia\nRhine,Europe\nElbe,Europe\n",
        "Asia;Ob\r\nAsia;Amur\r\nEurope;Rhine\r\nEurope;Elbe\r\n",
        "\ufeffOb\tAsia\nAmur\tAsia\n\nRhine\tEurope\nElbe\tEurope\n",
        '"Ob","Asia"\n"Amur","Asia"\n"Rhine","Europe"\n"Elbe","Europe"\n',
    ],
)
def test_a_csv_file_is_divided_by_its_class_column(text: str) -> None:
    assert by_class({"rivers.csv": text.encode()}) == BOTH


def test_a_zip_file_holds_text_files() -> None:
    inside = {f"rivers/{name}": content for name, content in BOTH.items()}
    junk = {"__MACOSX/._Asia.txt": b"\0", "rivers/notes.pdf": b"%PDF"}
    assert by_class({"rivers.zip": zipped(**inside, **junk)}) == BOTH


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"Ob\nAmur\n", "without a second column"),
        ("a.csv", b"Ob,Asia,3\nAmur,Asia,4\n", "more than two columns"),
        ("a.csv", b"", "without a second column"),
        ("a.csv", b"\xff\xfe\xff,\n", "UTF-8"),
        ("a.csv", "".join(f"a{k},b{k}\n" for k in range(301)).encode(), "more than 300 classes"),
        ("a.zip", b"hello", "no zip file"),
        ("a.zip", zipped(), "holds no text file"),
        ("a.zip", zipped(**{"Asia.txt": b"a\n" * 2_600_000}), "more than 5 MB"),
        ("a.zip", zipped(**{"a/Asia.txt": ASIA, "b/Asia.txt": ASIA}), "two files named Asia.txt"),
    ],
)
def test_what_cannot_be_read(name: str, content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        by_class({name: content})


def test_one_class_in_two_files() -> None:
    with pytest.raises(DataError, match=r"Two files are named Asia\.txt"):
        by_class({"Asia.txt": ASIA, "more.zip": zipped(**{"Asia.txt": ASIA})})
