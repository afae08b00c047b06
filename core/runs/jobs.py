"""Runs on their way to the workers of `core.runs.pool`: started, queued, resumed, stopped.

Handing a run directory over returns at once; all that follows is read from the directory.
"""

import atexit
import contextlib
import functools
import os
import secrets
import threading
import time
from collections.abc import Iterable
from concurrent import futures
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from filelock import FileLock

from core.config import AnyConfig
from core.errors import NetsketchError, RunError
from core.runs import pool, store
from core.runs.store import Run

AFTER_FIRST_PAGE = 1.5  # seconds that it is left alone with the cores
LEAVE_SECONDS = 5
KILLED = (
    "The process that trained it was killed, perhaps for want of memory. Resume it to go on from its "
    "last checkpoint."
)
LOST = "The cluster that was to train it is gone. Start its scheduler and workers again, then resume it."
_jobs: dict[str, Future[str]] = {}
_backlog: dict[Path, None] = {}  # runs of sweeps that wait to be handed over, in order
_lock = threading.Lock()


def _work(path: str) -> str:
    import torch

    from core.runs.worker import work

    torch.set_num_threads(1)  # a cluster's workers have not been through `_begin`
    status: str = Run(Path(path)).record["status"]
    if status in ("stopped", "finished"):  # stopped while it waited here, or queued twice
        return status
    return work(Path(path))


def _measure(group: str) -> list[float]:
    from core.training import estimate

    return estimate.measure(group)


@functools.cache
def warm() -> None:
    """Start the workers ahead of the first run, once the first page stands on the screen."""
    threading.Thread(target=_warm, daemon=True).start()


def _warm() -> None:
    time.sleep(AFTER_FIRST_PAGE)
    # The server ends meanwhile, or data are missing, which the run that needs them will say.
    with contextlib.suppress(RuntimeError, NetsketchError, OSError):
        pool.executor().submit(int)  # the first job starts all workers
        _end_with_server()
        _measure_when_idle()


def _measure_when_idle() -> None:
    """Learn this machine's speed group by group, so that a run waits a moment at most. What was
    measured while a run trained beside it does not count."""
    from core.training import estimate

    rates: dict[str, list[float]] = {}
    for group in () if estimate.known() else estimate.groups():
        while group not in rates:
            before = len(_jobs)
            while any(not job.done() for job in list(_jobs.values())):
                time.sleep(1)
            measured = pool.executor().submit(_measure, group).result()
            if len(_jobs) == before:
                rates[group] = measured
    if rates:
        estimate.keep(rates)


@functools.cache
def _owner() -> tuple[str, FileLock]:
    """The lock that this process holds while it lives: its queued runs are alive as long."""
    folder = store.runs_dir() / ".owners"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.lock"):
        if not store.is_held(old):
            old.unlink(missing_ok=True)
    name = f"{os.getpid()}-{secrets.token_hex(4)}.lock"
    lock = FileLock(folder / name)
    lock.acquire()
    return f".owners/{name}", lock


@functools.cache
def _end_with_server() -> None:
    """Call `_leave` when the server ends, before the pool waits for its runs' last steps.

    The pool's own exit function was registered so when it started; the last registered is called
    first. `atexit` comes after both.
    """
    getattr(threading, "_register_atexit", atexit.register)(_leave)


def _leave() -> None:
    """Let the runs end with a checkpoint."""
    _leaving.set()
    pool.interrupt()


def leave() -> None:
    """Let the runs end with a checkpoint, and wait until they have: for a server that a signal is about
    to kill. What takes longer than a few seconds ends by itself, once its server is gone."""
    _leave()
    futures.wait(list(_jobs.values()), timeout=LEAVE_SECONDS)


def owner() -> str:
    """What a run that this process has queued says under `owner`. Raises RunError."""
    try:
        return _owner()[0]
    except OSError as e:
        raise RunError(
            f"Runs cannot be kept in {store.runs_dir()} ({e.strerror or e}): free some space, or "
            "name another folder in RUNS_DIR."
        ) from e


def start(config: AnyConfig, *, title: str = "", preset: str = "") -> Run:
    """Make a run and queue it. Raises RunError where it cannot be written, or no cluster answers."""
    pool.executor()
    run = store.create(config, title=title, preset=preset, owner=owner())
    _submit(run)
    return run


def resume(run: Run) -> None:
    """Queue an interrupted, stopped or failed run again; it goes on from its checkpoint.

    Raises RunError where it is active or finished.
    """
    if not run.resumable:
        raise RunError(f"Run {run.title} is {run.status}; there is nothing to resume.")
    (run.path / "control.json").unlink(missing_ok=True)
    _queue(run)


def _queue(run: Run) -> None:
    mark_queued(run)
    _submit(run)


def mark_queued(run: Run) -> None:
    """Say in its record that it waits, for this process."""
    again = {"status": "queued", "owner": owner(), "error": ""}
    store.write_json(run.path / "run.json", run.record | again)


def _submit(run: Run) -> "Future[str]":
    with _lock:
        future = pool.executor().submit(_work, str(run.path.resolve()))
        _jobs[run.id] = future
    _end_with_server()
    future.add_done_callback(functools.partial(_done, run.path))
    return future


def queue_many(runs: Iterable[Run]) -> None:
    """Train these queued runs in their order, few handed over at a time: one that a user starts
    meanwhile waits for a worker, not for all of them."""
    with _lock:
        _backlog.update((run.path.resolve(), None) for run in runs)
    _feeder()
    _hungry.set()


def forget_many(runs: Iterable[Run]) -> None:
    """Take runs back that have not been handed over yet."""
    with _lock:
        for run in runs:
            _backlog.pop(run.path.resolve(), None)


def at_work(run: Run) -> bool:
    """Whether a run that this process queued may still go on by itself."""
    with _lock:
        future = _jobs.get(run.id)
        return run.path.resolve() in _backlog or (future is not None and not future.done())


_hungry = threading.Event()


@functools.cache
def _feeder() -> None:
    threading.Thread(target=_feed, daemon=True).start()


def _feed() -> None:
    fed: list[Future[str]] = []
    while True:
        _hungry.wait()
        _hungry.clear()
        while not _leaving.is_set():
            fed = [future for future in fed if not future.done()]
            with _lock:
                path = next(iter(_backlog), None)
            if path is None:
                break
            try:
                # One more than there are workers, so that none waits for this thread.
                if len(fed) > pool.workers():
                    break
                with _lock:
                    if path not in _backlog:
                        continue  # taken back meanwhile
                    del _backlog[path]
                fed.append(_submit(Run(path)))
            except BrokenProcessPool:  # it broke just now; `executor` makes another
                with _lock:
                    _backlog[path] = None
            except RunError as e:
                _not_fed(path, str(e))


def _not_fed(path: Path, reason: str) -> None:
    """A run was deleted meanwhile; or the cluster is gone, for those behind it as well."""
    waiting = [path]
    if path.is_dir():
        with _lock:
            waiting += _backlog
            _backlog.clear()
    for each in waiting:
        _say(each, "queued", "interrupted", reason)


def _done(path: Path, future: "Future[str]") -> None:
    """When a worker is killed the pool ends all of them. Its own run is left to be resumed by its
    user; the others did nothing wrong and go on by themselves."""
    _hungry.set()
    if future.cancelled():
        if not _leaving.is_set():
            _say(path, "queued", "interrupted", LOST)
        return
    if not (error := future.exception()):
        return
    if not isinstance(error, BrokenProcessPool):
        reason = f"Its worker could not begin it: {type(error).__name__}: {str(error)[:200]}"
        _say(path, "queued", "failed", reason)
        return
    try:
        run = Run(path)
        innocent = run.status in store.ACTIVE  # the dead worker's lock is free already
        if not innocent:
            _say(path, "interrupted", "interrupted", KILLED)
        elif not _leaving.is_set():
            threading.Thread(target=_queue, args=(run,), daemon=True).start()
    except RunError:
        pass  # deleted meanwhile


def _say(path: Path, before: str, after: str, reason: str) -> None:
    """Write down why a run does not go on: a worker that is gone, or never began it, has not."""
    with contextlib.suppress(RunError, OSError):
        now = Run(path)
        if now.status == before:
            store.write_json(path / "run.json", now.record | {"status": after, "error": reason})


_leaving = threading.Event()


def wait(run: Run) -> None:
    """Until a run that was started here has ended, one way or another."""
    with _lock:
        future = _jobs[run.id]
    with contextlib.suppress(BrokenProcessPool, CancelledError):
        future.exception()


def stop(run: Run) -> None:
    """Stop a run that is queued, running or paused; a running one ends within its next steps."""
    run.ask("stop")
    forget_many([run])
    with _lock:
        future = _jobs.get(run.id)
    cancelled = future is not None and future.cancel()
    # The pool hands more runs to its workers than they train: those cannot be cancelled any more,
    # and look at their status when their turn comes.
    now = Run(run.path)
    if cancelled or now.record["status"] == "queued":
        store.write_json(run.path / "run.json", now.record | {"status": "stopped", "error": ""})
