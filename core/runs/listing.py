"""The list of runs: what lies in the folder of all runs, and a run by its id, newest or directory."""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.environment import runs_dir
from core.errors import RunError
from core.runs.store import Run


@dataclass(frozen=True)
class Unreadable:
    """A directory among the runs that is not a run, or no longer."""

    id: str
    path: Path
    reason: str


def open_run(named: str) -> Run:
    """The run in a directory, of an id or of a name, of which the newest, as the command line takes any.
    Raises RunError."""
    path = Path(named)
    if len(path.parts) == 2 and os.path.isfile(runs_dir() / path.parts[0] / "sweep.json"):
        return find(named)
    here = os.path.lexists(path / "run.json") if "\0" not in named else False
    if here or path.is_absolute() or len(path.parts) > 1:
        if not here:
            shown = files.printable(named if len(named) <= 120 else f"{named[:117]}...")
            raise RunError(f"There is no run in {shown}; see which there are: python -m core runs")
        return Run(path)
    if not is_name(named) or not os.path.isdir(runs_dir() / named):
        for run in runs():
            if run.title.casefold() == " ".join(named.split()).casefold():
                return run
    return find(named)


def is_name(part: str) -> bool:
    """Whether a part of an id names a folder here. Ids come from URLs: they lead nowhere else. A comma
    divides the ids of a comparison."""
    return (
        bool(re.fullmatch(r"(?![. ])[^/\\:,]{1,120}(?<! )", part))
        and part.isprintable()
        and len(part.encode()) <= 255
    )


def find(run_id: str) -> Run:
    """The run of an id; that of a sweep's run is `<sweep>/<run>`. Raises RunError."""
    if not all(map(is_name, run_id.split("/", 1))):
        raise RunError(f"{run_id[:60]!r} is not the id of a run. Choose one on the Runs page.")
    return Run(runs_dir() / run_id)


def folders() -> Iterator[Path]:
    """The folders among the runs. Hidden ones, files and links to nowhere are passed over."""
    try:
        names = os.listdir(runs_dir())
    except OSError:
        return
    for name in names:
        if not name.startswith(".") and os.path.isdir(path := runs_dir() / name):
            yield path


WRITTEN = {"run.json", "metrics.jsonl", "checkpoint.pt", "model.safetensors"}


def list_runs() -> tuple[list[Run], list[Unreadable]]:
    """All runs, newest first, and what is ours and could not be read. Whatever is wrong with one folder,
    the others stand; a folder that holds nothing of ours is passed over."""
    runs, unreadable = [], []
    for path in folders():
        try:
            runs.append(_listed(path))
        except RunError as e:
            if problem := _problem(path, str(e)):
                unreadable.append(Unreadable(files.printable(path.name), path, problem))
    runs.sort(key=lambda r: r.record["created"], reverse=True)
    return runs, unreadable


def _problem(path: Path, said: str) -> str:
    """What is wrong with a folder that is no readable run; "" where it holds nothing of a run."""
    try:
        inside = set(os.listdir(path))
    except FileNotFoundError:
        return ""  # deleted since it was listed
    except OSError as e:
        return (
            f"The folder {files.printable(path.name)} among the runs cannot be opened "
            f"({files.reason(e)}). Allow this user to read it, or move it elsewhere."
        )
    # Sweeps have a page of their own.
    return said if inside & WRITTEN and "sweep.json" not in inside else ""


def _listed(path: Path) -> Run:
    if not is_name(path.name):
        raise RunError(
            f"The run in the folder {files.printable(path.name)!r} cannot be opened by that name: a "
            "name has 1 to 120 characters and no comma, colon or line break. Rename the folder."
        )
    try:
        return Run(path)
    except RunError as e:
        if isinstance(e.__cause__, FileNotFoundError):
            raise RunError(
                f"Run {path.name} cannot be read: its run.json is gone. Delete the folder, or bring "
                "the file back."
            ) from e
        raise


def runs(kind: str | None = None) -> list[Run]:
    """The readable runs of a kind, newest first."""
    return [r for r in list_runs()[0] if kind in (None, r.kind)]


def newest(kind: str, most: int) -> list[Run]:
    """The newest so many runs of a kind, by the time in their ids: without reading all the others."""
    found: list[Run] = []
    for path in sorted(folders(), key=lambda path: path.name, reverse=True):
        if len(found) == most:
            break
        if path.name.startswith(f"{kind}-") and is_name(path.name):
            with contextlib.suppress(RunError):
                found.append(Run(path))
    return [run for run in found if run.kind == kind]


def latest(kind: str) -> Run:
    """The newest finished run of a kind. Raises RunError where there is none."""
    for run in runs(kind):
        if run.status == "finished" and run.has_weights:
            return run
    raise RunError(
        f"There is no finished {kind} run in the runs folder; train one first: "
        f"python -m core train {kind}"
    )
