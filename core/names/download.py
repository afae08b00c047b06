"""Adding surname data sets: PyTorch's tutorial names from their official home, or any folder."""

import hashlib
import http.client
import io
import re
import shutil
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from core.cache import cache_dir
from core.errors import DataError
from core.names import data

TUTORIAL_URL = "https://download.pytorch.org/tutorial/data.zip"
# Of the 18 files together, each as "<name>\n<bytes>", in order of name.
TUTORIAL_SHA256 = "356daae98f6b25d0b0995f4aa502b1ac88cb17aabc94293d2c1984e066560b9a"
LARGEST = 50_000_000  # bytes of a download, far above the archive's size

Show = Callable[[int, int], object]


def tutorial_names(show: Show = lambda done, total: None, url: str = TUTORIAL_URL) -> Path:
    """Download and verify the tutorial's surnames as the data set "tutorial-names".

    An interrupted download goes on where it broke off. `show(done, total)` is told bytes. Raises
    DataError without a network, or where the files are not the expected ones.
    """
    part = cache_dir() / "downloads" / "tutorial-names.zip.part"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        _fetch(url, part, show)
        archive = zipfile.ZipFile(io.BytesIO(part.read_bytes()))
        files = {
            Path(name).name: archive.read(name)
            for name in archive.namelist()
            if re.search(r"(^|/)names/\w+\.txt$", name)
        }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as e:
        part.unlink(missing_ok=True)
        raise DataError("The download is not the archive it should be; try again later.") from e
    except DataError:
        part.unlink(missing_ok=True)
        raise
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException) as e:
        reason = getattr(e, "reason", e)
        raise DataError(
            f"The tutorial's surnames could not be downloaded ({reason}). Check the network and try "
            "again: what has arrived is kept. The shipped surnames need no network."
        ) from e
    except OSError as e:
        raise DataError(
            f"The download could not be written to {part.parent} ({e.strerror or e}); free some "
            "space, or name another folder in NETSKETCH_CACHE."
        ) from e
    part.unlink(missing_ok=True)
    if digest(files) != TUTORIAL_SHA256:
        raise DataError(
            "The downloaded surnames are not those this version knows (wrong checksum); nothing "
            "was added. Add them as a folder instead, if you trust them."
        )
    return _install("tutorial-names", files)


def digest(files: dict[str, bytes]) -> str:
    """One checksum of several files, whatever archive they came in."""
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(name.encode() + b"\n" + files[name])
    return sha.hexdigest()


def _fetch(url: str, part: Path, show: Show) -> None:
    done = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "netsketch"} | ({"Range": f"bytes={done}-"} if done else {})
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20)
    except urllib.error.HTTPError as e:
        if e.code == 416 and done:  # nothing is missing
            return
        raise
    with answer:
        if answer.status != 206:
            done = 0
        total = done + int(answer.headers.get("Content-Length") or 0)
        with part.open("ab" if done else "wb") as f:
            while chunk := answer.read(64 * 1024):
                f.write(chunk)
                done += len(chunk)
                show(done, max(total, done))
                if done > LARGEST:
                    raise DataError("The download is far larger than it should be; stopped.")
        if done < total:
            raise ConnectionError(f"it broke off after {done:,} of {total:,} bytes")


def add_folder(name: str, source: Path) -> Path:
    """Add a folder of `<Language>.txt` files, UTF-8, one surname a line, as a data set.

    Raises DataError where the folder, a file or the name will not do; nothing is added then.
    """
    files = sorted(source.glob("*.txt")) if source.is_dir() else []
    if not files:
        raise DataError(f"{source} has no <Language>.txt files; name the folder that holds them.")
    contents = {}
    for file in files:
        try:
            contents[file.name] = file.read_bytes()
        except OSError as e:
            raise DataError(f"{file} cannot be read ({e.strerror or e}).") from e
    return add_files(name, contents)


def add_files(name: str, files: dict[str, bytes]) -> Path:
    """The same for files already read, by name."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name) or name == "surnames":
        raise DataError(
            f"{name[:60]!r} cannot name a data set; use small letters, digits and hyphens, for "
            "example my-names."
        )
    for file in files:
        if not re.fullmatch(r"[\w][\w '-]{0,39}\.txt", file):
            raise DataError(f"{file[:60]!r} does not name a language; call it, say, Italian.txt.")
    return _install(name, files)


def _install(name: str, files: dict[str, bytes]) -> Path:
    target = data.folder(name)
    staged = target.with_name(f".{name}")  # hidden from the list until it has been read once
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        for file, content in files.items():
            (staged / file).write_bytes(content)
        data.load(staged.name)
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)
    except OSError as e:
        raise DataError(
            f"The data set could not be written to {target} ({e.strerror or e}); free some space."
        ) from e
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return target
