"""Fuzzed archives: zip files and folders of networks, symbols, words and pictures that climb, lie, burst or
are damaged, each drawn from a seed, and what is done with it; as in `benchmarks/fuzz_inputs.py`.
"""

import contextlib
import io
import json
import os
import pickle
import random
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import safetensors.numpy

from benchmarks.fuzz_folders import in_its_place, other, used
from benchmarks.fuzz_inputs import HELD, SHOWN, asked, damaged, text
from core.digits import data as pictures_data
from core.digits import download as pictures_download
from core.digits import symbol_files, symbol_store
from core.digits.symbol_sets import SymbolSet
from core.environment import cache_dir
from core.errors import NetsketchError
from core.export import archive, importing
from core.names import data, download, uploads
from core.runs import store
from core.runs.store import Run

Files = list[tuple[str, bytes]]
BURSTING = 400_000_000  # bytes that a small file holds
CLIMBING = [
    "../climbed", "/climbed", "..\\climbed", "C:\\climbed", "a/../../climbed", "//host/climbed",
    "climbed\0", "./../climbed",
    "a/./b/../../../climbed", "~/climbed", ".", "..", "/", "", "con", "\u202eclimbed", "🙂",
]  # fmt: skip


def hostile(draw: random.Random, home: Path) -> str:
    """An archive of some kind, changed, and taken in: whatever comes of it lies in its place, and nothing
    where it was refused. What was taken in is used; that may be refused."""
    made, take = draw.choice([_network, _network, _symbols, _words, _words, _pictures])(draw, home)
    before, folder = _around(home), home / "handed"
    try:
        if draw.random() < 0.15:
            _as_folder(draw, made, folder)
            ended = asked(lambda: take(folder))
        else:
            file = home / "handed.zip"
            file.write_bytes(_packed(draw, _changed(draw, made)))
            ended = asked(lambda: take(file))
        shutil.rmtree(folder, ignore_errors=True)
        (home / "handed.zip").unlink(missing_ok=True)
        if left := _around(home) - before:
            allowed = ended == "answered" and all(_in_its_place(home, path) for path in left)
            if not allowed:
                raise RuntimeError(f"{ended}, and it left {sorted(left)[:5]}")
        return ended
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for path in sorted(_around(home) - before, reverse=True):
            shutil.rmtree(path, ignore_errors=True)
            Path(path).unlink(missing_ok=True)


def _around(home: Path) -> set[str]:
    """All that lies in a process's folder, and beside it."""
    beside = {str(path) for path in home.parent.iterdir() if not path.name.startswith("process-")}
    # Locks stay, and the log is ours.
    mine = (p for p in home.rglob("*") if "locks" not in p.parts and p.name != "log.txt")
    return beside | {str(p) for p in mine}


def _in_its_place(home: Path, path: str) -> bool:
    where = Path(path).relative_to(home).parts if Path(path).is_relative_to(home) else ()
    return where[:1] in (("runs",), ("cache",))


# -- what is handed in, and where


Taken = tuple[Files, Callable[[Path], object]]


def _network(draw: random.Random, home: Path) -> Taken:
    made = _files_of(str(store.runs_dir() / draw.choice([HELD, SHOWN])))

    def take(path: Path) -> None:
        run = importing.import_path(path)
        with contextlib.suppress(NetsketchError):
            used(run.id)

    return [_spoiled(draw, *file) for file in made], take


@lru_cache(maxsize=2)
def _files_of(run: str) -> Files:
    with zipfile.ZipFile(io.BytesIO(archive.archive(Run(Path(run))))) as packed:
        return [(name, packed.read(name)) for name in packed.namelist()]


def _spoiled(draw: random.Random, name: str, content: bytes) -> tuple[str, bytes]:
    """A file of a network, now and then with another in its place."""
    if draw.random() < 0.3 and name.endswith(".json"):
        return name, json.dumps(other(draw, json.loads(content))).encode()
    if draw.random() < 0.3 and name.endswith(".safetensors"):
        return name, draw.choice([_pickled, _other_shape, _long_header, _no_numbers])(content)
    return name, content


def _pickled(_content: bytes) -> bytes:
    return pickle.dumps({"0.weight": _Opens()})


class _Opens:
    """What writes a file when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, (str(Path(os.environ["RUNS_DIR"]).parent / "unpickled"), "w")


def _other_shape(content: bytes) -> bytes:
    weights = safetensors.numpy.load(content)
    return safetensors.numpy.save({name: w[..., None] for name, w in weights.items()})


def _long_header(content: bytes) -> bytes:
    return struct.pack("<Q", 2**60) + content[8:]


def _no_numbers(content: bytes) -> bytes:
    weights = safetensors.numpy.load(content)
    return safetensors.numpy.save({name: np.full_like(w, np.nan) for name, w in weights.items()})


def _symbols(draw: random.Random, home: Path) -> Taken:
    rng = np.random.default_rng(draw.randrange(2**32))
    known = SymbolSet("fuzzed", ("heart", "star"))
    for label in (0, 1):
        shown = [rng.integers(0, 256, (28, 28), np.uint8).tobytes() for _ in range(4)]
        known = known.with_examples(label, shown)
    with zipfile.ZipFile(io.BytesIO(symbol_files.packed(known))) as packed:
        made = [(name, packed.read(name)) for name in packed.namelist()]
    if draw.random() < 0.5:  # pictures by class alone
        made = [(name, content) for name, content in made if name != symbol_files.OWN]

    def take(path: Path) -> None:
        found, _ = symbol_files.from_path(path, "fuzzed")
        symbol_store.add(found)
        with contextlib.suppress(NetsketchError):
            symbol_store.load("fuzzed").arrays(train=True)

    return [_spoiled(draw, *file) for file in made], take


def _words(draw: random.Random, home: Path) -> Taken:
    names = draw.sample(
        ["Greek.txt", "Old Norse.txt", "x.txt", "all.csv", "._Greek.txt", "a/b.txt"], 3
    )
    made = []
    for name in names:
        lines = ["".join(draw.choices("abcdefgh", k=5)) for _ in range(draw.randint(0, 60))]
        if name.endswith(".csv"):
            lines = [f"{line},{draw.choice(['one', 'two', text(draw)[:20]])}" for line in lines]
        made.append((name, "\n".join(lines).encode("utf-8", "surrogatepass")))

    def take(path: Path) -> None:
        if path.is_dir():
            where = download.add_folder("fuzzed", path)
        else:
            where = download.add_files("fuzzed", uploads.by_class({path.name: path.read_bytes()}))
        with contextlib.suppress(NetsketchError):
            data.split(data.load(where.name), 0.15, 0)

    return made, take


def _pictures(draw: random.Random, home: Path) -> Taken:
    dataset = draw.choice(["fashion-mnist", "kuzushiji-mnist"])
    folder = cache_dir() / "MNIST" / "raw"
    names = ["t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte"]
    made = [(f"{name}.gz", (folder / name).read_bytes()) for name in names]

    def take(path: Path) -> None:
        pictures_download.add_from(dataset, path)
        pictures_data.raw(dataset, train=False)

    return made, take


# -- how it is changed


def _as_folder(draw: random.Random, made: Files, folder: Path) -> None:
    """The files in a folder, some of them damaged or no files."""
    folder.mkdir()
    for name, content in made:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if draw.random() < 0.1:
            in_its_place(draw, path)
        else:
            path.write_bytes(damaged(draw, content) if draw.random() < 0.1 else content)


def _changed(draw: random.Random, made: Files) -> Files:
    found = list(made)
    for _ in range(draw.randint(0, 2)):
        at = draw.randrange(len(found)) if found else 0
        name, content = found[at] if found else ("a.txt", b"")
        match draw.randrange(7):
            case 0:
                found.insert(at, (draw.choice(CLIMBING), content))
            case 1:
                found.insert(at, (f"{draw.choice(CLIMBING)}/{name}", content))
            case 2:
                found.insert(at, (name, draw.choice([b"", b"\0" * 100, content, b"[" * 100_000])))
            case 3 if found:
                found[at] = (name, damaged(draw, content))
            case 4 if found:
                del found[at]
            case 5:
                found = [(f"folder/{name}", content) for name, content in found]
            case _:
                found.insert(at, (f"{text(draw)[:300]}.txt", content))
    return found


def _packed(draw: random.Random, made: Files) -> bytes:
    """A zip file of them, in which a file may be a link, burst, say a wrong size or need a password."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        warnings.simplefilter("ignore", UserWarning)  # of names that come twice
        for name, content in made:
            entry = zipfile.ZipInfo("x" if name.startswith("\0") else name)
            # As it stands: ZipInfo would end it at a NUL, and turn it around on Windows.
            entry.filename = name.encode("utf-8", "replace").decode()
            methods = [zipfile.ZIP_DEFLATED] * 7 + [
                zipfile.ZIP_STORED,
                zipfile.ZIP_BZIP2,
                zipfile.ZIP_LZMA,
            ]
            entry.compress_type = draw.choice(methods)
            if draw.random() < 0.02:
                entry.external_attr = 0o120777 << 16
                content = b"/etc/passwd"
            packed.writestr(entry, content)
        if draw.random() < 0.05:
            name = draw.choice(made)[0] if made else "Greek.txt"
            packed.writestr(
                zipfile.ZipInfo(f"more/{name.encode('utf-8', 'replace').decode()}"), b""
            )
        if draw.random() < 0.01:
            for k in range(10_001):
                packed.writestr(zipfile.ZipInfo(f"{k}.txt"), b"")
    whole = bytearray(out.getvalue())
    if draw.random() < 0.08:
        whole = bytearray(_bursting(draw.choice(made)[0] if made else "run.json"))
    for sign, place in (
        (b"PK\x01\x02", 24),
        (b"PK\x03\x04", 22),
    ):  # sizes that each file is said to have
        if draw.random() < 0.1 and (at := whole.find(sign)) >= 0:
            whole[at + place : at + place + 4] = struct.pack(
                "<I", draw.choice([0, 1, 2**31, 2**32 - 1])
            )
    if draw.random() < 0.05 and (at := whole.find(b"PK\x01\x02")) >= 0:
        whole[at + 8] |= 1  # a password
    if draw.random() < 0.05 and (at := whole.find(b"PK\x01\x02")) >= 0:
        whole[at + 10 : at + 12] = struct.pack("<H", draw.randrange(100))  # a method
    return damaged(draw, bytes(whole)) if draw.random() < 0.2 else bytes(whole)


@lru_cache(maxsize=8)
def _bursting(name: str) -> bytes:
    """A zip file with one small file that holds gigabytes' worth of nothing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open(name.encode("utf-8", "replace").decode(), "w") as file,
    ):
        for _ in range(BURSTING // 1_000_000):
            file.write(bytes(1_000_000))
    return out.getvalue()
