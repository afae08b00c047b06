"""Files: read within limits, and replaced in one step (write-then-rename).

Those that are read others may have made or damaged; those that are written are first written beside their
place and then renamed, and what killed writers left of that is removed.
"""

import contextlib
import errno
import json
import os
import re
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import RunError

MOST_BYTES = 64_000_000  # of a file that is read whole; ours have a few megabytes at most
LONG_AGO = 3600.0  # seconds after which no write is still under way
ELSEWHERE = "name another folder in RUNS_DIR"
_BINARY = getattr(os, "O_BINARY", 0)
_PART = re.compile(r"\.(\d{1,10})(?:\.\d+)?\.tmp$")  # its writer's process
_begun = time.time()


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's content. Raises OSError, also for what is no file: reading from a pipe would never end."""
    # Not to wait for a writer is what a pipe is opened with; to a file it means nothing.
    descriptor = os.open(path, os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path.name} is not a file")
        if status.st_size > most:
            raise OSError(f"{path.name} has {status.st_size // 1_000_000:,} MB, far too many")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """A file of UTF-8, also with the mark that Notepad puts before it. Raises OSError, ValueError."""
    return read_bytes(path, most).decode("utf-8-sig")


def read_json(path: Path) -> Any:
    """What a file of JSON holds. Raises OSError, ValueError."""
    return parsed(read_text(path))


def parsed(text: str) -> Any:
    """What a text of JSON holds, as text that can be shown and written: halves of surrogate pairs, which
    JSON can spell and UTF-8 cannot, are replaced. Raises ValueError."""
    try:
        value = json.loads(text)
        return _whole(value) if "\\ud" in text.lower() else value
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def printable(text: str) -> str:
    """A text without what UTF-8 cannot spell: a file's name may hold any bytes."""
    return text.encode("utf-8", "replace").decode()


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_whole(v) for v in value]
    if isinstance(value, dict):
        return {printable(k): _whole(v) for k, v in value.items()}
    return value


def reason(error: Exception) -> str:
    """What went wrong in a few words, without the path of a file, which is nobody's business."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, KeyError):
        return f"{printable(str(error))[:60]} is missing"
    return printable(str(error)).split("\n")[0][:160] or type(error).__name__


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary file to write, which then replaces `path` in one step: a reader sees the old or the new
    file, never half of it. Raises OSError, and leaves nothing behind where it does."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def remove_parts(folder: Path) -> None:
    """Remove the temporary files that killed writers left in a folder; those of writers that live stay."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if found := _PART.search(entry.name):
                with contextlib.suppress(OSError):
                    changed = entry.stat(follow_symlinks=False).st_mtime
                    if time.time() - changed > LONG_AGO or not _may_write(int(found[1]), changed):
                        os.unlink(entry.path)


def _may_write(process: int, changed: float) -> bool:
    """Whether a process may be at work on a file that was changed then."""
    if process == os.getpid():
        # In a container a server has the number of the one before it.
        return changed > _begun - 60
    if sys.platform == "win32":
        return True  # there, this way to ask would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # another user's
    return True


def write_text(path: Path, text: str) -> None:
    """Replace a file in one step: a reader sees the old or the new one, never half of it."""
    with replaced(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path: Path, value: Any) -> None:
    """Replace a file of JSON in one step; dataclasses are objects. Without line breaks: with them
    the encoder is ten times slower."""
    write_text(path, json.dumps(value, ensure_ascii=False, default=vars))


@contextlib.contextmanager
def writing(what: str, *, new: bool = False) -> Iterator[None]:
    """What cannot be written is a RunError that begins so, says why, and what to do; what is `new` could be
    put elsewhere, too."""
    try:
        yield
    except OSError as e:
        elsewhere = f", or {ELSEWHERE}" if new and ELSEWHERE not in remedy(e) else ""
        raise RunError(f"{what} ({e.strerror or e}): {remedy(e)}{elsewhere}.") from e


def remedy(e: OSError) -> str:
    """What helps where something cannot be written."""
    if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "make the folder yours to write"
    if e.errno in (errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.ENOENT):
        return ELSEWHERE
    return "free some space"
