"""Adding surname data sets: PyTorch's tutorial names from their official home, or any folder."""

import contextlib
import errno
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import threading
import time
import zipfile
import zlib
from pathlib import Path

from core.datasets.download import Show, fetched
from core.errors import DataError
from core.files import read_bytes
from core.names import data
from core.names.name_sets import MARK, SETS, SURNAMES, NameSet
from core.names.surname_files import LARGEST as LARGEST_SET
from core.names.surname_files import MOST_LANGUAGES, MOST_NAMES, language_of
from core.settings import dataset_names

TUTORIAL_URL = "https://download.pytorch.org/tutorial/data.zip"
# Of the 18 files together, each as "<name>\n<bytes>", in order of name.
TUTORIAL_SHA256 = "356daae98f6b25d0b0995f4aa502b1ac88cb17aabc94293d2c1984e066560b9a"
LARGEST = 50_000_000  # bytes of a download, far above the archive's size


def tutorial_names(
    show: Show = lambda done, total: None, url: str = TUTORIAL_URL, replace: bool = False
) -> Path:
    """Download and verify the tutorial's surnames as the data set "tutorial-names".

    An interrupted download goes on where it broke off. `show(done, total)` is called with bytes. Raises
    DataError without a network, where the files are not the expected ones, or where the name belongs
    to other surnames and those may not be replaced.
    """
    target = data.folder("tutorial-names")
    if not replace and os.path.lexists(target):
        with contextlib.suppress(OSError):
            here = {f.name: read_bytes(f) for f in target.iterdir() if language_of(f.name)}
            if digest(here) == TUTORIAL_SHA256:
                return target
        raise DataError(
            "Other surnames are here under the name 'tutorial-names', and nothing was changed. To replace "
            "them: python -m core data tutorial-names --replace"
        )
    content = fetched(
        url,
        "tutorial-names.zip",
        "The tutorial's surnames",
        show,
        LARGEST,
        "The shipped surnames need no network.",
    )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        files = {
            Path(name).name: archive.read(name)
            for name in archive.namelist()
            if re.search(r"(^|/)names/\w+\.txt$", name)
        }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as e:
        raise DataError("The download is not the archive it should be; try again later.") from e
    if digest(files) != TUTORIAL_SHA256:
        raise DataError(
            "The downloaded surnames are not those this version knows (wrong checksum); nothing "
            "was added. Add them as a folder instead, if you trust them."
        )
    return _install("tutorial-names", files, replace, SURNAMES)


def digest(files: dict[str, bytes]) -> str:
    """One checksum of several files, whatever archive they came in."""
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(name.encode() + b"\n" + files[name])
    return sha.hexdigest()


def add_folder(name: str, source: Path, replace: bool = False) -> Path:
    """Add a folder of `<Language>.txt` files, one surname a line, as a data set.

    What computers add to folders is passed over. Raises DataError where the folder, a file or the name
    will not do, and where the name is taken and may not be replaced; nothing is added then.
    """
    check_name(name)
    try:
        files = [f for f in sorted(source.iterdir()) if language_of(f.name)]
    except (OSError, ValueError):  # a text that no path can be
        files = []
    if not files:
        shown = str(source) if len(str(source)) <= 200 else f"…{str(source)[-100:]}"
        raise DataError(f"{shown} has no <Language>.txt files; name the folder that holds them.")
    contents, left = {}, LARGEST_SET
    for file in files:
        try:
            left -= file.stat().st_size
            contents[file.name] = b"" if left < 0 else read_bytes(file)
        except OSError as e:
            raise DataError(f"{file} cannot be read ({e.strerror or e}).") from e
    if left < 0:
        raise _too_large(LARGEST_SET - left)
    return add_files(name, contents, replace)


def add_files(
    name: str, files: dict[str, bytes], replace: bool = False, words: NameSet = SURNAMES
) -> Path:
    """The same for files already read, by name; `words` say what their lines and they are called."""
    check_name(name)
    named: dict[str, bytes] = {}
    for file, content in files.items():
        language = language_of(file)
        if file.startswith(".") and "/" not in file and file != ".txt":
            continue  # ._Irish.txt, which macOS lays beside Irish.txt
        if not language or not re.fullmatch(r"\w[\w '-]{0,39}", language):
            raise DataError(f"{file[:60]!r} does not name a language; call it, say, Italian.txt.")
        if f"{language}.txt" in named:
            raise DataError(f"Two files are named {language}.txt; give one file a language.")
        named[f"{language}.txt"] = content
    if (size := sum(map(len, named.values()))) > LARGEST_SET:
        raise _too_large(size)
    if len(named) > MOST_LANGUAGES:
        raise DataError(
            f"This data set has {len(named):,} languages; it may have at most {MOST_LANGUAGES}."
        )
    lines = sum(content.count(b"\n") for content in named.values())
    if lines > MOST_NAMES:
        raise DataError(
            f"This data set has {lines:,} lines; it may have at most {MOST_NAMES:,} surnames. Leave "
            "out the rarest."
        )
    return _install(name, named, replace, words)


def check_name(name: str) -> None:
    """Raises DataError unless a data set can be added under this name."""
    dataset_names.check_name(name, SETS, "my-names")


def free_name(name: str) -> str:
    """This name, or with a number behind it where a data set has it."""
    taken = data.available()
    numbered = (f"{name}-{k}" for k in itertools.count(2))
    return next(n for n in itertools.chain([name], numbered) if n not in taken)


def _too_large(size: int) -> DataError:
    return DataError(
        f"This data set has {size / 1e6:,.1f} MB; it may have at most {LARGEST_SET / 1e6:.0f} MB. Leave "
        "out the rarest names."
    )


def _install(name: str, files: dict[str, bytes], replace: bool, words: NameSet) -> Path:
    """Write a data set beside its place and move it there, so that it is whole or not there at all."""
    target = data.folder(name)
    if not replace and os.path.lexists(target):
        raise _taken(name)
    data.parse(name, files)
    staged = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
        staged = target.with_name(f".{name}+{os.getpid()}-{threading.get_ident()}")
        _remove(staged)
        staged.mkdir()
        for file, content in files.items():
            (staged / file).write_bytes(content)
        mark = json.dumps({f: getattr(words, f) for f in ("item", "items", "label", "labels")})
        (staged / MARK).write_text(mark + "\n", encoding="utf-8")
        if replace and os.path.lexists(target):
            old = staged.with_name(f"{staged.name}-replaced")
            target.rename(old)
            try:
                staged.rename(target)
            except OSError:
                old.rename(target)
                raise
            _remove(old)
        else:
            staged.rename(target)
    except OSError as e:
        if not replace and e.errno in (errno.ENOTEMPTY, errno.EEXIST):  # added in this very moment
            raise _taken(name) from e
        raise DataError(
            f"The data set could not be written to {target} ({e.strerror or e}); free some space, or "
            "name another folder in NETSKETCH_CACHE."
        ) from e
    finally:
        if staged:
            shutil.rmtree(staged, ignore_errors=True)
    return target


def _recover(target: Path) -> None:
    """Undo, or clear away, what a process left that was killed while it added this data set."""
    for left in target.parent.glob(f".{target.name}+*"):
        if left.name.endswith("-replaced") and not os.path.lexists(target):
            left.rename(target)
        elif left.stat().st_mtime < time.time() - 3600:  # a younger one may be at work
            _remove(left)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink(missing_ok=True)  # what it leads to is its owner's
    else:
        shutil.rmtree(folder, ignore_errors=True)


def _taken(name: str) -> DataError:
    try:
        there = data.load(name)
        holds = f" ({len(there.languages)} languages, {len(there.spellings):,} names)"
    except DataError:
        holds = ""
    return DataError(
        f"There is a data set named {name!r} already{holds}, and nothing was changed. Choose another "
        f"name, such as {free_name(name)}, or say that it is to be replaced: --replace, or the box on "
        "the Data page."
    )
