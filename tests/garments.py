"""A small picture data set in Fashion-MNIST's place, or another's: ten kinds of bars, 640 to train on, 200
to test."""

import gzip
import hashlib
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.digits.picture_sets import SETS, IdxFile, PictureSet

COUNTS = {"train": 640, "t10k": 200}


def pictures(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (n, 28, 28), each with one level or upright bar in grey, and which it is, uint8 (n,)."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        at = 4 * int(label % 5) + 4
        bar = image[at : at + 4] if label < 5 else image[:, at : at + 4]
        bar[:] = rng.integers(150, 256, bar.shape)
    return images, labels


def idx(values: np.ndarray) -> bytes:
    """An array of bytes as an IDX file."""
    head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return head + values.tobytes()


def files() -> dict[str, bytes]:
    """The four files by name, not packed."""
    found = {}
    for seed, (prefix, count) in enumerate(COUNTS.items()):
        images, labels = pictures(count, seed)
        found[f"{prefix}-images-idx3-ubyte"] = idx(images)
        found[f"{prefix}-labels-idx1-ubyte"] = idx(labels)
    return found


FILES = files()
PACKED = {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in FILES.items()}


def small_set(installed: Path | None = None, name: str = "fashion-mnist") -> PictureSet:
    """A data set with those files, which a package may have put into a folder."""
    known = {}
    for file, content in FILES.items():
        packed, of_packed = PACKED[f"{file}.gz"], SETS[name].files[file].of_packed
        summed = hashlib.md5(packed if of_packed else content, usedforsecurity=False)
        known[file] = IdxFile(len(content), summed.hexdigest(), len(packed), of_packed)
    return replace(SETS[name], files=known, installed=installed)


def written(folder: Path) -> Path:
    """The same folder, with the packed files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in PACKED.items():
        (folder / name).write_bytes(content)
    return folder
