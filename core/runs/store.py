"""The run directory, the only thing that training and looking share.

    run.json           its config, its owner and how it stands; `Run.update` alone changes it
    title.txt          the name a user gave it
    annotations.json   the note and the tags that a user wrote (`core.runs.annotations`)
    metrics.jsonl      one event a line, appended; a torn line is ignored
    checkpoint.pt      all that is needed to go on
    model.safetensors  the newest weights, to predict with
    snapshots/         earlier weights, <step>.safetensors
    result.json        the last evaluation
    control.json       pause, resume or stop, as a user chose
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
from collections.abc import Collection
from pathlib import Path
from typing import Any

from filelock import FileLock

from core import files
from core.environment import runs_dir as runs_dir
from core.errors import RunError
from core.files import write_json as write_json
from core.files import write_text, writing
from core.problems import problem, problem_of
from core.runs import event_log, migration, naming, validation
from core.runs.locks import is_held as is_held
from core.settings.config import Config
from core.settings.execution import Execution

SCHEMA = 1
UPDATE_SECONDS = 10  # a change takes a thousandth of one
ACTIVE = ("queued", "running", "paused")
STATUSES = (*ACTIVE, "stopped", "finished", "failed", "interrupted")
RESUMABLE = ("stopped", "failed", "interrupted")
MOST_TITLE = 4_000  # bytes


@functools.lru_cache(maxsize=4096)
def _config(kind: str, text: str) -> Config:
    """A config by its JSON. Checking its fields is most of reading a run, and pages list all runs."""
    return problem(kind).Config.from_dict(json.loads(text))


def read_record(path: Path) -> dict[str, Any]:
    """What a run directory's run.json says, each field of its kind. Raises OSError, ValueError."""
    return checked_record(files.read_json(path / "run.json"))


def checked_record(record: Any) -> dict[str, Any]:
    """What a run.json said, where each field is of its kind. Raises ValueError."""
    if not isinstance(record, dict) or "schema" not in record:
        raise ValueError("it is not a run's")
    if record["schema"] == SCHEMA:  # else it says what that version pleased
        record = migration.move_parts_of_record(record)
        validation.check_record(record)
        if record["status"] not in STATUSES:
            raise ValueError(f"status is {record['status']!r:.40}")
    return record


class Run:
    """A run directory, read anew at each construction. Raises RunError where it cannot be."""

    def __init__(self, path: Path):
        self.path = path
        in_sweep = os.path.isfile(path.parent / "sweep.json") and not _is_root(path.parent)
        self.root = path.parent.parent if in_sweep else path.parent
        """The folder of all runs: that of this one, or of the sweep that it belongs to."""
        self.id = path.relative_to(self.root).as_posix()
        try:
            self.record = read_record(path)
            if self.record["schema"] != SCHEMA:
                raise RunError(
                    f"Run {self.id} was written in format {str(self.record['schema'])[:20]}; this "
                    f"version reads format {SCHEMA}. Use the version of Netsketch that made it."
                )
            self.kind: str = self.record["kind"]
            self.config: Config = _config(self.kind, json.dumps(self.record["config"]))
            self.threads = Execution(threads=self.record["threads"]).threads
            self.cycles = tuple((first, last) for first, last in self.record.get("cycles", ()))
            """Where it was extended, as `core.training.schedules.rate_at` takes them."""
            self._status: str = self.record["status"]
        except FileNotFoundError as e:
            raise RunError(
                f"There is no run {files.printable(self.id)} in the runs folder. Choose one on the "
                "Runs page."
            ) from e
        except RunError:
            raise
        except Exception as e:  # others may have put anything there, and the other runs must stand
            raise RunError(
                f"Run {files.printable(self.id)} cannot be read: its run.json is damaged or not ours "
                f"({files.reason(e)}). Delete the run, or bring the file back."
            ) from e

    # -- what it is

    @property
    def title(self) -> str:
        """The user's name for it, or one made of its settings (`core.runs.naming`)."""
        try:
            own = " ".join(files.read_text(self.path / "title.txt", MOST_TITLE).split())
        except (OSError, ValueError):
            own = ""
        if own:
            return own
        if self.in_sweep:
            return naming.in_sweep(self.config)
        recorded = str(self.record.get("title") or "")
        if naming.is_own(recorded, self.kind, str(self.record.get("preset") or "")):
            return recorded
        return naming.numbered(self.path, naming.name(self.config))

    @property
    def in_sweep(self) -> bool:
        return self.root != self.path.parent

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
        return os.path.isfile(self.path / "model.safetensors")

    def snapshots(self) -> list[Path]:
        """Files of earlier weights, oldest first."""
        try:
            names = os.listdir(self.path / "snapshots")
        except OSError:
            return []
        steps = {re.fullmatch(r"([0-9]{1,15})\.safetensors", name): name for name in names}
        found = sorted((int(step[1]), name) for step, name in steps.items() if step)
        return [self.path / "snapshots" / name for _, name in found]

    def metrics(self) -> list[dict[str, Any]]:
        """All events so far, oldest first."""
        return event_log.read(self.path / "metrics.jsonl")

    def result(self) -> dict[str, Any] | None:
        """The last evaluation as result.json holds it, or None before the first."""
        try:
            value = files.read_json(self.path / "result.json")
        except (OSError, ValueError):
            return None
        return value if validation.is_result(value) else None

    # -- how it goes on

    def update(self, *, before: Collection[str] = STATUSES, **changes: Any) -> bool:
        """Change fields of run.json, and leave the others as they now stand there: the process that trains
        a run and the server that stops it both write, and neither undoes the other's.

        Only where the recorded status is one of `before`; says whether it was. Raises OSError.
        """
        if not self.path.is_dir():  # deleted meanwhile; the lock would make it again
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
        with FileLock(self.path / "update.lock", timeout=UPDATE_SECONDS, poll_interval=0.005):
            try:
                now = read_record(self.path)
                status = now["status"]
            except (OSError, ValueError):
                now, status = self.record, self._status  # damaged meanwhile: what is known is kept
            if status not in before:
                return False
            write_json(self.path / "run.json", now | changes)
        self.record, self._status = now | changes, changes.get("status", status)
        return True

    # -- what a user does with it

    def rename(self, title: str) -> None:
        """Raises RunError for a blank or overlong name."""
        title = " ".join(files.printable(title).split())
        if not 1 <= len(title) <= 80:
            raise RunError(f"A run's name has 1 to 80 characters; this one has {len(title)}.")
        with writing(f"Run {self.title} could not be renamed"):
            write_text(self.path / "title.txt", title)

    def request(self, command: str) -> None:
        """Ask whoever trains it to "pause", "resume" or "stop". Raises RunError."""
        with writing(f"The command to {command} run {self.title} could not be written"):
            request = {"command": command, "time": time.time()}
            write_json(self.path / "control.json", request)

    def delete(self) -> None:
        """Remove it for good. Raises RunError while it is being trained."""
        if self.status in ("running", "paused"):
            raise RunError(f"Run {self.title} is still training; stop it first, then delete it.")
        try:
            shutil.rmtree(self.path)
        except OSError as e:
            raise RunError(f"Run {self.title} could not be deleted: {files.reason(e)}.") from e


def _is_root(folder: Path) -> bool:
    """Whether a folder is that of all runs, whatever files lie in it."""
    return folder == runs_dir() or (
        folder.parent != runs_dir() and folder.resolve() == runs_dir().resolve()
    )


def create(
    config: Config,
    *,
    title: str = "",
    preset: str = "",
    owner: str = "",
    base: str = "",
    path: Path | None = None,
    threads: int | None = None,
) -> Run:
    """Make the directory of a new, queued run, with so many threads or as many as its kind has. `base` is
    the id of the run whose settings were changed for it, if one's were.

    Raises RunError where it cannot be written, ConfigError for threads that none can have.
    """
    execution = Execution(threads=problem_of(config).threads if threads is None else threads)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    where = f"to {files.printable(str(path))}" if path else "in the runs folder"
    path = path or runs_dir() / f"{config.kind}-{stamp}-{secrets.token_hex(4)}"
    record = {
        "schema": SCHEMA,
        "kind": config.kind,
        "config": config.to_dict(),
        "threads": execution.threads,
        "title": title,
        "preset": preset,
        "status": "queued",
        "owner": owner,
        "created": time.time(),
    } | ({"base": base} if base else {})
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
