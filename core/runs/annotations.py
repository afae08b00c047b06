"""Annotations of a run: the note and the tags that a user wrote, in `annotations.json` of its directory.

This module alone reads and writes that file. Runs of earlier versions have none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.errors import RunError
from core.files import write_json, writing
from core.runs.store import Run

FILE = "annotations.json"
MOST_NOTE, MOST_TAGS, MOST_TAG = 4_000, 12, 30
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Annotations:
    """What a user wrote about a run."""

    note: str = ""
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.note or self.tags)


def read(run: Run) -> Annotations:
    """None at all where the file is missing, or holds something else."""
    try:
        return parsed(files.read_text(run.path / FILE, MOST_BYTES))
    except (OSError, ValueError):
        return Annotations()


def parsed(text: str) -> Annotations:
    """What the text of such a file holds, none at all where that is something else."""
    try:
        found = files.parsed(text)
        note, tags = found["note"], found["tags"]
        whole = isinstance(note, str) and isinstance(tags, list)
        if not whole or not all(isinstance(tag, str) for tag in tags):
            return Annotations()
    except (ValueError, LookupError, TypeError):
        return Annotations()
    return Annotations(note[:MOST_NOTE], tuple(tag[:MOST_TAG] for tag in tags[:MOST_TAGS]))


def tags_of(text: str) -> tuple[str, ...]:
    """Tags as they are typed, with commas between and with or without a # before each."""
    found = (" ".join(files.printable(part).split()).lstrip("# ") for part in text.split(","))
    return tuple(dict.fromkeys(filter(None, found)))


def write(run: Run, note: str, tags: Iterable[str]) -> None:
    """Put them in the place of what was there. Raises RunError where they are too long, or the directory
    cannot be written."""
    note, tags = files.printable(note).strip(), list(tags)
    if len(note) > MOST_NOTE:
        raise RunError(
            f"A note has at most {MOST_NOTE:,} characters; this one has {len(note):,}. Shorten it."
        )
    if len(tags) > MOST_TAGS:
        raise RunError(
            f"A run has at most {MOST_TAGS} tags; these are {len(tags)}. Leave some out."
        )
    for tag in tags:
        if len(tag) > MOST_TAG:
            raise RunError(
                f"A tag has at most {MOST_TAG} characters; {tag[:MOST_TAG]!r}… has {len(tag)}. "
                "Shorten it, or put a comma between two."
            )
    with writing(f"What you wrote about run {run.title} could not be kept"):
        _write(run.path / FILE, note, tags)


def _write(path: Path, note: str, tags: list[str]) -> None:
    if note or tags:
        write_json(path, {"note": note, "tags": tags})
    else:
        path.unlink(missing_ok=True)
