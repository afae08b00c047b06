"""Pictures are downloaded or taken from files, verified, and added whole or not at all."""

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from core.digits import data, download
from core.digits.picture_sets import SETS, PictureSet
from core.errors import DataError
from tests.garments import COUNTS, FILES, PACKED, pictures, small_set, written
from tests.serving import Server, serving

NAME = "fashion-mnist"
LABELS = "t10k-labels-idx1-ubyte"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> PictureSet:
    monkeypatch.setitem(SETS, NAME, small_set())
    return SETS[NAME]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(PACKED) as running:
        yield running


def is_whole() -> bool:
    """Whether the set is here and is what it should be."""
    assert data.is_here(NAME)
    for train, (prefix, count) in zip((True, False), COUNTS.items(), strict=True):
        images, labels = pictures(count, list(COUNTS).index(prefix))
        found, found_labels = data.raw(NAME, train)
        assert np.array_equal(found, images) and np.array_equal(found_labels, labels)
    return True


def test_a_download_is_verified_and_leaves_nothing_behind(server: Server, own_cache: Path) -> None:
    assert not data.is_here(NAME)
    told: list[tuple[int, int]] = []
    download.download(NAME, lambda done, total: told.append((done, total)), server.home)
    assert is_whole()
    assert told[-1] == (SETS[NAME].packed, SETS[NAME].packed)
    assert [done for done, _ in told] == sorted(done for done, _ in told), "it never goes back"
    assert not list((own_cache / "downloads").iterdir())
    asked = len(server.named)
    download.download(NAME, home=server.home)
    assert len(server.named) == asked == 4, "what is here is not downloaded again"


def test_it_goes_on_where_it_broke_off(server: Server) -> None:
    server.cut = 1000  # of the first and largest file
    with pytest.raises(DataError, match=r"1,000 of [0-9,]+ bytes.*what has arrived is kept"):
        download.download(NAME, home=server.home)
    assert not data.is_here(NAME)
    download.download(NAME, home=server.home)
    assert server.asked == ["", "bytes=1000-", "", "", ""]
    assert is_whole()


def test_a_file_that_came_whole_is_kept_when_the_next_breaks_off(server: Server) -> None:
    labels = server.files.pop(f"{LABELS}.gz")
    server.files[f"{LABELS}.gz"] = b"<html>Please log in</html>"
    with pytest.raises(DataError, match=f"{LABELS}.gz is not the Fashion-MNIST file it should be"):
        download.download(NAME, home=server.home)
    server.files[f"{LABELS}.gz"] = labels
    download.download(NAME, home=server.home)
    assert server.named.count("train-images-idx3-ubyte.gz") == 1
    assert is_whole()


@pytest.mark.parametrize(
    "wrong",
    [
        gzip.compress(FILES[LABELS][:-1] + b"\x07"),
        gzip.compress(FILES[LABELS])[:-9],
        gzip.compress(bytes(50_000_000)),  # a small file that holds a lot
        b"<html>",
    ],
)
def test_what_is_not_the_file_is_refused(server: Server, wrong: bytes) -> None:
    good, server.files[f"{LABELS}.gz"] = server.files[f"{LABELS}.gz"], wrong
    with pytest.raises(DataError, match=r"wrong checksum|far larger"):
        download.download(NAME, home=server.home)
    assert not data.is_here(NAME)
    server.files[f"{LABELS}.gz"] = good
    assert download.download(NAME, home=server.home) and is_whole()


def test_without_a_network_it_says_what_else_can_be_done() -> None:
    with serving({}) as gone:
        home = gone.home
    with pytest.raises(DataError) as caught:
        download.download(NAME, home=home)
    said = str(caught.value)
    assert "Fashion-MNIST’s files could not be downloaded" in said and "Check the network" in said
    assert "--from FOLDER" in said and "dataset-fashion-mnist" in said


def test_two_do_not_download_one_file_at_once(server: Server, own_cache: Path) -> None:
    (own_cache / "locks").mkdir(parents=True)
    name = f"{NAME}-train-images-idx3-ubyte.gz.part.lock"
    with (
        FileLock(own_cache / "locks" / name),
        pytest.raises(DataError, match="on their way already"),
    ):
        download.download(NAME, home=server.home)
    assert download.download(NAME, home=server.home) and is_whole()


def test_what_a_package_installed_is_found_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETS, NAME, small_set(written(tmp_path / "installed")))
    assert is_whole()
    (tmp_path / "installed" / f"{LABELS}.gz").write_bytes(b"half of it")
    assert is_whole(), "it is in the cache"


def test_a_damaged_package_is_named_and_downloaded_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    folder = written(tmp_path / "installed")
    (folder / f"{LABELS}.gz").write_bytes(b"half of it")
    monkeypatch.setitem(SETS, NAME, small_set(folder))
    with pytest.raises(DataError, match="of the package dataset-fashion-mnist is damaged"):
        data.raw(NAME, train=False)
    download.download(NAME, home=server.home)
    assert server.named == [f"{LABELS}.gz"] and is_whole()


def test_a_damaged_file_in_the_cache_is_got_anew(server: Server, own_cache: Path) -> None:
    download.download(NAME, home=server.home)
    (own_cache / "FashionMNIST" / "raw" / LABELS).write_bytes(b"half of it")
    assert not data.is_here(NAME)
    with pytest.raises(DataError, match="python -m core data fashion-mnist"):
        data.raw(NAME, train=False)
    download.download(NAME, home=server.home)
    assert server.named[4:] == [f"{LABELS}.gz"] and is_whole()


def unpacked(path: Path) -> Path:
    path.mkdir(parents=True)
    for name, content in FILES.items():
        (path / name).write_bytes(content)
    return path


def as_torchvision_has_it(path: Path) -> Path:
    unpacked(path / "FashionMNIST" / "raw")
    return path


def an_archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/README.md", "Garments")
        for name, content in PACKED.items():
            archive.writestr(f"archive/{name}", content)
    return path


@pytest.mark.parametrize("made", [written, unpacked, as_torchvision_has_it, an_archive])
def test_files_that_one_has_are_added(made: Callable[[Path], Path], tmp_path: Path) -> None:
    download.add_from(NAME, made(tmp_path / "mine"))
    assert is_whole()


def test_files_are_known_by_their_content(own_cache: Path) -> None:
    download.add_files(NAME, {f"download ({k})": c for k, c in enumerate(PACKED.values())})
    assert is_whole()


def test_nothing_is_added_by_halves(tmp_path: Path, own_cache: Path) -> None:
    folder = written(tmp_path / "mine")
    (folder / f"{LABELS}.gz").unlink()
    with pytest.raises(DataError, match=f"four files {LABELS} is missing"):
        download.add_from(NAME, folder)
    (folder / f"{LABELS}.gz").write_bytes(b"half of it")
    with pytest.raises(DataError, match=f"{LABELS}.gz is none of Fashion-MNIST’s files"):
        download.add_from(NAME, folder)
    assert not (own_cache / "FashionMNIST").exists()


CHARACTERS = "kuzushiji-mnist"


def test_where_only_packed_files_can_be_verified(
    server: Server, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETS, CHARACTERS, small_set(name=CHARACTERS))
    server.cut = 1000
    with pytest.raises(DataError, match="what has arrived is kept"):
        download.download(CHARACTERS, home=server.home)
    download.download(CHARACTERS, home=server.home)
    assert server.asked[:2] == ["", "bytes=1000-"] and data.is_here(CHARACTERS)
    assert np.array_equal(data.raw(CHARACTERS, train=False)[0], pictures(COUNTS["t10k"], 1)[0])

    raw = own_cache / "KMNIST" / "raw"
    (raw / f"{LABELS}.verified").unlink()  # nothing says of the file what it is
    assert not data.is_here(CHARACTERS)
    with pytest.raises(DataError, match="python -m core data kuzushiji-mnist"):
        data.raw(CHARACTERS, train=False)

    theirs = unpacked(tmp_path / "KMNIST" / "raw")
    with pytest.raises(DataError, match="holds none of Kuzushiji-MNIST’s files"):
        download.add_from(CHARACTERS, tmp_path)
    written(theirs)  # torchvision leaves both
    download.add_from(CHARACTERS, tmp_path)
    assert data.is_here(CHARACTERS)

    same = gzip.compress(FILES[LABELS], 1, mtime=1)
    with pytest.raises(DataError, match="as its home packed them with gzip"):
        download.add_files(CHARACTERS, {f"{LABELS}.gz": same})


def test_what_holds_no_such_files_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds none of Fashion-MNIST’s files"):
        download.add_from(NAME, tmp_path)
    with pytest.raises(DataError, match="holds none of Fashion-MNIST’s files"):
        download.add_from(NAME, tmp_path / "nowhere")
    with pytest.raises(DataError, match="holds none of Fashion-MNIST’s files"):
        download.add_from(NAME, Path("a\0b"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        writing.writestr("notes.txt", "none")
    with pytest.raises(DataError, match="are missing"):
        download.add_files(NAME, {"mine.zip": archive.getvalue()})
    with pytest.raises(DataError, match=r"mine\.zip is no zip file, or a damaged one"):
        download.add_files(NAME, {"mine.zip": b"PK and no more"})
