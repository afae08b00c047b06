"""The same sweep on a Dask cluster: a real scheduler, two worker processes, one of them killed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.cli.main import main
from core.runs import executors
from core.sweeps import sweep
from core.sweeps.sweep import Sweep
from tests.runs.trained import wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("tiny")


def python(stack: ExitStack, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    )
    stack.callback(process.kill)
    return process


def cluster_of(
    stack: ExitStack, folder: Path, port: str, workers: int = 2
) -> tuple["subprocess.Popen[str]", str]:
    """A scheduler and its address, with so many workers of one thread each."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    here = ("--port", port, "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file))
    scheduler = python(stack, "-m", "dask", "scheduler", *here)
    wait_for(lambda: file.exists() and file.read_text().endswith("}"))
    address = str(json.loads(file.read_text())["address"])
    for _ in range(workers):
        worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        python(stack, "-m", "dask", *worker, "--local-directory", str(folder))
    return scheduler, address


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        yield cluster_of(stack, tmp_path, "0")[1]


def running(made: Sweep) -> list[int]:
    """The processes that train a cell now."""
    return [int(s.record["pid"]) for s in made.cells() if s.status == "running"]


def test_a_killed_worker_loses_no_cell_and_repeats_none(cluster: str) -> None:
    fields = ["--dataset", "tiny", "--steps", "1000", "--batch-size", "4", "--dropout", "0"]
    vary = ["--vary", "hidden_size=8,16", "--seeds", "2"]
    with ExitStack() as stack:
        command = ["-m", "core", "sweep", "names", *vary, *fields, "--json"]
        process = python(stack, *command, DASK_SCHEDULER_ADDRESS=cluster)
        wait_for(lambda: sweep.list_sweeps()[0])
        made = sweep.list_sweeps()[0][0]
        wait_for(lambda: len(set(running(made))) == 2)
        victim = running(made)[0]
        assert victim != process.pid
        os.kill(victim, signal.SIGKILL)
        out, _ = process.communicate(timeout=300)
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert process.returncode == 0, out
    printed = [line["run"] for line in lines if line["event"] == "run"]
    assert len(printed) == len(set(printed)) == 4
    assert {line["status"] for line in lines if line["event"] == "run"} == {"finished"}
    for state in made.cells():
        ends = re.findall(r'"event": "finished"', (state.path / "metrics.jsonl").read_text())
        assert len(ends) == 1 and state.status == "finished"
    assert len({s.record["pid"] for s in made.cells()} - {victim}) == 1, "the other one went on"


def test_a_killed_scheduler_leaves_cells_that_can_be_resumed_on_another(tmp_path: Path) -> None:
    fields = ["--dataset", "tiny", "--steps", "1500", "--batch-size", "4"]
    sweep_names = ["-m", "core", "sweep", "names", "--vary", "hidden_size=8,16", "--seeds", "2"]
    with ExitStack() as stack:
        scheduler, address = cluster_of(stack, tmp_path, "0")
        process = python(stack, *sweep_names, *fields, DASK_SCHEDULER_ADDRESS=address)
        wait_for(lambda: sweep.list_sweeps()[0])
        made = sweep.list_sweeps()[0][0]
        wait_for(lambda: len(set(running(made))) == 2)
        scheduler.kill()
        out, _ = process.communicate(timeout=300)
    assert process.returncode == 1, out
    assert f"Go on with: python -m core sweep --resume {made.id}" in out
    assert "Traceback" not in out
    lost = [s for s in made.cells() if s.status == "interrupted"]
    assert lost and all(s.status == "finished" for s in made.cells() if s not in lost)
    # What it had is lost, and what waited here, if anything still did, finds none.
    gone = "cluster that was to train it is gone", "No Dask scheduler answers"
    assert any(sentence in s.reason for s in lost for sentence in gone)
    with ExitStack() as stack:
        _, address = cluster_of(stack, tmp_path, address.rpartition(":")[2], workers=1)
        command = ["-m", "core", "sweep", "--resume", made.id]
        process = python(stack, *command, DASK_SCHEDULER_ADDRESS=address)
        out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, out
    for state in made.cells():
        ends = re.findall(r'"event": "finished"', (state.path / "metrics.jsonl").read_text())
        assert len(ends) == 1 and state.status == "finished" and not state.reason


def test_without_a_scheduler_it_is_a_sentence_and_nothing_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], runs_dir: Path
) -> None:
    monkeypatch.setattr(executors, "CLUSTER_SECONDS", 0.3)
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://127.0.0.1:9")
    assert main(["sweep", "names", "--vary", "cell=gru"]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9; start it" in capsys.readouterr().err
    assert not list(runs_dir.glob("sweep-*"))
