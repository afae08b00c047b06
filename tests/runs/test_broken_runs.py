"""Whatever lies beside a run in the runs folder, the run is listed, opened and exported as ever."""

import json
import os
from pathlib import Path

import pytest

from core.cli.main import main
from core.runs import compare, export, listing, locks, store, tensorboard
from core.runs import progress as look
from core.runs.store import Run
from core.sweeps import sweep
from tests.runs import zoo

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", zoo.ODD)
def test_a_run_of_odd_files_is_shown_as_far_as_it_is_whole(
    good: Run, runs_dir: Path, name: str, tmp_path: Path
) -> None:
    zoo.ODD[name](runs_dir / "odd")
    assert {r.id for r in listing.list_runs()[0]} == {"good", "odd"}
    run = listing.find("odd")
    assert run.status in store.STATUSES
    run.title.encode()
    assert len(run.title) <= 4000
    json.dumps(look.run_progress(run), allow_nan=False).encode()  # as the server answers
    export.metrics_csv(run).encode()
    compare.curves_csv([good, run]).encode()
    assert compare.gather(["odd", "good"])[1] == []
    assert compare.score(run, "odd") is None
    assert run.snapshots() == []
    tensorboard.write([run], tmp_path / "board")


@pytest.mark.parametrize("name", zoo.SWEEPS)
def test_a_damaged_sweep_is_listed_with_its_reason(good: Run, runs_dir: Path, name: str) -> None:
    zoo.sweep_with(zoo.SWEEPS[name])(runs_dir / "bad")
    sweeps, unreadable = sweep.list_sweeps()
    assert sweeps == [] and [u.id for u in unreadable] == ["bad"]
    assert "bad" in unreadable[0].reason and str(runs_dir) not in unreadable[0].reason
    assert [r.id for r in listing.list_runs()[0]] == ["good"] and not listing.list_runs()[1]


@pytest.mark.parametrize("name", [*zoo.OURS, "link_loop", "empty_folder", "a_file"])
def test_a_damaged_cell_costs_only_itself(runs_dir: Path, name: str) -> None:
    plan = json.loads(json.dumps(zoo._PLAN)) | {"seeds": [0, 1]}
    zoo.fill(runs_dir, {"s": zoo.sweep_with({"schema": 1, "created": 1.7e9, "plan": plan})}, "s")
    found = sweep.find("s-0")
    bad, good = (found.path / cell.name for cell in found.plan.cells)
    figures = dict.fromkeys(("accuracy", "balanced_accuracy", "loss", "seconds"), 0.5) | {"step": 5}
    zoo.run_with(zoo.record(**figures))(good)
    (zoo.OURS | zoo.FOREIGN)[name](bad)
    states = found.cells()
    assert [s.status for s in states][1] == "finished"
    assert states[0].status in ("failed", "interrupted")
    assert states[0].result is None and states[1].result == 0.5
    if states[0].status == "failed":
        assert "cannot be read" in states[0].reason


def test_a_run_saved_by_notepad(good: Run) -> None:
    for name in ("run.json", "metrics.jsonl"):
        path = good.path / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (good.path / "title.txt").write_bytes("\ufeffNine\r\nchannels\r\n".encode())
    assert [r.title for r in listing.list_runs()[0]] == ["Nine channels"]


def test_a_run_on_a_read_only_file_system_can_be_looked_at(
    good: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (good.path / "run.lock").touch()
    store.write_json(good.path / "run.json", good.record | {"status": "running"})
    really = os.open

    def read_only(path: str, flags: int, *more: int, **where: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", str(path))
        return really(path, flags, *more, **where)

    monkeypatch.setattr(os, "open", read_only)
    assert Run(good.path).status == "interrupted"
    assert not locks.is_held(good.path / "run.lock")


@pytest.mark.parametrize(
    "command",
    [
        ["predict", "--name", "Kim", "--run"],
        ["train", "names", "--resume"],
        ["export", "--csv", "curves.csv"],
    ],
)
def test_on_the_command_line_it_is_a_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "x" * 300]) == 2
    assert "run" in capsys.readouterr().err


def test_the_command_line_goes_on_beside_all_of_it(
    good: Run, runs_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = zoo.fill(runs_dir, zoo.OURS, "bad")
    odd = zoo.fill(runs_dir, zoo.ODD, "odd")
    zoo.fill(runs_dir, zoo.FOREIGN, "foreign")
    zoo.fill(runs_dir, {k: zoo.sweep_with(v) for k, v in zoo.SWEEPS.items()}, "sweep")
    assert main(["runs"]) == 0
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == len(odd) + 1
    assert len(output.err.splitlines()) == len(bad)
    assert main(["export", "good", *odd, "--csv", str(tmp_path / "curves.csv")]) == 0
    assert "good" in (tmp_path / "curves.csv").read_text()
