"""Adding picture data sets: from their official homes, or from files that somebody has already."""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.datasets.download import Show, fetched
from core.datasets.zip_file import unpacked
from core.digits import data
from core.digits.picture_sets import PictureSet, picture_set
from core.errors import DataError
from core.files import read_bytes, reason

MOST_BYTES = 100_000_000  # of a file that is given, an archive of all four among them


def download(
    dataset: str, show: Show = lambda done, total: None, home: str | None = None
) -> PictureSet:
    """Download and verify the files of a data set that are not here; what a package installed is taken.

    An interrupted download goes on where it broke off. `show(done, total)` is told bytes. Raises
    DataError without a network, and where the files are not the expected ones.
    """
    known = picture_set(dataset)
    if data.is_here(dataset):
        with contextlib.suppress(DataError):  # of what is damaged another copy is got
            data.unpack(dataset)
    done = 0
    for name, file in known.files.items():
        if not data.has(known, name):
            url = f"{known.home if home is None else home}{name}.gz"
            so_far = functools.partial(_all_together, show, done, known.packed)
            of_it = f"{dataset}-{name}.gz"
            what = f"{known.title}’s files"
            content = fetched(url, of_it, what, so_far, 2 * file.packed, _otherwise(known))
            try:
                data.keep(known, name, data.checked(content, file))
            except data.DAMAGED as e:
                raise DataError(
                    f"The download of {name}.gz is not the {known.title} file it should be (wrong "
                    "checksum); nothing of it was kept. Try again later, or add the files from a folder."
                ) from e
        done += file.packed
        show(done, known.packed)
    return known


def _otherwise(known: PictureSet) -> str:
    """How to get a data set without the network."""
    package = f" Debian has them as the package {known.package}." if known.package else ""
    return f"Who has them can add them: python -m core data {known.name} --from FOLDER.{package}"


def _all_together(show: Show, before: int, total: int, done: int, _of_file: int) -> None:
    show(min(before + done, total), total)


def add_from(dataset: str, source: Path) -> PictureSet:
    """Add a data set from a folder or a zip file that holds its four files, packed or not. Raises DataError
    where they are not there or not what they should be; nothing is added then."""
    known = picture_set(dataset)
    names = [f"{name}{ending}" for name in known.files for ending in known.endings]
    try:
        if source.is_file():
            return add_files(dataset, {source.name: read_bytes(source, MOST_BYTES)})
        folders = (source, source / known.folder / "raw")  # the latter where torchvision has it
        found = [folder / name for name in names for folder in folders]
        files = {f.name: read_bytes(f, MOST_BYTES) for f in found if f.is_file()}
    except (OSError, ValueError) as e:  # the latter: a text that no path can be
        raise DataError(f"{_shown(source)} cannot be read ({reason(e)}).") from e
    if not files:
        raise DataError(
            f"{_shown(source)} holds none of {known.title}’s files ({names[0]} and three more); name the "
            "folder or zip file that holds them."
        )
    return add_files(dataset, files)


def _shown(path: Path) -> str:
    return str(path) if len(str(path)) <= 200 else f"…{str(path)[-100:]}"


def add_files(dataset: str, files: Mapping[str, bytes]) -> PictureSet:
    """The same from files already read, by name, whatever they are called: each is known by its content."""
    known = picture_set(dataset)
    found: dict[str, bytes] = {}
    for file, content in _without_archives(files, known):
        name, content = _recognised(known, file, content)
        found[name] = content
    with contextlib.suppress(DataError):
        data.unpack(dataset)  # what is here already need not be given
    if left := [name for name in known.files if name not in found and not data.has(known, name)]:
        raise DataError(
            f"Of {known.title}’s four files {', '.join(left)} {'is' if len(left) == 1 else 'are'} "
            "missing; give all of them together."
        )
    for name, content in found.items():
        data.keep(known, name, content)
    return known


def _recognised(known: PictureSet, file: str, content: bytes) -> tuple[str, bytes]:
    """Which of a data set's files this is, and its content unpacked. Raises DataError where it is none."""
    for name, wanted in known.files.items():
        with contextlib.suppress(*data.DAMAGED):
            return name, data.checked(content, wanted, content.startswith(b"\x1f\x8b"))
    packed = (
        "packed with gzip or not" if "" in known.endings else "as its home packed them with gzip"
    )
    raise DataError(
        f"{file[:60]} is none of {known.title}’s files, or it is damaged (wrong checksum). They are "
        f"{', '.join(known.files)}, {packed}."
    )


def _without_archives(files: Mapping[str, bytes], known: PictureSet) -> Iterator[tuple[str, bytes]]:
    """The files, and in the place of each zip archive what it holds of the data set's."""
    names = {f"{name}{ending}" for name in known.files for ending in known.endings}
    for file, content in files.items():
        if not content.startswith(b"PK"):
            yield file, content
            continue
        found = unpacked(
            content, file[:60], lambda path: MOST_BYTES * (path.name in names), MOST_BYTES
        )
        yield from ((path.name, held) for path, held in found)
