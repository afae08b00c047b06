"""Run directories: read whatever state they are in, and touched only where that is safe."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.names.config import NamesConfig
from core.runs import listing, store
from core.runs.store import Run
from tests.runs.folders import finished

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_run_holds_what_was_asked() -> None:
    config = NamesConfig(cell="lstm", seed=5)
    run = store.create(config, title="My run", preset="quick")
    assert run.config == config and run.kind == "names"
    assert run.path.parent == store.runs_dir() and run.id.startswith("names-")
    assert (run.title, run.record["preset"]) == ("My run", "quick")
    assert (run.metrics(), run.snapshots(), run.result(), run.has_weights) == ([], [], None, False)
    assert abs(run.record["created"] - time.time()) < 60


def test_runs_begun_in_the_same_second_have_their_own_directories() -> None:
    assert len({store.create(DigitsConfig()).id for _ in range(20)}) == 20


def test_a_directory_is_not_used_twice(tmp_path: Path) -> None:
    store.create(DigitsConfig(), path=tmp_path / "mine")
    with pytest.raises(RunError, match=f"{tmp_path / 'mine'} already holds a run"):
        store.create(DigitsConfig(), path=tmp_path / "mine")


def test_runs_that_cannot_be_written_name_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "file"))
    with pytest.raises(RunError, match="RUNS_DIR"):
        store.create(DigitsConfig())
    assert listing.list_runs() == ([], [])


def test_another_format_is_told_from_damage() -> None:
    run = finished()
    store.write_json(run.path / "run.json", run.record | {"schema": 99})
    with pytest.raises(RunError, match=r"format 99.*format 1"):
        Run(run.path)


def test_renaming_has_its_limits() -> None:
    run = finished(title="From the preset")
    run.rename("  Nine \n channels ")
    assert Run(run.path).title == "Nine channels"
    run.rename("x" * 80)
    for bad in ("", " \t\n", "x" * 81):
        with pytest.raises(RunError, match=r"1 to 80 characters"):
            run.rename(bad)
    assert Run(run.path).title == "x" * 80
    (run.path / "title.txt").write_bytes(b"\xff")
    assert Run(run.path).title == "From the preset"


def test_deleting_removes_it_for_good() -> None:
    run = finished()
    run.delete()
    assert listing.list_runs() == ([], [])


@pytest.mark.parametrize("status", ["running", "paused"])
def test_a_run_that_trains_is_not_deleted(status: str) -> None:
    run = store.create(DigitsConfig())
    store.write_json(run.path / "run.json", run.record | {"status": status})
    with FileLock(run.path / "run.lock"):
        assert Run(run.path).status == status
        with pytest.raises(RunError, match="stop it first"):
            Run(run.path).delete()
    assert Run(run.path).status == "interrupted", "nobody holds its lock any more"
    assert Run(run.path).resumable
    Run(run.path).delete()
    assert not run.path.exists()


def test_a_queued_run_lives_as_long_as_its_owner() -> None:
    owner = store.runs_dir() / ".owners" / "me.lock"
    owner.parent.mkdir(parents=True)
    run = store.create(DigitsConfig(), owner=".owners/me.lock")
    with FileLock(owner):
        assert run.status == "queued"
    assert run.status == "interrupted"


def test_a_run_without_an_owner_is_interrupted_until_it_trains() -> None:
    """The command line makes such: killed at once, it must not bring down the Runs page."""
    run = store.create(DigitsConfig())
    assert run.status == "interrupted" and run.resumable


HOLD = """
import sys
from filelock import FileLock
from core.runs import listing, store
run = store.Run(store.Path(sys.argv[1]))
with FileLock(run.path / "run.lock"):
    store.write_json(run.path / "run.json", run.record | {"status": "running"})
    print("holding", flush=True)
    sys.stdin.read()
"""


def test_a_running_run_whose_process_was_killed_is_interrupted() -> None:
    run = store.create(DigitsConfig())
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(run.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"holding\n"
        assert Run(run.path).status == "running"
        with pytest.raises(RunError, match="still training"):
            Run(run.path).delete()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Run(run.path).status == "interrupted" and Run(run.path).resumable


def test_two_sessions_may_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit serves each visitor in a thread of one process: both press Stop."""
    run = finished()
    both = threading.Barrier(2)
    write = Path.write_text

    def write_together(path: Path, text: str, encoding: str | None = None) -> int:
        count = write(path, text, encoding)
        with suppress(threading.BrokenBarrierError):  # the other waits its turn: fine
            both.wait(timeout=2)  # both have written before either goes on
        return count

    monkeypatch.setattr(Path, "write_text", write_together)
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            run.request("stop")
        except BaseException as e:
            errors.append(e)

    monkeypatch.setattr(Path, "write_text", write_together)
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert json.loads((run.path / "control.json").read_text())["command"] == "stop"
