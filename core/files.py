"""Write-then-rename: files that are replaced in one step, and sentences where they cannot be."""

import contextlib
import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import RunError
from core.temporary import replaced

ELSEWHERE = "name another folder in RUNS_DIR"


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
