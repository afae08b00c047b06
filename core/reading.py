"""Reading of files that others may have made or damaged: with limits, and as text that can be shown."""

import json
import os
import stat
from pathlib import Path
from typing import Any

MOST_BYTES = 64_000_000  # of a file that is read whole; ours have a few megabytes at most
_BINARY = getattr(os, "O_BINARY", 0)


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
