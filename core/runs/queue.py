"""The run queue: runs started, queued, resumed and stopped on their way to the workers.

Handing a run directory over returns at once; all that follows is read from the directory.
"""

import atexit
import contextlib
import functools
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from core.errors import NetsketchError, RunError
from core.files import writing
from core.runs import executors, extension, listing, reasons, store, together
from core.runs.owner import owner as owner
from core.runs.store import Run
from core.settings.config import Config

LEAVE_SECONDS = 5
MOST_WAITING = 48  # runs started by hand; a sweep waits as one
gives_way: list[Callable[[], None]] = []
"""Called once a run was handed over: what trains only while no other run does ends then."""


def mark_queued(run: Run, *, forget: bool = True) -> None:
    """Say in its record that it waits, for this process, and drop an earlier command. Raises RunError."""
    with writing(f"Run {run.title} cannot be resumed"):
        if forget:
            (run.path / "control.json").unlink(missing_ok=True)
        run.update(status="queued", owner=owner(), error="")
    reasons.forget(run)


def _record_end(path: Path, before: str, after: str, reason: str) -> None:
    """Write down why a run does not go on: a worker that is gone, or never began it, has not."""
    with contextlib.suppress(RunError):
        now = Run(path)
        if now.status == before:
            with contextlib.suppress(OSError):
                now.update(before=(now.record["status"],), status=after, error=reason)
            reasons.keep(path, reason)


class RunQueue:
    """The runs that this process has queued: what waits, what was handed over, and what becomes of it."""

    def __init__(self, executor: Callable[[bool], Executor] = executors.executor):
        self._executor = executor
        self._jobs: dict[str, Future[tuple[str, str]]] = {}
        self._handed_over = 0
        self._by_hand: dict[Path, None] = {}
        """Runs started one by one, in order, until they have begun."""
        self._backlog: dict[Path, together.Place] = {}
        """Runs of sweeps that wait to be handed over, in order, each to its place."""
        self._lock = threading.Lock()
        self._entering = threading.Lock()
        """Counting what waits and adding to it is one step."""
        self._dispatcher: threading.Thread | None = None
        self._wake = threading.Event()
        """The dispatcher may find something to do."""
        self._closing = threading.Event()
        self._ends_with_server = False

    def start(self, config: Config, *, threads: int | None = None, **record: str) -> Run:
        """Make a run and queue it; `record` as `store.create` takes it. Raises RunError where it cannot be
        written, no cluster answers, a device is not there, or too many wait already."""
        with self._room():
            run = store.create(config, owner=owner(), threads=threads, **record)  # type: ignore[arg-type]
            self._by_hand[run.path.resolve()] = None
            try:
                self.submit(run)
            except Exception:  # nobody would ever train it
                shutil.rmtree(run.path, ignore_errors=True)
                raise
        return run

    def resume(self, run: Run) -> None:
        """Queue an interrupted, stopped or failed run, to go on from its checkpoint. Raises RunError where
        it is active or finished, and as `start` does."""
        if not run.resumable:
            raise RunError(f"Run {run.title} is {run.status}; there is nothing to resume.")
        with self._room():
            mark_queued(run)
            self._by_hand[run.path.resolve()] = None
            self.submit(run)

    def extend(self, run: Run, more: int) -> None:
        """Queue a finished run for so many more epochs, or steps. Raises as `extension.extend`, `start`."""
        with self._room():
            run = extension.extend(run, more, status="queued", owner=owner())
            self._by_hand[run.path.resolve()] = None
            self.submit(run)

    def stop(self, run: Run) -> None:
        """Stop a run that is queued, running or paused; a running one ends within its next steps. Raises
        RunError."""
        run.request("stop")
        self.withdraw([run])
        # The pool hands more runs to its workers than they train: those cannot be cancelled any more, and
        # check their status when their turn comes. One that has begun reads its command.
        with writing(f"Run {run.title} could not be stopped"):
            run.update(before=("queued",), status="stopped", error="")
        with self._lock:
            future = self._jobs.get(run.id)
        if future is not None:
            future.cancel()

    def stop_waiting(self) -> int:
        """Stop every run that was started by hand and waits, here or in another process; how many."""
        found = [run for run in listing.runs() if run.status == "queued"]
        for run in found:  # the newest first, so that none of them begins meanwhile
            self.stop(run)
        return len(found)

    def waiting(self) -> list[Run]:
        """The runs that were started or resumed here by hand and wait for a worker, oldest first."""
        found = []
        for path in list(self._by_hand):
            try:
                run = Run(path)
            except RunError:  # deleted meanwhile
                run = None
            if run and run.record["status"] == "queued":
                found.append(run)
            else:
                self._by_hand.pop(path, None)
        return found

    @contextlib.contextmanager
    def _room(self) -> Iterator[None]:
        """Held while a run comes to those that wait. Raises RunError where it may not."""
        executors.ready()
        with self._entering:
            if len(self.waiting()) >= MOST_WAITING:
                raise RunError(
                    f"{MOST_WAITING} runs wait already; let some of them begin, or stop all that wait, "
                    "then start this one. Many at once are a sweep."
                )
            yield

    def handed_over(self) -> tuple[int, bool]:
        """How many runs were handed to the pool so far, and whether one of them has not ended."""
        with self._lock:
            return self._handed_over, any(not job.done() for job in self._jobs.values())

    def queue_many(self, runs: Iterable[Run]) -> None:
        """Train these queued runs in their order, few handed over at a time: one that a user starts
        meanwhile waits for a worker, not for all of them."""
        with self._lock:
            self._backlog.update((run.path.resolve(), together.place(run)) for run in runs)
            if self._dispatcher is None:
                self._dispatcher = threading.Thread(target=self._dispatch, daemon=True)
                self._dispatcher.start()
        self._wake.set()

    def withdraw(self, runs: Iterable[Run]) -> None:
        """Take runs back that have not been handed over yet."""
        with self._lock:
            for run in runs:
                self._backlog.pop(run.path.resolve(), None)

    def is_pending(self, run: Run) -> bool:
        """Whether a run that this process queued may still go on by itself."""
        with self._lock:
            future = self._jobs.get(run.id)
            return run.path.resolve() in self._backlog or (future is not None and not future.done())

    def submit(self, run: Run) -> "Future[tuple[str, str]]":
        """Hand a queued run over to its pool, or the cluster. Raises RunError where none answers, or the
        device is not there."""
        gpu = together.place(run).gpu
        future = self._submit(executors.work, str(run.path.resolve()), gpu)
        self._follow({run: future})
        return future

    def _submit_together(self, runs: list[Run]) -> "Future[Any]":
        """Hand queued runs over that one worker trains side by side. Raises RunError where none answers."""
        own: dict[Run, Future[tuple[str, str]]] = {run: Future() for run in runs}
        future = self._submit(together.work, [str(run.path.resolve()) for run in runs], True)
        self._follow(own)
        future.add_done_callback(functools.partial(together.share, list(own.values())))
        return future

    def _submit(self, work: Callable[[Any], Any], of: str | list[str], gpu: bool) -> "Future[Any]":
        with self._lock:
            for name in [name for name, job in self._jobs.items() if job.done()]:
                del self._jobs[name]
            return self._executor(gpu).submit(work, of)

    def _follow(self, jobs: "dict[Run, Future[tuple[str, str]]]") -> None:
        """See to what becomes of runs that were just handed over."""
        with self._lock:
            self._handed_over += len(jobs)
            self._jobs |= {run.id: future for run, future in jobs.items()}
        for give_way in gives_way:
            give_way()
        self.end_with_server()
        for run, future in jobs.items():
            future.add_done_callback(functools.partial(self._finished, run.path))

    def requeue(self, run: Run) -> None:
        """Once more, with the command that came meanwhile."""
        mark_queued(run, forget=False)
        self.submit(run)

    def _finished(self, path: Path, future: "Future[tuple[str, str]]") -> None:
        """When a worker is killed the pool ends all of them. Its own run is left to be resumed by its
        user; the others did nothing wrong and go on by themselves."""
        self._wake.set()
        if future.cancelled():
            if not self._closing.is_set():
                _record_end(path, "queued", "interrupted", reasons.LOST)
            return
        if not (error := future.exception()):
            if why := future.result()[1]:
                reasons.keep(path, why)
            return
        if not isinstance(error, BrokenProcessPool):
            why = f"Its worker could not begin it: {type(error).__name__}: {str(error)[:200]}"
            why = str(error) if isinstance(error, NetsketchError) else why
            _record_end(path, "queued", "failed", why)
            return
        try:
            run = Run(path)
            innocent = run.status in store.ACTIVE  # the dead worker's lock is free already
            if not innocent:
                _record_end(path, "interrupted", "interrupted", reasons.KILLED)
            elif not self._closing.is_set():
                threading.Thread(target=self.requeue, args=(run,), daemon=True).start()
        except RunError:
            pass  # deleted meanwhile

    def _dispatch(self) -> None:
        fed: dict[bool, list[Future[Any]]] = {False: [], True: []}  # by place
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._backlog and not self._closing.is_set():
                fed = {gpu: [f for f in own if not f.done()] for gpu, own in fed.items()}
                taken: dict[Path, together.Place] = {}
                try:
                    # One more than there are workers, so that none waits for this thread.
                    full = {gpu for gpu, own in fed.items() if len(own) > executors.workers(gpu)}
                    with self._lock:
                        paths = together.first(self._backlog, full)
                        taken = {path: self._backlog.pop(path) for path in paths}
                    if not taken:
                        break
                    runs = [Run(path) for path in taken if len(taken) == 1 or path.is_dir()]
                    if runs:
                        job = self._submit_together(runs) if runs[1:] else self.submit(*runs)
                        fed[taken[runs[0].path].gpu].append(job)
                except BrokenProcessPool:  # it broke just now; `executor` makes another
                    with self._lock:
                        self._backlog |= taken
                except RunError as e:
                    self._dispatch_failed(list(taken), str(e))

    def _dispatch_failed(self, paths: list[Path], reason: str) -> None:
        """A run was deleted meanwhile; or the cluster is gone, for those behind it as well."""
        waiting = list(paths)
        if not paths or any(path.is_dir() for path in paths):
            with self._lock:
                waiting += self._backlog
                self._backlog.clear()
        for each in waiting:
            _record_end(each, "queued", "interrupted", reason)

    def end_with_server(self) -> None:
        """Call `_leave` when the server ends, before the pool waits for its runs' last steps.

        The pool's own exit function was registered so when it started; the last registered is called
        first. `atexit` comes after both.
        """
        with self._lock:
            if self._ends_with_server:
                return
            self._ends_with_server = True
        getattr(threading, "_register_atexit", atexit.register)(self._leave)

    def _leave(self) -> None:
        """Let the runs end with a checkpoint."""
        self._closing.set()
        executors.interrupt()

    def shut_down(self) -> None:
        """Let the runs end with a checkpoint, and wait until they have: for a server that a signal is about
        to kill. What takes longer than a few seconds ends by itself, once its server is gone."""
        self._leave()
        futures.wait(list(self._jobs.values()), timeout=LEAVE_SECONDS)


current = RunQueue()
"""That of this process; a test puts another in its place."""
