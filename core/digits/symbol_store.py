"""The store of symbol sets: a JSON file for each in the user's cache, changed by one at a time."""

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock

from core.digits.symbol_sets import FEWEST_CLASSES, OWN, SymbolSet, checked_classes, from_dict
from core.environment import cache_dir
from core.errors import DataError
from core.files import parsed, read_bytes, reason, remove_parts, write_json
from core.settings import dataset_names
from core.settings.dataset_names import DATASET

LARGEST = 10_000_000  # bytes of a set's file, far above the largest there can be


def folder() -> Path:
    return cache_dir() / "symbols"


def file_of(name: str) -> Path:
    """Where a set lies. Raises DataError for what can name none: it may come from an address."""
    if not DATASET.fullmatch(name):
        raise missing(name)
    return folder() / f"{name}.json"


def missing(name: str) -> DataError:
    there = ", ".join(available())
    return DataError(
        f"There are no symbols named {name[:60]!r} on this machine"
        + (f"; the ones here are {there}." if there else "; draw some on the page Own symbols.")
    )


def available() -> list[str]:
    """The names of all sets that are here, readable or not."""
    with contextlib.suppress(OSError):
        found = (p.stem for p in folder().iterdir() if p.suffix == ".json")
        return sorted(name for name in found if DATASET.fullmatch(name))
    return []


def load(name: str) -> SymbolSet:
    """Read a set. Raises DataError where it is missing or not what it should be."""
    path = file_of(name)
    try:
        stat = path.stat()
        return _read(path, (stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except FileNotFoundError as e:
        raise missing(name) from e
    except (OSError, ValueError) as e:
        raise DataError(f"The symbols {name!r} cannot be read ({reason(e)}); replace them.") from e


@functools.lru_cache(maxsize=16)
def _read(path: Path, _stamp: tuple[int, int, int]) -> SymbolSet:
    content = read_bytes(path, LARGEST).decode()
    return from_dict(parsed(content), path.stem)


def of_dataset(dataset: str) -> SymbolSet:
    """The set that a config names. Raises DataError."""
    return load(dataset.removeprefix(OWN))


def create(name: str, classes: Sequence[str]) -> SymbolSet:
    """A new set without examples. Raises DataError."""
    made = SymbolSet(name, checked_classes(classes, name))
    if len(made.classes) < FEWEST_CLASSES:
        raise DataError(f"{name} has one class; name at least two, with commas between.")
    add(made)
    return made


def add(new: SymbolSet) -> None:
    """Keep a set under a name that none has yet. Raises DataError."""
    dataset_names.check_name(new.name, (), "my-symbols")
    with _locked(new.name) as path:
        if path.exists():
            raise DataError(
                f"There are symbols named {new.name!r} already, and nothing was changed; choose another "
                f"name, such as {free_name(new.name)}."
            )
        write_json(path, new.to_dict())


def free_name(name: str) -> str:
    """This name, or with a number behind it where a set has it."""
    here = available()
    numbered = (f"{name[:36]}-{k}" for k in itertools.count(2))
    return next(n for n in itertools.chain([name], numbered) if n not in here)


def change(name: str, how: Callable[[SymbolSet], SymbolSet]) -> SymbolSet:
    """Change a set as it now is, whoever else changes it. Raises DataError."""
    with _locked(name) as path:
        changed = how(load(name))
        write_json(path, changed.to_dict())
        return changed


def remove(name: str) -> None:
    """Raises DataError."""
    with _locked(name) as path:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(name: str) -> Iterator[Path]:
    """The file of a set, which nobody else changes meanwhile. Raises DataError."""
    path = file_of(name)
    locks = cache_dir() / "locks"
    try:
        for place in (path.parent, locks):
            place.mkdir(parents=True, exist_ok=True)
        with FileLock(locks / f"symbols-{name}.lock", timeout=20):
            remove_parts(path.parent)
            yield path
    except OSError as e:  # a Timeout of the lock is one
        raise DataError(
            f"The symbols {name!r} could not be written ({e.strerror or e}): free some space, or name "
            "another folder in NETSKETCH_CACHE."
        ) from e
