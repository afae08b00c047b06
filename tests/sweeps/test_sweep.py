"""A sweep: started, paused, stopped, killed and resumed, and what it says of itself."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import loky
import pytest

from core.errors import RunError
from core.runs import listing, queue, store
from core.sweeps import plan, sweep
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
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
    assert all(u.reason.endswith(".") and u.id in u.reason for u in unreadable)
    assert listing.list_runs() == ([], [])
    for bad in ("../x", "", "sweep-gone"):
        with pytest.raises(RunError, match="sweep"):
            sweep.find(bad)


def test_looking_again_reads_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sweep.start(small({"hidden_size": [8, 16]}, 2))
    wait_for(lambda: ended(made))
    made.cells()
    monkeypatch.setattr(json, "loads", None)
    assert statuses(made) == ["finished"] * 4


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
