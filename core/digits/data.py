"""Pictures as arrays: the four IDX files of a data set, unpacked once into a per-user cache and verified.

A set's folder there is laid out as torchvision wants it, but read with NumPy: importing torchvision takes
longer than a cold worker may, and the Data page must not even import PyTorch. A test holds both readings
against each other.
"""

import contextlib
import gzip
import hashlib
import io
import shutil
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.digits import symbol_store
from core.digits.picture_sets import IdxFile, PictureSet, name_of, picture_set
from core.environment import cache_dir
from core.errors import DataError
from core.files import read_bytes, remove_parts, replaced

if TYPE_CHECKING:
    from torch import Tensor

TEST_IMAGES = 10_000
DAMAGED = (OSError, EOFError, ValueError, zlib.error)
"""What unpacking a damaged file raises."""


def is_here(dataset: str) -> bool:
    """Whether a data set needs no download, as far as its files' sizes tell: a form asks at each change."""
    known = picture_set(dataset)
    if known.own:
        return known.title in symbol_store.available()
    return known.shipped is not None or all(
        has(known, name)
        if file.of_packed  # without its mark, it cannot be told from another
        else _size(_raw(known) / name) == file.size or _size_of_installed(known, name)
        for name, file in known.files.items()
    )


def _size_of_installed(known: PictureSet, name: str) -> int:
    return _size(known.installed / f"{name}.gz") if known.installed else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _raw(known: PictureSet, cache: Path | None = None) -> Path:
    """Where a data set lies unpacked."""
    return (cache or cache_dir()) / known.folder / "raw"


def unpack(dataset: str, cache: Path | None = None) -> Path:
    """Make sure that the four verified IDX files lie in the cache; return torchvision's root folder.

    What is not there comes from the repository or an installed package, and a cached file of the wrong
    size is rebuilt. Raises DataError where neither has the set, naming the file where that is damaged, or
    where the cache cannot be written.
    """
    known = picture_set(dataset)
    for name, file in known.files.items():
        # The mark holds size and time of the verified file: hashing 55 MB at each start is a wait.
        target = _raw(known, cache) / name
        if not _verified(target):
            if not file.of_packed and _is(target, file.md5):
                _mark(target)
            else:
                keep(known, name, _unpacked(known, name), cache)
    return cache or cache_dir()


def has(known: PictureSet, name: str) -> bool:
    """Whether one of its files lies verified in the cache."""
    return _verified(_raw(known) / name)


def keep(known: PictureSet, name: str, content: bytes, cache: Path | None = None) -> None:
    """Put the verified content of a file into the cache. Raises DataError."""
    target = _raw(known, cache) / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_parts(target.parent)
        _clear(target)
        with replaced(target) as part:
            part.write_bytes(content)
    except OSError as e:
        raise DataError(
            f"{known.title} could not be unpacked into the cache folder ({e.strerror or e}): free some "
            "space, or name another folder in NETSKETCH_CACHE."
        ) from e
    _mark(target)


def checked(content: bytes, file: IdxFile, packed: bool = True) -> bytes:
    """What a file holds, packed with gzip or not. Raises one of DAMAGED where that is not what it was."""
    held = content
    if packed:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacking:
            held = unpacking.read(file.size + 1)  # no more: a small file may hold gigabytes
    summed = content if file.of_packed else held
    if hashlib.md5(summed, usedforsecurity=False).hexdigest() != file.md5 or len(held) != file.size:
        raise ValueError("wrong checksum")
    return held


def _mark(target: Path) -> None:
    """Note that a file was verified as it is."""
    mark = target.with_name(f"{target.name}.verified")
    with contextlib.suppress(OSError):  # without it, the next start takes longer
        _clear(mark)
        with replaced(mark) as part:
            part.write_text(_stamp(target))


def _verified(target: Path) -> bool:
    """Whether the file is the one that its mark was made for."""
    try:
        mark = read_bytes(target.with_name(f"{target.name}.verified"), 1000)
        return mark.decode() == _stamp(target)
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


def _unpacked(known: PictureSet, name: str) -> bytes:
    """A file of what the repository ships, or a package installed. Raises DataError."""
    folder = known.shipped or known.installed
    file = f"{name}.gz"
    shown, mend = f"{file} of the package {known.package}", "install that package anew"
    if known.shipped:
        shown = f"data/{known.shipped.name}/{file}"
        mend = f"bring it back with: git checkout data/{known.shipped.name}"
    try:
        if folder is None:
            raise FileNotFoundError
        return checked(read_bytes(folder / file), known.files[name])
    except FileNotFoundError as e:
        raise DataError(f"{shown} is missing; {mend}" if known.shipped else missing(known)) from e
    except DAMAGED as e:
        wrong = f"not the {known.title} file it should be (wrong checksum)"
        how = wrong if str(e) == "wrong checksum" else "damaged"
        raise DataError(f"{shown} is {how}; {mend}") from e


def missing(known: PictureSet) -> str:
    """What to say of a data set that is not here."""
    if known.own:
        return str(symbol_store.missing(known.title))
    return (
        f"{known.title} is not on this machine. Get it on the Data page, or with: "
        f"python -m core data {known.name}"
    )


def load(dataset: str, train: bool) -> "tuple[Tensor, Tensor]":
    """All images uint8 (n, 1, 28, 28), channels last, and labels int64 (n,).

    n is 60 000 for training, 10 000 for testing, but of symbols of one's own. Raises DataError.
    """
    import torch

    images, labels = raw(dataset, train)
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


def samples(dataset: str, train: bool = True, per_class: int = 12) -> np.ndarray:
    """The first images of each class, uint8 (classes, per_class, 28, 28), without PyTorch."""
    images, labels = raw(dataset, train)
    classes = range(len(picture_set(dataset).labels))
    return np.stack([images[np.flatnonzero(labels == k)[:per_class]] for k in classes])


def raw(dataset: str, train: bool) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (n, 28, 28), mapped from the file, and labels uint8 (n,), without PyTorch.

    An IDX file is a header of 16 bytes (images) or 8 (labels) and then the numbers. Raises DataError.
    """
    if picture_set(dataset).own:
        return symbol_store.of_dataset(dataset).arrays(train)
    folder = _raw(picture_set(dataset), unpack(dataset))
    images = np.memmap(folder / name_of("images", train), np.uint8, "r", offset=16)
    labels = np.memmap(folder / name_of("labels", train), np.uint8, "r", offset=8)
    return images.reshape(-1, 28, 28), labels


def test_image(dataset: str, number: int) -> tuple[np.ndarray, str]:
    """One picture of the test set as a network gets it, (28, 28) in 0..1, and what its label says.

    Raises DataError for a number that it does not have.
    """
    images, labels = raw(dataset, train=False)
    known = picture_set(dataset)
    if not 0 <= number < len(images):
        raise DataError(
            f"{known.title}’s test set has no image {number}: name one from 0 to {len(images) - 1}."
        )
    return images[number].astype(np.float32) / 255, known.labels[labels[number]]
