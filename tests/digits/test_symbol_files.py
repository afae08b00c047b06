"""Files of symbols: what was exported comes back, pictures are read, the hostile get a sentence."""

import contextlib
import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.digits import symbol_files
from core.digits.drawing import rasterise
from core.errors import DataError
from tests.symbols import CLASSES, drawn, strokes, symbols


def picture(label: int, seed: int = 0) -> bytes:
    out = io.BytesIO()
    ink = rasterise(strokes(label, seed), 100)
    Image.fromarray((255 - 255 * ink).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


PICTURES = {f"set/{c}/{k}.png": picture(j, k) for j, c in enumerate(CLASSES) for k in range(2)}


def test_an_export_comes_back_as_it_was() -> None:
    known = symbols().renamed(0, "a/b: ❤ 1").without([0])
    back, wrong = symbol_files.from_zip(symbol_files.packed(known), "mine.zip", "mine")
    assert back == known and not wrong


def test_an_export_holds_pictures_for_everybody_else() -> None:
    with zipfile.ZipFile(io.BytesIO(symbol_files.packed(symbols().renamed(0, "../x")))) as archive:
        names = archive.namelist()
        assert len(names) == 11 and all(".." not in name.split("/") for name in names)
        inside = Image.open(io.BytesIO(archive.read("02 cross/0005 train.png")))
        assert inside.size == (28, 28)
        assert (255 - np.asarray(inside)).tobytes() == symbols().examples[5].pixels


def test_pictures_in_a_folder_for_each_class_are_read() -> None:
    junk = {"set/.DS_Store": b"x", "__MACOSX/set/bar/._0.png": b"x", "set/bar/notes.txt": b"x"}
    known, wrong = symbol_files.from_zip(zipped(**PICTURES, **junk), "set.zip", "set")
    assert known.classes == CLASSES and not wrong
    assert known.counts(train=True) == known.counts(train=False) == [1, 1]
    seen, wanted = (
        np.frombuffer(p, np.uint8).astype(int) for p in (known.examples[0].pixels, drawn(0))
    )
    assert abs(seen - wanted).mean() < 6, "as it is drawn on the pad"


def test_pictures_from_a_folder(tmp_path: Path) -> None:
    for name, content in PICTURES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    known, _ = symbol_files.from_path(tmp_path / "set", "set")
    assert known.classes == CLASSES and len(known.examples) == 4
    packed = tmp_path / "a.zip"
    packed.write_bytes(symbol_files.packed(known))
    assert symbol_files.from_path(packed, "set")[0] == known
    with pytest.raises(DataError, match=r"nowhere cannot be read"):
        symbol_files.from_path(tmp_path / "nowhere", "set")


def test_a_picture_that_cannot_be_read_is_named_and_the_rest_is_taken() -> None:
    white = io.BytesIO()
    Image.new("L", (50, 50), 255).save(white, "PNG")
    more = {"set/bar/empty.png": white.getvalue(), "set/bar/torn.png": picture(0)[:99]}
    known, wrong = symbol_files.from_zip(zipped(**PICTURES, **more), "set.zip", "set")
    assert len(known.examples) == 4
    assert len(wrong) == 2 and "empty.png" in wrong[0] and "torn.png" in wrong[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "no zip file"),
        (zipped(), "pictures of no classes"),
        (zipped(**{"bar/1.png": b"x"}), "pictures of 1 class;"),
        (zipped(**{"a/1.png": b"x", "b/1.png": b"x"}), "None of the pictures"),
        (zipped(**{f"{k}/1.png": b"x" for k in range(21)}), "21 folders of pictures"),
        (zipped(**{"../a/1.png": b"x"}), "outside of its folder"),
        (zipped(**{"/a/1.png": b"x"}), "outside of its folder"),
        (zipped(**{"a\\..\\..\\1.png": b"x"}), "outside of its folder"),
        (zipped(**{"symbols.json": b"{"}), "symbols.json in x.zip is damaged"),
        (zipped(**{"symbols.json": b" " * 10_000_001}), "too large"),
        (zipped(**{"a/1.png": b"\0" * 10_000_001}), "too large"),
        (zipped(**{f"{k}": b"" for k in range(10_001)}), "10,001 files"),
    ],
)
def test_what_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        symbol_files.from_zip(content, "x.zip", "mine")


def test_an_archive_that_was_damaged_anywhere_is_a_set_or_a_sentence() -> None:
    whole, chance = symbol_files.packed(symbols(each=1)), random.Random(0)
    for _ in range(150):
        torn = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        with contextlib.suppress(DataError):
            content = bytes(torn[: chance.randint(1, 2 * len(torn))])
            found, _ = symbol_files.from_zip(content, "x", "mine")
            assert all(len(e.pixels) == 784 for e in found.examples)
