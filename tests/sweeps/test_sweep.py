"""A sweep: started, paused, stopped, killed and resumed, and what it says of itself."""

import json
import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import loky
import pytest

from core.errors import RunError
from core.runs import listing, queue, store
from core.runs.store import Run
from core.sweeps import plan, sweep
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState, Sweep
from tests.queues import Waiting
from tests.runs.server_process import serving
from tests.runs.trained import same, uninterrupted, wait_for, weights_of

ENDLESS = 1_000_000
pytestmark = pytest.mark.usefixtures("tiny")


def small(vary: dict[str, list[Any]], seeds: int = 2, **fields: Any) -> Plan:
    base = {"dataset": "tiny", "steps": 40, "batch_size": 4, "hidden_size": 8}
    return plan.plan("names", vary, seeds, "quick", base | fields)


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[None]:
    yield
    loky.get_reusable_executor().shutdown(wait=True, kill_workers=True)


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    sweeps = sweep.list_sweeps()[0]
    for each in sweeps:
        each.stop()
    wait_for(lambda: not any(s.status in store.ACTIVE for each in sweeps for s in each.cells()))


def statuses(of: Sweep) -> list[str]:
    return [s.status for s in of.cells()]


def ended(of: Sweep) -> bool:
    return all(s in sweep.ENDED for s in statuses(of))


# -- without workers


class Noting(Waiting):
    """What was to be trained, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []

    def queue_many(self, runs: Iterable[Run]) -> None:
        self.runs += runs


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The runs that were queued; none is trained."""
    noting = Noting()
    monkeypatch.setattr(queue, "current", noting)
    return noting.runs


SCORES: dict[str, Any] = {
    "accuracy": 0.8,
    "balanced_accuracy": 0.7,
    "loss": 0.5,
    "seconds": 2.0,
    "step": 40,
}


def becomes(state: CellState, status: str, **record: Any) -> None:
    Run(state.path).update(status=status, **record)


def test_a_new_sweep_waits_and_what_cannot_be_built_says_why(handed: list[Run]) -> None:
    made = sweep.start(small({"hidden_size": [8, 16], "dropout": [0.1, 2]}, 1))
    assert statuses(made) == ["queued", "impossible", "queued", "impossible"]
    waits, impossible = made.cells()[:2]
    assert waits.readable and waits.reason == "" and waits.result is None and waits.early == ""
    assert waits.run_id == f"{made.id}/{waits.cell.name}"
    assert not impossible.readable and "dropout is 2" in impossible.reason
    assert [run.config.to_dict()["hidden_size"] for run in handed] == [16, 8], "the longest first"
    assert sweep.status_of(made.cells()) == "queued"
    assert [found.id for found in sweep.list_sweeps()[0]] == [made.id]
    again = sweep.find(made.id)
    assert again.plan == made.plan and again.title == made.title and again.kind == "names"


def test_how_each_cell_stands(handed: list[Run]) -> None:
    made = sweep.start(small({"hidden_size": [8, 16, 24, 32, 40, 48]}, 1))
    finished, failed, stopped, left, killed, deleted = made.cells()
    becomes(finished, "finished", **SCORES, early="It ended early.")
    becomes(failed, "failed", error="The disk is full.", accuracy=0.3)
    becomes(stopped, "stopped", early="It would have ended early.")
    becomes(left, "queued", owner=".owners/of-a-server-that-is-gone.lock")
    becomes(killed, "running")
    shutil.rmtree(deleted.path)
    assert statuses(made) == ["finished", "failed", "stopped", *["interrupted"] * 3]
    states = made.cells()
    assert [s.early for s in states] == ["It ended early.", *[""] * 5]
    assert [s.reason for s in states] == ["", "The disk is full.", *[""] * 4]
    assert [s.result for s in states] == [0.8, *[None] * 5]
    assert [s.accuracy for s in states] == [0.8, 0.3, *[None] * 4]
    assert [s.readable for s in states] == [*[True] * 5, False]
    (finished.path / "run.json").write_text("{")
    damaged = made.cells()[0]
    assert damaged.status == "failed" and "cannot be read" in damaged.reason


def test_a_run_that_ends_while_it_is_looked_at_has_its_result(
    handed: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sweep.start(small({"hidden_size": [8]}, 1))
    becomes(made.cells()[0], "running")

    def ended_just_now(run: Run) -> str:
        run.update(status="finished", **SCORES)
        return "finished"

    monkeypatch.setattr(Run, "status", property(ended_just_now))
    assert made.cells()[0].result == 0.8


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (["finished", "running", "paused"], "running"),
        (["queued", "paused"], "paused"),
        (["interrupted", "queued"], "queued"),
        (["stopped", "interrupted", "failed"], "interrupted"),
        (["finished", "stopped"], "stopped"),
        (["failed", "finished", "impossible"], "finished"),
        (["failed", "impossible"], "failed"),
    ],
)
def test_a_sweep_stands_as_what_is_most_alive_in_it(cells: list[str], status: str) -> None:
    cell = small({"hidden_size": [8]}, 1).cells[0]
    assert sweep.status_of([CellState(cell, Path(), s, {}) for s in cells]) == status


def test_what_has_not_ended_is_resumed_and_the_failed_where_asked(handed: list[Run]) -> None:
    made = sweep.start(small({"hidden_size": [8, 16, 24, 32]}, 1))
    with pytest.raises(RunError, match="nothing to resume"):
        made.resume(failed=True)
    finished, failed, stopped, deleted = made.cells()
    becomes(finished, "finished", **SCORES)
    becomes(failed, "failed", error="The disk is full.")
    becomes(stopped, "stopped")
    shutil.rmtree(deleted.path)
    handed.clear()
    assert made.resume() == 2
    assert [run.path for run in handed] == [deleted.path, stopped.path]
    assert statuses(made) == ["finished", "failed", "queued", "queued"]
    handed.clear()
    assert made.resume(failed=True) == 1
    assert [run.path for run in handed] == [failed.path] and made.cells()[1].reason == ""


def test_only_what_is_active_is_stopped_and_keeps_a_sweep_from_being_deleted(
    handed: list[Run],
) -> None:
    made = sweep.start(small({"hidden_size": [8, 16]}, 1))
    becomes(made.cells()[0], "finished", **SCORES)
    for command, do in {"pause": made.pause, "resume": made.unpause}.items():
        do()
        asked = [(s.path / "control.json") for s in made.cells()]
        assert not asked[0].exists() and command in asked[1].read_text()
    with pytest.raises(RunError, match="still training; stop it first"):
        made.delete()
    made.stop()
    assert statuses(made) == ["finished", "stopped"]
    made.delete()
    assert not made.path.exists()


def test_a_sweep_that_cannot_be_written_leaves_nothing(
    handed: list[Run], runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, value: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sweep, "write_json", full)
    with pytest.raises(RunError, match=r"free some space, or name another folder in RUNS_DIR\.$"):
        sweep.start(small({"hidden_size": [8]}, 1))
    assert not list(runs_dir.glob("sweep-*")) and not handed


def test_sweeps_of_earlier_versions_open(handed: list[Run]) -> None:
    made = sweep.start(small({"hidden_size": [8], "dropout": [0.1]}, 1))
    file = made.path / "sweep.json"
    record = json.loads(file.read_text())

    def title(of: str) -> str:
        file.write_text(json.dumps(record | {"schema": 1, "plan": record["plan"] | {"title": of}}))
        return sweep.find(made.id).title

    assert title("quick: channels") == "Quick RNN: channels"
    assert title("Mine") == "Mine" and title("mine: too") == "mine: too"
    assert title("") == "Hidden size × Dropout"


def test_the_newest_sweep_stands_first_and_a_folders_name_can_be_wrong(
    handed: list[Run], runs_dir: Path
) -> None:
    made = [sweep.start(small({"hidden_size": [8]}, 1)) for _ in range(3)]
    for each, created in zip(made, (20.0, 30.0, 10.0), strict=True):
        record = json.loads((each.path / "sweep.json").read_text())
        (each.path / "sweep.json").write_text(json.dumps(record | {"created": created}))
    (runs_dir / "no-sweep").mkdir()
    (runs_dir / "a,b").mkdir()
    (runs_dir / "a,b" / "sweep.json").write_text("{}")
    found, unreadable = sweep.list_sweeps()
    assert [each.id for each in found] == [made[1].id, made[0].id, made[2].id]
    assert [(u.id, "Rename the folder" in u.reason) for u in unreadable] == [("a,b", True)]


def test_looking_again_reads_only_what_changed(
    handed: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sweep.start(small({"hidden_size": [8, 16]}, 2))
    for state in made.cells():
        becomes(state, "finished", **SCORES)
    made.cells()
    monkeypatch.setattr(json, "loads", None)
    assert statuses(made) == ["finished"] * 4


# -- trained by workers


def test_a_sweep_fills_in_and_a_failed_cell_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = small({"hidden_size": [8, 16], "dataset": ["tiny", "gone"], "dropout": [0.1, 2]}, 1)
    made = sweep.start(asked)
    wait_for(lambda: ended(made))
    of = {s.cell.name: s for s in made.cells()}
    assert (
        sorted(s.status for s in of.values())
        == ["failed"] * 2 + ["finished"] * 2 + ["impossible"] * 4
    )
    for s in of.values():
        assert (s.status == "finished") == (s.reason == "") == (s.result is not None)
    failed = next(s for s in of.values() if s.status == "failed")
    assert "no data set named 'gone'" in failed.reason
    assert sweep.status_of(made.cells()) == "finished"
    with pytest.raises(RunError, match="nothing to resume"):
        made.resume()
    assert made.resume(failed=True) == 2  # the user has brought the data set back, perhaps
    wait_for(lambda: ended(made))


def test_its_runs_are_ordinary_runs_under_ids_of_their_own() -> None:
    made = sweep.start(small({"hidden_size": [8, 16]}, 1))
    wait_for(lambda: ended(made))
    assert listing.list_runs() == ([], []), "the page of runs is not flooded"
    for s in made.cells():
        run = listing.find(s.run_id)
        assert run.id == s.run_id and run.path == s.path and run.status == "finished"
        assert f" · hidden size {run.config.to_dict()['hidden_size']} · " in run.title
        assert run.title.endswith(" · seed 0")
        assert listing.open_run(s.run_id).path == s.path
        assert s.cell.config is not None
        assert same(weights_of(run), uninterrupted(s.cell.config))  # type: ignore[arg-type]
    for bad in (f"{made.id}/..", f"{made.id}/../x", "../x", f"{made.id}/a/b", f"{made.id}/.x", "/"):
        with pytest.raises(RunError, match="is not the id of a run"):
            listing.find(bad)


def test_pause_unpause_and_stop() -> None:
    made = sweep.start(small({"hidden_size": [8, 16, 24]}, 1, steps=ENDLESS))
    wait_for(lambda: statuses(made).count("running") == 2)
    assert statuses(made).count("queued") == 1
    made.pause()
    wait_for(lambda: statuses(made).count("paused") == 2)
    assert sweep.status_of(made.cells()) == "paused"
    made.unpause()
    wait_for(lambda: statuses(made).count("running") == 2)
    with pytest.raises(RunError, match="stop it first"):
        made.delete()
    made.stop()
    wait_for(lambda: statuses(made) == ["stopped"] * 3)
    assert made.resume() == 3
    wait_for(lambda: statuses(made).count("running") == 2)
    made.stop()
    wait_for(lambda: statuses(made) == ["stopped"] * 3)
    made.delete()
    assert sweep.list_sweeps() == ([], [])


def test_a_run_started_meanwhile_does_not_wait_for_the_whole_sweep() -> None:
    made = sweep.start(small({"hidden_size": list(range(8, 16))}, 2, steps=100))
    wait_for(lambda: "finished" in statuses(made))
    config = small({"hidden_size": [8]}, 1).cells[0].config
    assert config is not None
    between = queue.current.start(config)
    wait_for(lambda: listing.find(between.id).status == "finished")
    assert "queued" in statuses(made)


SERVER = """
import sys
from core.sweeps import plan, sweep
base = {"dataset": "tiny", "steps": 200, "batch_size": 4, "hidden_size": 8}
print(sweep.start(plan.plan("names", {"hidden_size": list(range(8, 16))}, 2, "quick", base)).id, flush=True)
sys.stdin.readline()
"""


def test_a_killed_server_loses_no_cell() -> None:
    with serving(SERVER, workers=2) as (server, started):
        made = sweep.find(started[0])
        wait_for(lambda: "finished" in statuses(made))
        server.kill()
    wait_for(lambda: not set(statuses(made)) & set(store.ACTIVE))
    assert set(statuses(made)) == {"finished", "interrupted"}
    done = {s.path: (s.path / "run.json").read_text() for s in made.cells() if s.result}
    lost = next(s for s in made.cells() if s.status == "interrupted")
    shutil.rmtree(lost.path)  # as if it had been killed before that run was made
    assert made.resume() == 16 - len(done)
    wait_for(lambda: statuses(made) == ["finished"] * 16)
    assert all((path / "run.json").read_text() == text for path, text in done.items())


def test_damaged_sweeps_are_sentences(runs_dir: Path) -> None:
    for name, text in (
        ("sweep-a", "{"),
        ("sweep-b", json.dumps({"schema": 9})),
        ("sweep-c", json.dumps({"schema": 1, "created": 1, "plan": {"kind": "x"}})),
    ):
        (runs_dir / name).mkdir(parents=True)
        (runs_dir / name / "sweep.json").write_text(text)
    found, unreadable = sweep.list_sweeps()
    assert found == [] and len(unreadable) == 3
    with pytest.raises(RunError, match="written in format 9; this version reads format 1"):
        sweep.find("sweep-b")
    assert all(u.reason.endswith(".") and u.id in u.reason for u in unreadable)
    assert listing.list_runs() == ([], [])
    for bad in ("../x", "", "sweep-gone"):
        with pytest.raises(RunError, match="sweep"):
            sweep.find(bad)


def test_a_worker_that_is_killed_costs_no_more_than_its_own_cell() -> None:
    made = sweep.start(small({"hidden_size": [8, 16]}, 1, steps=ENDLESS))
    wait_for(lambda: statuses(made) == ["running"] * 2)
    victim, innocent = made.cells()
    os.kill(int(victim.record["pid"]), signal.SIGKILL)
    old = innocent.record["pid"]
    wait_for(
        lambda: (
            statuses(made) == ["interrupted", "running"] and made.cells()[1].record["pid"] != old
        )
    )
