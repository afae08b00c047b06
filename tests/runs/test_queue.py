"""Runs on the real pool of workers: two at once, commanded, and killed."""

import os
import pickle
import pickletools
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import RunError
from core.names.config import NamesConfig
from core.runs import executors, listing, queue, store, worker
from core.runs.executors import executor
from core.runs.store import Run
from core.training.events import Event
from tests.runs.server_process import serving
from tests.runs.trained import same, small, status, uninterrupted, wait_for, weights_of

ENDLESS = 1_000_000  # steps: hours, so that nothing is over before it is looked at
pytestmark = pytest.mark.usefixtures("tiny")


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[None]:
    """Workers are kept from test to test, as in a server, and ended after the last."""
    yield
    executor().shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    for run in listing.runs():
        if run.status in store.ACTIVE:
            queue.current.stop(run)
    wait_for(lambda: not [r for r in listing.runs() if r.status in store.ACTIVE])


def is_(run: Run, *wanted: str) -> bool:
    return status(run.path) in wanted


def pid(run: Run) -> int:
    return int(Run(run.path).record["pid"])


def has_begun(run: Run) -> bool:
    return any(e["event"] == "progress" for e in Run(run.path).metrics())


def test_two_runs_train_side_by_side_and_finish() -> None:
    first = queue.current.start(small(seed=1), title="One", preset="quick")
    second = queue.current.start(small(seed=2))
    assert first.status in store.STATUSES and first.title == "One"
    wait_for(lambda: is_(first, "finished") and is_(second, "finished"))
    for run, seed in ((first, 1), (second, 2)):
        assert same(weights_of(run), uninterrupted(small(seed=seed)))
    with pytest.raises(RunError, match="nothing to resume"):
        queue.current.resume(Run(first.path))


def test_what_a_worker_gives_back_brings_no_pytorch_into_the_server() -> None:
    """To unpickle anything but plain values takes the module that they come from."""
    run = store.create(small())
    said = pickle.dumps(executors.work(str(run.path)))
    assert not {op.name for op, _, _ in pickletools.genops(said)} & {"GLOBAL", "STACK_GLOBAL"}
    assert Run(run.path).status == "finished"


def test_two_endless_runs_train_at_the_same_time() -> None:
    runs = [queue.current.start(small(steps=ENDLESS, seed=seed)) for seed in (1, 2)]
    wait_for(lambda: all(is_(r, "running") and has_begun(r) for r in runs))
    assert pid(runs[0]) != pid(runs[1])
    third = queue.current.start(small(seed=3))
    assert is_(third, "queued"), "there are two workers"
    for run in runs:
        queue.current.stop(Run(run.path))
    wait_for(lambda: all(is_(r, "stopped") for r in runs) and is_(third, "finished"))


def test_pause_resume_and_stop() -> None:
    run = queue.current.start(small(steps=ENDLESS))
    wait_for(lambda: has_begun(run))
    run.request("pause")
    wait_for(lambda: is_(run, "paused"))
    so_far = len(Run(run.path).metrics())
    with pytest.raises(RunError, match="is paused; there is nothing to resume"):
        queue.current.resume(Run(run.path))
    run.request("resume")
    wait_for(lambda: is_(run, "running") and len(Run(run.path).metrics()) > so_far)
    run.request("pause")
    wait_for(lambda: is_(run, "paused"))
    queue.current.stop(Run(run.path))
    wait_for(lambda: is_(run, "stopped"))
    queue.current.resume(Run(run.path))
    before = Run(run.path).metrics()[-1]["step"]
    wait_for(lambda: is_(run, "running") and Run(run.path).metrics()[-1]["step"] > before)


def test_a_run_in_the_queue_can_be_stopped_and_resumed() -> None:
    """At once, not when a worker has time for it: that may be hours later."""
    busy = [queue.current.start(small(steps=ENDLESS, seed=seed)) for seed in (1, 2)]
    wait_for(lambda: all(is_(r, "running") for r in busy))
    waiting = [queue.current.start(small(seed=seed)) for seed in range(3, 10)]
    for run in waiting:
        queue.current.stop(Run(run.path))
    assert [status(r.path) for r in waiting] == ["stopped"] * 7
    first, *_, last = waiting
    for run in (first, last):
        queue.current.resume(Run(run.path))
    for run in busy:
        queue.current.stop(Run(run.path))
    wait_for(lambda: is_(first, "finished") and is_(last, "finished"))
    for run, seed in ((first, 3), (last, 9)):
        assert same(weights_of(run), uninterrupted(small(seed=seed)))
    assert all(is_(r, "stopped") for r in (*waiting[1:-1], *busy))


def test_a_failed_run_says_why() -> None:
    run = queue.current.start(small(dataset="gone"))
    wait_for(lambda: is_(run, "failed"))
    assert "'gone'" in Run(run.path).record["error"]


def begun(config: NamesConfig, step: int) -> Run:
    """A run that was stopped some way on, as resumed runs are."""
    run = store.create(config)

    def stop(event: Event) -> None:
        if event.step >= step:
            run.request("stop")

    assert worker.work(run.path, stop) == "stopped"
    return Run(run.path)


def test_a_killed_worker_loses_nothing_and_the_innocent_run_goes_on() -> None:
    config = small(steps=8_000)
    victim = begun(config, 200)
    victim.request("pause")  # so that it is not over before it is killed
    queue.current.requeue(victim)  # as `resume` does, but keeping what was asked
    innocent = queue.current.start(small(steps=ENDLESS, seed=1))
    wait_for(lambda: is_(victim, "paused") and has_begun(innocent))
    first_pid = pid(innocent)
    os.kill(pid(victim), signal.SIGKILL)
    wait_for(lambda: is_(victim, "interrupted"))
    # The pool ends all its workers when one dies: the innocent run is queued again by itself.
    wait_for(lambda: is_(innocent, "running") and pid(innocent) != first_pid)
    so_far = len(Run(innocent.path).metrics())
    wait_for(lambda: len(Run(innocent.path).metrics()) > so_far)
    assert is_(victim, "interrupted"), "its user decides"
    assert "was killed; it may have run out of memory" in Run(victim.path).record["error"]
    done = Run(victim.path).metrics()[-1]["step"]
    assert 200 <= done < 8_000
    queue.current.resume(Run(victim.path))
    wait_for(lambda: is_(victim, "finished"))
    assert not Run(victim.path).record["error"]
    assert same(weights_of(victim), uninterrupted(config))
    steps = [e["step"] for e in Run(victim.path).metrics() if e["event"] == "progress"]
    assert steps == sorted(set(steps))
    queue.current.stop(Run(innocent.path))
    wait_for(lambda: is_(innocent, "stopped"))


SERVER = """
import sys
from core.names.config import NamesConfig
from core.names.config import NamesConfig
from core.runs.queue import current
if __name__ == "__main__":
    run, waiting = (
        current.start(NamesConfig(dataset="tiny", hidden_size=8, steps=1_000_000, seed=seed))
        for seed in (0, 1)
    )
    print(run.id, waiting.id, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("how", ["it ends", "it is killed"])
def test_when_the_server_goes_its_runs_end_with_a_checkpoint(how: str) -> None:
    with serving(SERVER, workers=1) as (server, started):
        run, waiting = map(listing.find, started)
        wait_for(lambda: is_(run, "running") and has_begun(run))
        assert is_(waiting, "queued")
        if how == "it ends":
            server.communicate("\n", timeout=120)
        else:
            server.kill()
    wait_for(lambda: is_(run, "interrupted"))
    assert is_(waiting, "interrupted") and Run(waiting.path).resumable
    assert (run.path / "checkpoint.pt").exists()
    queue.current.resume(Run(run.path))
    before = Run(run.path).metrics()[-1]["step"]
    wait_for(lambda: is_(run, "running") and Run(run.path).metrics()[-1]["step"] > before)


def test_runs_that_cannot_be_kept_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "file"))
    with pytest.raises(RunError, match="RUNS_DIR"):
        queue.current.start(small())
