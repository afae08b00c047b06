"""Runs that wait for a worker: how many may, what stops them, whose they are, why they did not go on."""

import os
import shutil
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from core.errors import RunError
from core.runs import executors, listing, queue, reasons, store
from core.runs.queue import RunQueue
from core.runs.store import Run
from tests.queues import Waiting
from tests.runs.trained import small

pytestmark = pytest.mark.usefixtures("tiny", "_no_workers")


@pytest.fixture
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started stays queued."""
    monkeypatch.setattr(queue, "current", Waiting())
    monkeypatch.setattr(executors, "ready", lambda: None)


def fill() -> list[Run]:
    return [queue.current.start(small(seed=seed)) for seed in range(queue.MOST_WAITING)]


def test_some_dozens_may_wait_and_then_a_sentence() -> None:
    runs = fill()
    assert [r.id for r in queue.current.waiting()] == [r.id for r in runs]
    with pytest.raises(
        RunError, match=f"{queue.MOST_WAITING} runs wait already; .*stop all that wait"
    ):
        queue.current.start(small())
    assert len(listing.runs()) == queue.MOST_WAITING, "nothing was made"
    runs[0].update(status="running")
    queue.current.start(small(seed=100))


def test_presses_at_once_are_counted_one_by_one() -> None:
    def press(seed: int) -> bool:
        try:
            queue.current.start(small(seed=seed))
        except RunError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        went = list(threads.map(press, range(queue.MOST_WAITING + 20)))
    assert sum(went) == queue.MOST_WAITING == len(listing.runs())


def test_a_resumed_run_waits_too() -> None:
    stopped = queue.current.start(small())
    queue.current.stop(stopped)
    fill()
    with pytest.raises(RunError, match="wait already"):
        queue.current.resume(Run(stopped.path))
    assert Run(stopped.path).status == "stopped", "it can be resumed later"


def test_all_that_wait_are_stopped_and_nothing_else() -> None:
    running, *others = (queue.current.start(small(seed=seed)) for seed in range(5))
    running.update(status="running")
    assert queue.current.stop_waiting() == 4
    assert [Run(r.path).status for r in others] == ["stopped"] * 4
    assert Run(running.path).record["status"] == "running"
    assert queue.current.waiting() == []


def test_runs_removed_and_made_anew_wait_as_before() -> None:
    """A server goes on while somebody clears its folder."""
    queue.current.start(small())
    shutil.rmtree(store.runs_dir())
    for seed in (1, 2):
        run = queue.current.start(small(seed=seed))
        assert run.status == "queued"
    shutil.rmtree(store.runs_dir() / ".owners")
    assert run.status == "interrupted"
    queue.current.start(small(seed=3))
    assert run.status == "queued", "the lock is another, under the same name"


def test_a_lock_swept_by_another_process_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    acquire = FileLock.acquire
    swept: list[Path] = []

    def sweep_first(self: Any, *args: Any, **more: Any) -> Any:
        held = acquire(self, *args, **more)
        if not swept:
            swept.append(Path(self.lock_file))
            swept[0].unlink()
        return held

    monkeypatch.setattr(FileLock, "acquire", sweep_first)
    run = queue.current.start(small())
    assert swept and run.status == "queued"


def test_locks_of_processes_that_are_gone_are_removed() -> None:
    folder = store.runs_dir() / ".owners"
    folder.mkdir(parents=True)
    (folder / "1-gone.lock").touch()
    queue.current.start(small())
    assert not (folder / "1-gone.lock").exists()


def test_two_who_write_run_json_do_not_undo_each_other() -> None:
    """The worker tells how far it is while the server writes that it was stopped."""
    run = store.create(small())
    server, worker = Run(run.path), Run(run.path)
    both = threading.Barrier(2)

    def write(mine: Run, field: str) -> None:
        both.wait()
        for k in range(50):
            change: dict[str, Any] = {field: k}
            mine.update(**change)

    threads = [threading.Thread(target=write, args=pair) for pair in ((server, "a"), (worker, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record = Run(run.path).record
    assert (record["a"], record["b"]) == (49, 49)


def test_a_run_that_began_meanwhile_is_not_called_stopped() -> None:
    run = store.create(small())
    stale = Run(run.path)
    run.update(status="running")
    assert not stale.update(before=("queued",), status="stopped")
    assert Run(run.path).record["status"] == "running"


def test_an_update_of_a_deleted_run_leaves_no_ghost() -> None:
    run = store.create(small())
    shutil.rmtree(run.path)
    with pytest.raises(FileNotFoundError):
        run.update(status="running")
    assert not run.path.exists()


def test_a_damaged_record_is_written_anew_from_what_is_known() -> None:
    run = store.create(small(), title="Mine")
    (run.path / "run.json").write_text("{")
    assert run.update(status="running")
    assert Run(run.path).record["title"] == "Mine"


class DiskIsFull(Executor):
    """Its workers cannot write down why a run failed."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        done: Future[tuple[str, str]] = Future()
        done.set_result(
            ("failed", "Could not write the run (No space left on device): free some space.")
        )
        return done


def test_a_reason_that_could_not_be_written_down_is_remembered() -> None:
    run = store.create(small(), owner=queue.owner())
    run.update(status="running")
    RunQueue(lambda gpu: DiskIsFull()).submit(run)
    now = Run(run.path)
    assert now.status == "interrupted"
    assert "No space left" in reasons.of(now.path, now.record)
    queue.current.resume(now)
    assert reasons.of(now.path, now.record) == ""


def test_what_cannot_be_made_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, value: object) -> None:
        raise OSError(28, os.strerror(28))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "write_json", full)
        with pytest.raises(RunError, match="No space left on device"):
            queue.current.start(small())

    def broken(gpu: bool) -> Executor:
        raise RuntimeError("the pool broke")

    monkeypatch.setattr(queue, "current", RunQueue(broken))
    with pytest.raises(RuntimeError):
        queue.current.start(small())
    assert [p.name for p in store.runs_dir().iterdir()] == [".owners"]
