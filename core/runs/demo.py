"""The demo run: a network that a server trains in view of its home page while nobody needs the machine.

One for the server, whoever looks. It lies hidden among the runs, is the last to get a core, gives way to
every other run, and is gone with the server, unless somebody keeps it.
"""

import contextlib
import math
import os
import secrets
import shutil
import sys
import threading
import time
from concurrent import futures
from concurrent.futures import Future
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from core import environment
from core.errors import NetsketchError, RunError
from core.files import writing
from core.problems import PROBLEMS, problem
from core.runs import executors, leftovers, listing, queue, store
from core.runs.owner import owner
from core.runs.shipped import shipped
from core.runs.store import Run
from core.settings.config import Config
from core.training import devices

WEIGHTS_SECONDS = 0.7  # between two sets of weights, at least, so that one sees them change
LOWEST_PRIORITY = 19
RECENT_SECONDS = 15.0  # a run of another process writes its checkpoints more often than that
SCAN_SECONDS = 2.0  # between two looks at the runs of other processes: there may be thousands
LEAVE_SECONDS = 5.0


def _work(path: str) -> str:
    """Train it in a worker, in a thread that leaves the cores to whatever else wants them; how it ended."""
    from core.runs.worker import train

    ended: list[str] = []

    def work() -> None:
        if sys.platform == "linux":  # elsewhere a thread has no priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
        ended.append(train(Path(path), weights_seconds=WEIGHTS_SECONDS).status)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return ended[0] if ended else "failed"


class Seen(NamedTuple):
    """The demo run as it stands."""

    phase: str
    """"none" where there is nothing to see, "soon", "training", "waiting" (it gave way), "finished"."""
    run: Run | None = None


class Demo:
    """The demo run of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._path: Path | None = None
        self._job: Future[str] | None = None
        self._scanned, self._elsewhere = -math.inf, False
        self._kept = False
        self._over = False
        """It came to its end, or never will: it is not trained once more."""

    # -- what is seen of it

    def look(self) -> Seen:
        """How it stands; where the machine has time for it, it begins or goes on. For who wants to see it
        train."""
        with self._lock:
            self._note_end()
            if not self._over and self._job is None and self._may_train():
                self._train()
            elif self._job is not None and self._others_train():
                self.give_way()
            return self._seen()

    def best(self, kind: str) -> Run:
        """The network that answers on the home page: the one that ships for a kind, or this one, once it
        has finished and is better on the same test items. Raises RunError where none ships."""
        ships, run = shipped(kind), self.finished()
        if run is None or run.kind != kind:
            return ships
        test = problem(kind).tested_on
        same = test(run.config) == test(ships.config)
        better = run.record.get("accuracy", 0) > ships.record.get("accuracy", 0)
        return run if same and better else ships

    def finished(self) -> Run | None:
        """The run once it has finished; None before, and where it is gone."""
        with self._lock:
            self._note_end()
            seen = self._seen()
        return seen.run if seen.phase == "finished" else None

    @property
    def kept(self) -> bool:
        return self._kept

    def _seen(self) -> Seen:
        run = None
        if self._path is not None:
            try:
                run = Run(self._path)
            except RunError:  # somebody deleted it
                self._path, self._over = None, True
        if run is None:
            waits = not self._over and wanted() is not None and not executors.started()
            return Seen("soon" if waits else "none")
        if self._job is not None:
            return Seen("training" if run.has_weights else "soon", run)
        if run.record["status"] == "finished":
            return Seen("finished", run)
        return Seen("none" if self._over else "waiting", run)

    # -- how it goes on

    def give_way(self) -> None:
        """End its training with a checkpoint, where it trains: somebody else wants to."""
        with self._lock:
            if self._job is not None and self._path is not None:
                with contextlib.suppress(RunError):  # somebody deleted it
                    Run(self._path).request("stop")
                self._job.cancel()  # it may not have begun

    def keep(self) -> Run:
        """Move it among the runs, where it has finished. Raises RunError."""
        with self._lock:
            run = self.finished()
            if run is None:
                raise RunError("The network on the home page has not finished; wait a moment.")
            if self._kept:
                return run
            stamp = time.strftime("%Y%m%d-%H%M%S")
            path = store.runs_dir() / f"{run.kind}-{stamp}-{secrets.token_hex(4)}"
            with writing("The network could not be kept in the runs folder", new=True):
                run.path.rename(path)
            self._path, self._kept = path, True
            return Run(path)

    def leave(self) -> None:
        """End it with the server, and leave nothing of it behind that was not kept."""
        with self._lock:
            self._over = True
            self.give_way()
            job, path = self._job, self._path
        if job is not None:
            futures.wait([job], timeout=LEAVE_SECONDS)
        if path is not None and not self._kept:
            shutil.rmtree(path, ignore_errors=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()  # where no other server has one

    def _train(self) -> None:
        """Hand it to the pool."""
        config = wanted()
        assert config is not None, "_may_train says so"
        try:
            if self._path is None:
                name = PurePosixPath(owner()).stem
                path = store.runs_dir() / leftovers.DEMOS / name
                self._path = store.create(config, path=path, threads=1).path
            (self._path / "control.json").unlink(missing_ok=True)  # it gave way, and goes on now
            pool = executors.executor(devices.on_gpu(config))
            self._job = pool.submit(_work, str(self._path.resolve()))
        except (
            NetsketchError,
            OSError,
            RuntimeError,
        ):  # runs cannot be written here, or the server ends
            self._over = True
        if self.give_way not in queue.gives_way:
            queue.gives_way.append(self.give_way)
        queue.current.end_with_server()

    def _note_end(self) -> None:
        """Where its worker has let go of it: is it over, or may it go on later?"""
        if self._job is None or not self._job.done():
            return
        job, self._job = self._job, None
        if not job.cancelled():
            # One whose worker was killed would have more killed, which may train others' runs.
            killed = job.exception() is not None
            self._over = killed or job.result() not in ("stopped", "interrupted")

    def _may_train(self) -> bool:
        """Whether it may begin, or go on, now."""
        return (
            wanted() is not None
            and executors.started()
            and not self._others_train()
            and (bool(environment.demo()) or _is_idle())
        )

    def _others_train(self) -> bool:
        """Whether another run trains: one of this server, or of another process that has the same runs."""
        if queue.current.handed_over()[1]:
            return True
        if time.monotonic() - self._scanned > SCAN_SECONDS:
            self._elsewhere, self._scanned = _train_elsewhere(), time.monotonic()
        return self._elsewhere


def wanted() -> Config | None:
    """What is to be trained in view; None where that was ruled out, or there is no core to spare."""
    if environment.demo() is False or environment.cluster():
        return None
    spare = bool(environment.demo()) or min(executors.workers(), executors.cores()) > 1
    return next((p.demo for p in PROBLEMS.values() if p.demo), None) if spare else None


def _train_elsewhere() -> bool:
    """Whether any of the runs is being trained."""
    since = time.time() - RECENT_SECONDS
    for folder in listing.folders():
        swept = folder.glob("*/") if os.path.isfile(folder / "sweep.json") else ()
        for run in (folder, *swept):
            with contextlib.suppress(OSError):
                if run.stat().st_mtime > since and store.is_held(run / "run.lock"):
                    return True
    return False


def _is_idle() -> bool:
    """Whether other programs left half of the machine alone in the last minute, where a system tells."""
    if not hasattr(os, "getloadavg"):
        return True
    return os.getloadavg()[0] < (os.cpu_count() or 1) / 2


current = Demo()
"""That of this process; a test puts another in its place."""
