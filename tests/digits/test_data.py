"""MNIST is unpacked once, verified, and mended where it can be."""

import contextlib
import gzip
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision.datasets import MNIST

from core.digits import data
from core.digits.picture_sets import SETS, SHIPPED
from core.errors import DataError

WHOLE = SETS["mnist"]
SMALL = "t10k-labels-idx1-ubyte"  # 10 kB


@pytest.fixture
def only_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpack the smallest file alone, to be quick."""
    few = replace(WHOLE, files={SMALL: WHOLE.files[SMALL]})
    monkeypatch.setitem(SETS, "mnist", few)


def test_the_images_are_mnist() -> None:
    images, labels = data.load("mnist", train=True)
    assert images.shape == (60_000, 1, 28, 28) and images.dtype == torch.uint8
    assert images.is_contiguous(memory_format=torch.channels_last)
    assert (int(images.min()), int(images.max())) == (0, 255)
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert torch.bincount(labels).tolist()[:3] == [5923, 6742, 5958]
    test_images, test_labels = data.load("mnist", train=False)
    assert test_images.shape == (10_000, 1, 28, 28) and test_labels[:4].tolist() == [7, 2, 1, 0]


def test_torchvision_reads_the_same() -> None:
    for train in (True, False):
        images, labels = data.load("mnist", train)
        theirs = MNIST(str(data.unpack("mnist")), train=train, download=False)
        assert torch.equal(data.scaled(images), theirs.data.unsqueeze(1) / 255)
        assert torch.equal(labels, theirs.targets) and labels.dtype == torch.int64


def test_samples_are_of_their_class() -> None:
    shown = data.samples("mnist", train=False, per_class=3)
    assert shown.shape == (10, 3, 28, 28) and shown.dtype == np.uint8
    images, labels = data.raw("mnist", train=False)
    for digit in range(10):
        assert np.array_equal(shown[digit], images[labels == digit][:3])


@pytest.mark.usefixtures("only_labels")
@pytest.mark.parametrize("content", [b"", b"half of it", None])
def test_a_damaged_cache_is_rebuilt(content: bytes | None, tmp_path: Path) -> None:
    target = data.unpack("mnist", cache=tmp_path) / "MNIST" / "raw" / SMALL
    good = target.read_bytes()
    if content is None:
        target.unlink()
    else:
        target.write_bytes(content)
    data.unpack("mnist", cache=tmp_path)
    assert target.read_bytes() == good


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.usefixtures("only_labels")
@pytest.mark.parametrize("name", [SMALL, f"{SMALL}.verified"])
@pytest.mark.parametrize(
    "damage",
    [
        a_folder,
        a_loop,
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(bytes(10_000)),
    ],
)
def test_whatever_became_of_the_cache_it_is_made_anew(
    name: str, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    raw = data.unpack("mnist", cache=tmp_path) / "MNIST" / "raw"
    good, mark = (raw / SMALL).read_bytes(), (raw / f"{SMALL}.verified").read_bytes()
    damage(raw / name)
    data.unpack("mnist", cache=tmp_path)
    assert (raw / SMALL).read_bytes() == good
    assert (raw / f"{SMALL}.verified").is_file()
    assert len((raw / f"{SMALL}.verified").read_bytes()) == len(mark)


@pytest.mark.usefixtures("only_labels")
def test_half_written_files_of_killed_processes_are_removed(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / f"{SMALL}.{2**22 + 1}.7.tmp").write_bytes(b"half of it")
    data.unpack("mnist", cache=tmp_path)
    assert not list(raw.glob("*.tmp"))


@pytest.mark.usefixtures("only_labels")
def test_a_verified_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing 55 MB at each start is a wait: with the packed files gone, nothing is missed."""
    data.unpack("mnist", cache=tmp_path)
    gone = replace(SETS["mnist"], shipped=tmp_path / "nowhere")
    monkeypatch.setitem(SETS, "mnist", gone)
    assert data.unpack("mnist", cache=tmp_path) == tmp_path


@pytest.mark.usefixtures("only_labels")
def test_missing_damaged_and_wrong_files_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, cache = tmp_path / "mnist", tmp_path / "cache"
    packed.mkdir()
    monkeypatch.setitem(SETS, "mnist", replace(SETS["mnist"], shipped=packed))
    source = packed / f"{SMALL}.gz"
    for content, words in (
        (None, "missing"),
        (b"not a gzip file", "damaged"),
        ((SHIPPED / "mnist" / source.name).read_bytes()[:2000], "damaged"),
        (gzip.compress(b"something else"), "checksum"),
    ):
        if content is not None:
            source.write_bytes(content)
        with pytest.raises(DataError) as caught:
            data.unpack("mnist", cache)
        assert source.name in str(caught.value) and words in str(caught.value)
        assert "git checkout data/mnist" in str(caught.value)
        assert not (cache / "MNIST" / "raw" / SMALL).exists()


@pytest.mark.usefixtures("only_labels")
def test_a_cache_that_cannot_be_written_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="NETSKETCH_CACHE"):
        data.unpack("mnist", cache=tmp_path / "file")


@pytest.mark.usefixtures("only_labels")
def test_two_sessions_may_unpack_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit serves each visitor in a thread: two come to a fresh server together."""
    both = threading.Barrier(2)
    write = Path.write_bytes

    def meet() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits its turn: fine
            both.wait(timeout=2)

    def write_together(path: Path, content: bytes) -> int:
        meet()
        count = write(path, content)
        meet()  # both have written before either goes on
        return count

    monkeypatch.setattr(Path, "write_bytes", write_together)
    errors: list[BaseException] = []

    def unpack() -> None:
        try:
            data.unpack("mnist", cache=tmp_path)
        except BaseException as e:
            errors.append(e)

    threads = [threading.Thread(target=unpack) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
