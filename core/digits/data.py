"""MNIST from the repository's `data/mnist`, unpacked once into a per-user cache and verified.

The folder is laid out as torchvision's MNIST wants it, but read with NumPy: importing torchvision
takes longer than a cold worker may, and the Data page must not even import PyTorch. A test holds
both readings against each other.
"""

import contextlib
import gzip
import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.environment import cache_dir
from core.errors import DataError
from core.files import read_bytes, remove_parts, replaced

if TYPE_CHECKING:
    from torch import Tensor

TEST_IMAGES = 10_000
PACKED = Path(__file__).parents[2] / "data" / "mnist"
MD5 = {  # of the unpacked files, as torchvision and the data set's home give them
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


def unpack(packed: Path = PACKED, cache: Path | None = None) -> Path:
    """Make sure the four verified IDX files lie in the cache; return torchvision's root folder.

    A cached file of the wrong size is rebuilt. Raises DataError, naming the file, where the packed
    one is missing or damaged too, or the cache cannot be written.
    """
    root = cache or cache_dir()
    raw = root / "MNIST" / "raw"
    for name, md5 in MD5.items():
        target, source = raw / name, packed / f"{name}.gz"
        # The mark holds size and time of the verified file: hashing 55 MB at each start is a wait.
        mark = raw / f"{name}.verified"
        if _verified(target, mark):
            continue
        try:
            if not _is(target, md5):
                data = _unpacked(source, md5)
                raw.mkdir(parents=True, exist_ok=True)
                remove_parts(raw)
                _clear(target)
                with replaced(target) as part:
                    part.write_bytes(data)
        except OSError as e:
            raise DataError(
                f"MNIST could not be unpacked into the cache folder ({e.strerror or e}): free some "
                "space, or name another folder in NETSKETCH_CACHE."
            ) from e
        with contextlib.suppress(OSError):  # without it, the next start takes longer
            _clear(mark)
            with replaced(mark) as part:
                part.write_text(_stamp(target))
    return root


def _verified(target: Path, mark: Path) -> bool:
    """Whether the file is the one that the mark was made for."""
    try:
        return read_bytes(mark, 1000).decode() == _stamp(target)
    except (OSError, ValueError):
        return False


def _is(target: Path, md5: str) -> bool:
    """Whether there is a file with this checksum."""
    try:
        return hashlib.md5(read_bytes(target), usedforsecurity=False).hexdigest() == md5
    except OSError:
        return False  # not there, or not to be read: another one takes its place


def _clear(path: Path) -> None:
    """Remove a folder that stands where a file of the cache is to be, which cannot replace it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


def _stamp(path: Path) -> str:
    """Of a regular file. Raises OSError, ValueError."""
    stat = path.stat()
    if not path.is_file():
        raise ValueError(f"{path.name} is not a file")
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _unpacked(source: Path, md5: str) -> bytes:
    try:
        data = gzip.decompress(source.read_bytes())
    except FileNotFoundError as e:
        raise DataError(
            f"data/mnist/{source.name} is missing; bring it back with: git checkout data/mnist"
        ) from e
    except (OSError, EOFError, ValueError, gzip.zlib.error) as e:  # type: ignore[attr-defined]
        raise DataError(
            f"data/mnist/{source.name} is damaged; bring it back with: git checkout data/mnist"
        ) from e
    if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
        raise DataError(
            f"data/mnist/{source.name} is not the MNIST file it should be (wrong checksum); "
            "bring it back with: git checkout data/mnist"
        )
    return data


def load(train: bool) -> "tuple[Tensor, Tensor]":
    """All images uint8 (n, 1, 28, 28), channels last, and labels int64 (n,).

    n is 60 000 for training, 10 000 for testing. Raises DataError.
    """
    import torch

    images, labels = raw(train)
    # With one channel, channels last is the same order in memory.
    pixels = torch.from_numpy(np.array(images)).unsqueeze(1)
    return (
        pixels.contiguous(memory_format=torch.channels_last),
        torch.from_numpy(labels.astype(np.int64)),
    )


def scaled(pixels: "Tensor") -> "Tensor":
    """Bytes as float32 in 0..1, as networks take them; floats as they are."""
    import torch

    return pixels if pixels.is_floating_point() else pixels.to(torch.float32).div_(255)


def samples(train: bool = True, per_class: int = 12) -> np.ndarray:
    """The first images of each class, uint8 (10, per_class, 28, 28), without PyTorch."""
    images, labels = raw(train)
    return np.stack([images[np.flatnonzero(labels == digit)[:per_class]] for digit in range(10)])


def raw(train: bool) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (n, 28, 28), mapped from the file, and labels uint8 (n,), without PyTorch.

    An IDX file is a header of 16 bytes (images) or 8 (labels) and then the numbers.
    """
    folder, prefix = unpack() / "MNIST" / "raw", "train" if train else "t10k"
    images = np.memmap(folder / f"{prefix}-images-idx3-ubyte", np.uint8, "r", offset=16)
    labels = np.memmap(folder / f"{prefix}-labels-idx1-ubyte", np.uint8, "r", offset=8)
    return images.reshape(-1, 28, 28), labels


def test_image(number: int) -> tuple[np.ndarray, int]:
    """One picture of the test set as a network gets it, (28, 28) in 0..1, and the digit it is.

    Raises DataError for a number that it does not have.
    """
    images, labels = raw(train=False)
    if not 0 <= number < len(images):
        raise DataError(
            f"MNIST’s test set has no image {number}: name one from 0 to {len(images) - 1}."
        )
    return images[number].astype(np.float32) / 255, int(labels[number])
