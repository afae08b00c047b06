"""A run is a directory, the only thing that training and looking share.

    run.json           what was asked, by whom, and how it stands; `Run.update` alone changes it
    title.txt          the name a user gave it
    metrics.jsonl      one event a line, appended; a torn line is ignored
    checkpoint.pt      all that is needed to go on
    model.safetensors  the newest weights, to predict with
    snapshots/         earlier weights, <step>.safetensors
    result.json        the last evaluation
    control.json       pause, resume or stop, as asked by a user
    run.lock           held by the process that trains it: a running run without it is interrupted
    update.lock        held while run.json is changed

Nothing here imports PyTorch: pages that list and follow runs must not pay for it.
"""

import errno
import functools
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.config import CONFIGS, AnyConfig
from core.environment import runs_dir as runs_dir
from core.errors import ConfigError, RunError
from core.files import write_json as write_json
from core.files import write_text, writing
from core.runs import metrics

SCHEMA = 1
UPDATE_SECONDS = 10  # a change takes a thousandth of one
ACTIVE = ("queued", "running", "paused")
STATUSES = (*ACTIVE, "stopped", "finished", "failed", "interrupted")
RESUMABLE = ("stopped", "failed", "interrupted")


def is_held(lock: Path) -> bool:
    """Whether a living process holds the lock; the system frees it when its holder dies."""
    if not lock.is_file():
        return False
    probe = FileLock(lock)
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return True
    probe.release()
    return False


@functools.lru_cache(maxsize=4096)
def _config(kind: str, text: str) -> AnyConfig:
    """A config by its JSON. Checking its fields is most of reading a run, and pages list all runs."""
    return CONFIGS[kind].from_dict(json.loads(text))


class Run:
    """A run directory, read anew at each construction. Raises RunError where it cannot be."""

    def __init__(self, path: Path):
        self.path = path
        in_sweep = (path.parent / "sweep.json").is_file()
        self.root = path.parent.parent if in_sweep else path.parent
        """The folder of all runs: that of this one, or of the sweep that it belongs to."""
        self.id = path.relative_to(self.root).as_posix()
        try:
            self.record: dict[str, Any] = json.loads((path / "run.json").read_text("utf-8"))
            if self.record["schema"] != SCHEMA:
                raise RunError(
                    f"Run {self.id} was written in format {self.record['schema']}; this version "
                    f"reads format {SCHEMA}. Use the version of Netsketch that made it."
                )
            self.kind: str = self.record["kind"]
            self.config: AnyConfig = _config(self.kind, json.dumps(self.record["config"]))
            self._status: str = self.record["status"]
            if self._status not in STATUSES:
                raise ValueError(self._status)
            if not isinstance(self.record["owner"], str):
                raise ValueError("owner")
            if not isinstance(self.record["created"], (int, float)):
                raise ValueError("created")
        except FileNotFoundError as e:
            raise RunError(
                f"There is no run {self.id} in {path.parent}. Choose one on the Runs page."
            ) from e
        except (OSError, ValueError, KeyError, TypeError, ConfigError) as e:
            raise RunError(
                f"Run {self.id} cannot be read: its run.json is damaged or not ours "
                f"({_short(e)}). Delete the run, or bring the file back."
            ) from e

    # -- what it is

    @property
    def title(self) -> str:
        """The user's name for it, or the preset's, or its id."""
        try:
            return (self.path / "title.txt").read_text("utf-8").strip() or self.id
        except (OSError, UnicodeDecodeError):
            return str(self.record.get("title") or self.id)

    @property
    def status(self) -> str:
        """As recorded, unless whoever should be at it is gone: then interrupted."""
        if self._status not in ACTIVE:
            return self._status
        owned = self.root / self.record["owner"]
        if is_held(owned if self._status == "queued" else self.path / "run.lock"):
            return self._status
        # Read once more: it may have gone on between reading the record and looking at the lock.
        now = Run(self.path)._status
        return "interrupted" if now == self._status else now

    @property
    def resumable(self) -> bool:
        return self.status in RESUMABLE

    @property
    def has_weights(self) -> bool:
        return (self.path / "model.safetensors").is_file()

    def snapshots(self) -> list[Path]:
        """Files of earlier weights, oldest first."""
        files = (self.path / "snapshots").glob("*.safetensors")
        return sorted((p for p in files if p.stem.isdigit()), key=lambda p: int(p.stem))

    def metrics(self) -> list[dict[str, Any]]:
        """All events so far, oldest first."""
        return metrics.read(self.path / "metrics.jsonl")

    def result(self) -> dict[str, Any] | None:
        """The last evaluation as result.json holds it, or None before the first."""
        try:
            value = json.loads((self.path / "result.json").read_text("utf-8"))
            return value if isinstance(value, dict) else None
        except (OSError, ValueError):
            return None

    # -- how it goes on

    def update(self, *, before: Collection[str] = STATUSES, **changes: Any) -> bool:
        """Change fields of run.json, and leave the others as they now stand there: the process that trains
        a run and the server that is asked to stop it both write, and neither undoes the other's.

        Only where the recorded status is one of `before`; says whether it was. Raises OSError.
        """
        if not self.path.is_dir():  # deleted meanwhile; the lock would make it again
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
        with FileLock(self.path / "update.lock", timeout=UPDATE_SECONDS, poll_interval=0.005):
            try:
                now = json.loads((self.path / "run.json").read_text("utf-8"))
                status = now["status"]
                if status not in STATUSES:
                    raise ValueError(status)
            except (OSError, ValueError, KeyError, TypeError):
                now, status = self.record, self._status  # damaged meanwhile: what is known is kept
            if status not in before:
                return False
            write_json(self.path / "run.json", now | changes)
        self.record, self._status = now | changes, changes.get("status", status)
        return True

    # -- what a user does with it

    def rename(self, title: str) -> None:
        """Raises RunError for a blank or overlong name."""
        title = " ".join(title.split())
        if not 1 <= len(title) <= 80:
            raise RunError(f"A run's name has 1 to 80 characters; this one has {len(title)}.")
        with writing(f"Run {self.title} could not be renamed"):
            write_text(self.path / "title.txt", title)

    def ask(self, command: str) -> None:
        """Ask whoever trains it to "pause", "resume" or "stop". Raises RunError."""
        with writing(f"Run {self.title} could not be told to {command}"):
            asked = {"command": command, "time": time.time()}
            write_json(self.path / "control.json", asked)

    def delete(self) -> None:
        """Remove it for good. Raises RunError while it is being trained."""
        if self.status in ("running", "paused"):
            raise RunError(f"Run {self.title} is still training; stop it first, then delete it.")
        try:
            shutil.rmtree(self.path)
        except OSError as e:
            raise RunError(f"Run {self.title} could not be deleted: {_short(e)}.") from e


def _short(e: Exception) -> str:
    return str(e).split("\n")[0][:160] or type(e).__name__


def create(
    config: AnyConfig,
    *,
    title: str = "",
    preset: str = "",
    owner: str = "",
    path: Path | None = None,
) -> Run:
    """Make the directory of a new, queued run. Raises RunError where it cannot be written."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    where = f"to {path}" if path else "in the runs folder"  # whose path is no visitor's business
    path = path or runs_dir() / f"{config.kind}-{stamp}-{secrets.token_hex(4)}"
    record = {
        "schema": SCHEMA,
        "kind": config.kind,
        "config": config.to_dict(),
        "title": title,
        "preset": preset,
        "status": "queued",
        "owner": owner,
        "created": time.time(),
    }
    with writing(f"The run could not be written {where}", new=True):
        if (path / "run.json").exists():
            raise RunError(
                f"{path} already holds a run; name another directory, or delete it first."
            )
        made = not path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
            write_json(path / "run.json", record)
        except (OSError, ValueError):  # the latter: text that UTF-8 cannot hold
            if made:
                shutil.rmtree(path, ignore_errors=True)
            raise
    return Run(path)


@dataclass(frozen=True)
class Unreadable:
    """A directory among the runs that is not a run, or no longer."""

    id: str
    path: Path
    reason: str


def at(named: str) -> Run:
    """The run in a directory or of an id, as the command line takes either. Raises RunError."""
    path = Path(named)
    if len(path.parts) == 2 and (runs_dir() / path.parts[0] / "sweep.json").is_file():
        return find(named)
    elsewhere = path.is_absolute() or len(path.parts) > 1 or (path / "run.json").exists()
    return Run(path) if elsewhere else find(named)


def is_name(part: str) -> bool:
    """Whether a part of an id names a folder here. Ids come from URLs: they lead nowhere else."""
    return bool(re.fullmatch(r"(?!\.)[\w.-]{1,120}", part))


def find(run_id: str) -> Run:
    """The run of an id; that of a sweep's run is `<sweep>/<run>`. Raises RunError."""
    if not all(map(is_name, run_id.split("/", 1))):
        raise RunError(f"{run_id[:60]!r} is not the id of a run. Choose one on the Runs page.")
    return Run(runs_dir() / run_id)


def _paths() -> Iterator[Path]:
    try:
        entries = [e for e in os.scandir(runs_dir()) if e.is_dir() and not e.name.startswith(".")]
    except OSError:
        return
    yield from (Path(e.path) for e in entries)


def everything() -> tuple[list[Run], list[Unreadable]]:
    """All runs, newest first, and what could not be read."""
    runs, unreadable = [], []
    for path in _paths():
        try:
            runs.append(Run(path))
        except RunError as e:
            # Neither a sweep, which has a page of its own, nor deleted since it was listed.
            if path.exists() and not (path / "sweep.json").exists():
                unreadable.append(Unreadable(path.name, path, str(e)))
    runs.sort(key=lambda r: r.record.get("created", 0), reverse=True)
    return runs, unreadable


def runs(kind: str | None = None) -> list[Run]:
    """The readable runs of a kind, newest first."""
    return [r for r in everything()[0] if kind in (None, r.kind)]


def latest(kind: str) -> Run:
    """The newest finished run of a kind. Raises RunError where there is none."""
    for run in runs(kind):
        if run.status == "finished" and run.has_weights:
            return run
    raise RunError(
        f"There is no finished {kind} run in {runs_dir()}; train one first: "
        f"python -m core train {kind}"
    )
