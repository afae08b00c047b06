"""What a run says, and whether it can go on, when training it goes wrong."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

from core.cli.main import main
from core.errors import RunError
from core.names.config import NamesConfig
from core.runs import store, worker
from core.runs.store import Run
from tests.runs.trained import at, raise_, same, small, uninterrupted, weights_of

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("tiny", "signals")


def test_two_processes_do_not_train_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.create(small())
    monkeypatch.setattr(FileLock, "acquire", quick_acquire(FileLock.acquire))
    with FileLock(run.path / "run.lock"), pytest.raises(RunError, match="another process"):
        worker.work(run.path)


def test_the_lock_is_free_once_it_is_done_whoever_remembers_the_error() -> None:
    """A future keeps an exception, its traceback and with it the lock: freed when they are is late."""
    broken = store.create(small())
    (broken.path / "run.json").write_text("{")
    with pytest.raises(RunError) as caught:
        worker.work(broken.path)
    assert not store.is_held(broken.path / "run.lock"), caught.traceback


def quick_acquire(acquire: Callable[..., Any]) -> Callable[..., Any]:
    """Without the 20 seconds of patience."""
    return lambda self, timeout=None, **more: acquire(self, timeout=0 if timeout else None, **more)


def test_what_the_user_caused_stands_in_the_run() -> None:
    run = store.create(
        small(cell="linear", dropout=0.0, optimizer="sgd", learning_rate=10.0, steps=3_000)
    )
    assert worker.work(run.path) == "failed"
    error = Run(run.path).record["error"]
    assert "learning rate 10" in error and "Try 0.02." in error
    missing = store.create(NamesConfig(dataset="gone"))
    assert worker.work(missing.path) == "failed"
    assert "'gone'" in Run(missing.path).record["error"]


def test_what_nobody_foresaw_is_a_sentence_too() -> None:
    run = store.create(small())
    assert worker.work(run.path, at(3, raise_(ZeroDivisionError("oops")))) == "failed"
    assert Run(run.path).record["error"] == "Training broke off: ZeroDivisionError: oops"
    assert Run(run.path).resumable


def test_a_damaged_checkpoint_says_what_to_do() -> None:
    run = store.create(small())
    (run.path / "checkpoint.pt").write_bytes(b"PK\x03\x04 not really")
    assert worker.work(run.path) == "failed"
    error = Run(run.path).record["error"]
    assert "checkpoint" in error and "delete checkpoint.pt" in error
    (run.path / "checkpoint.pt").unlink()
    assert worker.work(run.path) == "finished"


def full(*args: object, **more: object) -> None:
    raise OSError(28, "No space left on device")


def no_room_for_snapshots(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    if path.parent.name == "snapshots":
        full()
    write_weights(weights, path)


write_weights = worker._write_weights


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [
        (worker._Worker, "_checkpoint", full),
        (worker, "_write_weights", full),
        (worker, "_write_weights", no_room_for_snapshots),
    ],
)
def test_a_full_disk_is_a_sentence_and_the_run_can_be_resumed(
    where: object, what: str, instead: Callable[..., None]
) -> None:
    run = store.create(small())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, what, instead)
        patch.setattr(worker, "CHECKPOINT_SECONDS", -1.0)
        assert worker.work(run.path) == "failed"
    run = Run(run.path)
    assert "No space left on device" in run.record["error"]
    assert "free some space" in run.record["error"] and run.resumable
    assert worker.work(run.path) == "finished", "with space again it goes on"
    assert same(weights_of(run), uninterrupted(small()))


def test_a_disk_too_full_to_say_so_leaves_an_interrupted_run() -> None:
    run = store.create(small())
    with pytest.MonkeyPatch.context() as patch:

        def fill() -> None:
            patch.setattr(store, "write_json", full)
            raise OSError(28, "No space left on device")

        status, reason = worker.train(run.path, at(5, fill))
    assert status == "failed" and "No space left on device" in reason, "whoever started it is told"
    assert Run(run.path).status == "interrupted" and Run(run.path).resumable
    assert worker.work(run.path) == "finished"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No space left on device): free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EROFS, "Read-only file system): make the folder yours to write"),
        (errno.EACCES, "Permission denied): make the folder yours to write"),
    ],
)
def test_the_command_line_tells_what_could_not_be_written_down(
    number: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create = store.create

    def no_more(*args: Any, **more: Any) -> Run:
        run = create(*args, **more)

        def refuse(path: Path, value: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(store, "write_json", refuse)
        return run

    monkeypatch.setattr(store, "create", no_more)
    assert main(["train", "names", "--dataset", "tiny", "--steps", "10"]) == 2
    error = capsys.readouterr().err
    assert words in error and "then resume it." in error and len(error.splitlines()) == 1


def test_a_run_of_which_not_even_the_lock_can_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.create(small())

    def refuse(*args: object, **more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(RunError, match="Read-only file system"):
        worker.work(run.path)


def test_what_a_killed_worker_had_half_written_is_removed() -> None:
    run = store.create(small())
    (run.path / "snapshots").mkdir()
    halves = [
        run.path / name
        for name in ("checkpoint.tmp", "model.tmp", "snapshots/12.tmp", "run.json.12.34.tmp")
    ]
    for half in halves:
        half.write_bytes(b"half")
        os.utime(half, (1e9, 1e9))
    fresh = run.path / f"control.json.{os.getpid()}.78.tmp"
    fresh.write_text("a server is writing this one now")
    assert worker.work(run.path) == "finished"
    assert not any(half.exists() for half in halves) and fresh.exists()


FULL = """
import resource, sys
from pathlib import Path
from core.runs import worker
for path, limit in zip(sys.argv[1::2], sys.argv[2::2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    print(worker.work(Path(path)))
"""


def test_a_disk_that_is_really_full_is_not_a_riddle() -> None:
    """The writers of PyTorch and safetensors raise errors of their own, without an errno: here the
    system itself refuses to let a file grow beyond the weights, or beyond the checkpoint."""
    runs = [store.create(small(hidden_size=32)) for _ in range(2)]
    arguments = [str(runs[0].path), "20000", str(runs[1].path), "60000"]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "failed\nfailed\n"
    for run in runs:
        error = Run(run.path).record["error"]
        assert "free some space" in error and "enforce fail" not in error, error


def test_a_reader_of_its_output_who_leaves_is_no_full_disk() -> None:
    """python -m core train names --json | head -3"""
    run = store.create(small())
    with contextlib.suppress(BrokenPipeError):  # the command line knows what to do with it
        worker.work(run.path, at(5, raise_(BrokenPipeError(32, "Broken pipe"))))
    run = Run(run.path)
    assert run.resumable
    assert "free some space" not in run.record.get("error", "")


def test_a_queued_run_that_was_deleted_leaves_no_ghost() -> None:
    """Its worker comes later, finds nothing, and must not make the directory again."""
    run = store.create(small())
    for file in run.path.iterdir():
        file.unlink()
    run.path.rmdir()
    with pytest.raises(RunError):
        worker.work(run.path)
    assert not run.path.exists()


def test_a_run_that_diverges_fails_with_the_diagnosis_as_its_error() -> None:
    run = store.create(
        small(cell="linear", dropout=0, optimizer="sgd", learning_rate=10.0, steps=5_000)
    )
    assert worker.work(run.path) == "failed"
    run = Run(run.path)
    last = run.metrics()[-1]
    assert (last["event"], last["code"]) == ("diagnosis", "not-finite")
    assert run.record["error"] == f"{last['evidence']} {last['remedy']}"
    assert run.config.replace(**last["changes"]).learning_rate < 0.1
