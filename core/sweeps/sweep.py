"""The sweep: a directory of ordinary runs, one for each combination and seed of its plan.

    sweep-<time>-<hex>/sweep.json   the plan; written once
    sweep-<time>-<hex>/000-.../     the runs

How it stands is read from the runs' own records; nothing is written down twice, so nothing can
disagree. Looking at it costs one `stat` a run, and reading only for those that changed.
"""

import contextlib
import os
import secrets
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import files
from core.errors import RunError
from core.files import write_json, writing
from core.problems import problem
from core.runs import executors, listing, queue, reasons, store, validation
from core.runs.listing import Unreadable
from core.runs.owner import owner
from core.runs.store import Run
from core.sweeps.plan import Cell, Plan
from core.sweeps.records import read_record

SCHEMA = 1
IMPOSSIBLE = "impossible"
ENDED = ("finished", "failed", IMPOSSIBLE)


@dataclass(frozen=True)
class CellState:
    """One cell as it stands."""

    cell: Cell
    path: Path
    status: str
    """A run's status, or "impossible"."""
    record: dict[str, Any]
    """The run's, without its metrics; {} where it has none."""

    @property
    def run_id(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def readable(self) -> bool:
        """Whether it has a run, and its run.json says how it stands."""
        return "status" in self.record

    @property
    def reason(self) -> str:
        """Why it has no result, or ""."""
        return self.cell.reason or reasons.of(self.path, self.record)

    @property
    def early(self) -> str:
        """Why it ended before its planned end, in a sentence, or ""."""
        return str(self.record.get("early", "")) if self.status == "finished" else ""

    @property
    def accuracy(self) -> float | None:
        """The last test's, also while it trains."""
        return self.record.get("accuracy")

    @property
    def result(self) -> float | None:
        """The accuracy at the end, or None before."""
        return self.accuracy if self.status == "finished" else None


class Sweep:
    """A sweep's directory. Raises RunError where it cannot be read."""

    def __init__(self, path: Path):
        self.path, self.id = path, path.name
        try:
            self.record: dict[str, Any] = files.read_json(path / "sweep.json")
            if self.record["schema"] != SCHEMA:
                raise RunError(
                    f"Sweep {self.id} was written in format {str(self.record['schema'])[:20]}; this "
                    f"version reads format {SCHEMA}. Use the version of Netsketch that made it."
                )
            validation.check_sweep(self.record)
            self.plan = Plan.from_dict(self.record["plan"])
            self.created = float(self.record["created"])
        except FileNotFoundError as e:
            raise RunError(
                f"There is no sweep {self.id} in the runs folder. Choose one on the Sweeps page."
            ) from e
        except RunError:
            raise
        except (
            Exception
        ) as e:  # others may have put anything there, and the other sweeps must stand
            raise RunError(
                f"Sweep {files.printable(self.id)} cannot be read: its sweep.json is damaged or not "
                f"ours ({files.reason(e)}). Its runs are whole; bring the file back, or delete the "
                "folder."
            ) from e

    @property
    def kind(self) -> str:
        return self.plan.kind

    @property
    def title(self) -> str:
        """Of earlier versions the title begins with the preset's name: "quick: channels"."""
        if not self.plan.title:
            return " × ".join(self.plan.label(axis.name) for axis in self.plan.axes)
        first, colon, rest = self.plan.title.partition(": ")
        known = {p.name: p.title for p in problem(self.kind).presets}
        return f"{known.get(first, first)}{colon}{rest}"

    def cells(self) -> list[CellState]:
        """Every cell as it stands, in the order of the plan."""
        alive: dict[Path, bool] = {}  # each owner of queued runs is looked up once
        return [self._state(cell, alive) for cell in self.plan.cells]

    def runs(self) -> list[Run]:
        """The runs of its cells that are there and can be read."""
        found = []
        for cell in self.plan.cells:
            with contextlib.suppress(RunError):
                found.append(Run(self.path / cell.name))
        return found

    def _state(self, cell: Cell, alive: dict[Path, bool]) -> CellState:
        path = self.path / cell.name
        if cell.config is None:
            return CellState(cell, path, IMPOSSIBLE, {})
        try:
            record = read_record(path)
        except RunError as e:
            return CellState(cell, path, "failed", {"error": str(e)})
        if record is None:  # not made yet when its server was killed, or deleted by its user
            return CellState(cell, path, "interrupted", {})
        status = record["status"]
        if status == "queued":
            owner = self.path.parent / record["owner"]
            if owner not in alive:
                alive[owner] = store.is_held(owner)
            status = "queued" if alive[owner] else "interrupted"
        elif status in store.ACTIVE:
            try:
                status = Run(path).status
                record = read_record(path) or record
            except RunError:  # deleted just now
                return CellState(cell, path, "interrupted", {})
        return CellState(cell, path, status, record)

    # -- what a user does with it

    def pause(self) -> None:
        """Pause what trains now; what waits pauses when its turn comes."""
        for state in self._active():
            Run(state.path).request("pause")

    def unpause(self) -> None:
        for state in self._active():
            Run(state.path).request("resume")

    def stop(self) -> None:
        """Stop every cell that has not ended, with a checkpoint where it has begun."""
        runs = [Run(state.path) for state in self._active()]
        queue.current.withdraw(runs)
        for run in reversed(runs):  # those that wait first, so that none of them begins
            queue.current.stop(run)

    def resume(self, *, failed: bool = False) -> int:
        """Queue every interrupted or stopped cell again, and the failed ones on request; how many.

        Raises RunError where there is nothing to resume, or runs cannot be written.
        """
        wanted = ("interrupted", "stopped", *(("failed",) if failed else ()))
        states = [state for state in self.cells() if state.status in wanted]
        if not states:
            raise RunError(f"Sweep {self.title} has nothing to resume.")
        executors.ready()
        runs = []
        by_cell = {state.cell.name: state for state in states}
        for cell in self.plan.in_turn((state.cell for state in states), executors.workers()):
            state = by_cell[cell.name]
            if not state.readable:
                shutil.rmtree(state.path, ignore_errors=True)
                runs.append(self._create(cell))
                continue
            run = Run(state.path)
            queue.mark_queued(run)
            runs.append(run)
        queue.current.queue_many(runs)
        return len(runs)

    def delete(self) -> None:
        """Remove it and its runs for good. Raises RunError while a cell is active."""
        if self._active():
            raise RunError(f"Sweep {self.title} is still training; stop it first, then delete it.")
        try:
            shutil.rmtree(self.path)
        except OSError as e:
            raise RunError(f"Sweep {self.title} could not be deleted: {files.reason(e)}.") from e

    def _active(self) -> list[CellState]:
        return [state for state in self.cells() if state.status in store.ACTIVE]

    def _create(self, cell: Cell) -> Run:
        assert cell.config is not None
        return store.create(
            cell.config,
            owner=owner(),
            path=self.path / cell.name,
            threads=cell.threads,
        )


def status_of(states: list[CellState]) -> str:
    """A sweep's status, in the words of a run's."""
    counts = Counter(state.status for state in states)
    for status in ("running", "paused", "queued", "interrupted", "stopped", "finished"):
        if counts[status]:
            return status
    return "failed"


def start(plan: Plan) -> Sweep:
    """Make a sweep and queue its runs. Raises RunError where it cannot be written."""
    executors.ready()
    path = store.runs_dir() / f"sweep-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    record = {"schema": SCHEMA, "created": time.time(), "owner": owner(), "plan": plan.to_dict()}
    with writing("The sweep could not be written in the runs folder", new=True):
        path.mkdir(parents=True)
        try:
            write_json(path / "sweep.json", record)
        except OSError:
            shutil.rmtree(path, ignore_errors=True)
            raise
    sweep = Sweep(path)
    queue.current.queue_many(
        [sweep._create(cell) for cell in plan.in_turn(plan.cells, executors.workers())]
    )
    return sweep


def find(sweep_id: str) -> Sweep:
    """The sweep of an id. Raises RunError."""
    if not listing.is_name(sweep_id):
        raise RunError(
            f"{sweep_id[:60]!r} is not the id of a sweep. Choose one on the Sweeps page."
        )
    return Sweep(store.runs_dir() / sweep_id)


def list_sweeps() -> tuple[list[Sweep], list[Unreadable]]:
    """All sweeps, newest first, and what could not be read."""
    sweeps, unreadable = [], []
    for path in listing.folders():
        if not os.path.lexists(path / "sweep.json"):
            continue
        try:
            if not listing.is_name(path.name):
                raise RunError(
                    f"The sweep in the folder {files.printable(path.name)!r} cannot be opened by that "
                    "name: a name has 1 to 120 characters and no comma, colon or line break. Rename the "
                    "folder."
                )
            sweeps.append(Sweep(path))
        except RunError as e:
            if path.exists():  # not deleted between listing and reading
                unreadable.append(Unreadable(files.printable(path.name), path, str(e)))
    return sorted(sweeps, key=lambda s: s.created, reverse=True), unreadable
