"""The records of a sweep's runs, each read again only when its run.json has changed."""

from pathlib import Path
from typing import Any

from core import files
from core.errors import RunError
from core.runs import store, validation

_Stamp = tuple[int, int, int]
_records: dict[Path, tuple[_Stamp, dict[str, Any] | RunError]] = {}
MOST_RECORDS = 20_000


def read_record(path: Path) -> dict[str, Any] | None:
    """A run's record, read again only when its file is another; None where it has none. Raises RunError
    where it cannot be read."""
    file = path / "run.json"
    try:
        stat = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise _unreadable(path, e) from e
    stamp = stat.st_mtime_ns, stat.st_ino, stat.st_size
    known = _records.get(path)
    if known is None or known[0] != stamp:
        found: dict[str, Any] | RunError
        try:
            found = store.read_record(path)
            if found["schema"] != store.SCHEMA or any(k not in found for k in _counted(found)):
                raise ValueError("a figure is missing")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as e:
            found = _unreadable(path, e)
        if len(_records) >= MOST_RECORDS:
            _records.clear()
        _records[path] = known = stamp, found
    if isinstance(known[1], RunError):
        raise known[1]
    return known[1]


def _counted(record: dict[str, Any]) -> tuple[str, ...]:
    """The fields that the tables of a sweep count a run by."""
    return validation.FINISHED if record["status"] == "finished" else ()


def _unreadable(path: Path, e: Exception) -> RunError:
    return RunError(
        f"Run {path.name} cannot be read: its run.json is damaged or not ours ({files.reason(e)}). "
        "Bring the file back, or try the failed again, which trains it anew."
    )
