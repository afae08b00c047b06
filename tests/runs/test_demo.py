"""The demo run: one for the server, only where the machine is idle; it gives way, and leaves nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from core import environment
from core.digits.config import DigitsConfig
from core.errors import RunError
from core.problems import PROBLEMS
from core.runs import demo, executors, leftovers, listing, queue, shipped, store
from core.runs.demo import Demo
from core.runs.store import Run
from core.settings.config import Config
from tests.runs.server_process import serving
from tests.runs.trained import small, wait_for

ENDLESS = 1_000_000
SMALL = DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1)
pytestmark = pytest.mark.usefixtures("tiny")


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[None]:
    executors.executor().submit(int).result()
    yield
    executors.executor().shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]


def trains(monkeypatch: pytest.MonkeyPatch, config: Config, value: str = "1") -> Demo:
    """A server's demo, of another network."""
    monkeypatch.setenv(environment.DEMO, value)
    for known in PROBLEMS.values():
        monkeypatch.setattr(known, "demo", config if known.kind == config.kind else None)
    monkeypatch.setattr(queue, "gives_way", [])
    return Demo()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """One that trains for hours, if it is let to."""
    made = trains(monkeypatch, small(steps=ENDLESS))
    yield made
    made.leave()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """One that has finished."""
    made = trains(monkeypatch, SMALL)
    wait_for(lambda: made.look().phase == "finished")
    yield made
    made.leave()


def training(one: Demo) -> Run:
    wait_for(lambda: one.look().phase == "training")
    run = one.look().run
    assert run is not None
    return run


def test_one_run_for_all_who_look_and_in_no_list(endless: Demo) -> None:
    run = training(endless)
    assert endless.look().run is not None
    assert len(list(run.path.parent.iterdir())) == 1, "whoever looks, it is the same"
    assert listing.list_runs() == ([], [])
    assert endless.finished() is None
    with pytest.raises(RunError, match="has not finished"):
        endless.keep()


def test_it_is_the_last_to_get_a_core(endless: Demo) -> None:
    pid = int(training(endless).record["pid"])
    priorities = {os.getpriority(os.PRIO_PROCESS, int(t)) for t in os.listdir(f"/proc/{pid}/task")}
    assert demo.LOWEST_PRIORITY in priorities and min(priorities) < demo.LOWEST_PRIORITY


def test_it_gives_way_to_a_run_and_goes_on_afterwards(endless: Demo) -> None:
    path = training(endless).path
    run = queue.current.start(small(steps=ENDLESS, seed=1))
    wait_for(lambda: endless.look().phase == "waiting")
    assert Run(path).record["status"] == "stopped"
    wait_for(lambda: run.status == "running" or Run(run.path).status == "running")
    assert endless.look().phase == "waiting", "while that trains"
    step = max(e["step"] for e in Run(path).metrics())
    queue.current.stop(Run(run.path))
    wait_for(lambda: not queue.current.handed_over()[1])
    assert training(endless).path == path
    wait_for(lambda: max(e["step"] for e in Run(path).metrics()) > step)


def test_it_gives_way_to_a_run_of_another_process(endless: Demo, runs_dir: Path) -> None:
    training(endless)
    other = store.create(small(), path=runs_dir / "names-other")
    with FileLock(other.path / "run.lock"):
        wait_for(lambda: endless.look().phase == "waiting")
    wait_for(lambda: endless.look().phase in ("soon", "training"))


@pytest.mark.parametrize(("load", "begins"), [(0.1, True), (0.9, False)])
def test_it_begins_only_where_the_machine_is_idle(
    load: float, begins: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = trains(monkeypatch, small(steps=ENDLESS), value="")
    monkeypatch.setattr(executors, "cores", lambda: 2)
    monkeypatch.setattr(os, "getloadavg", lambda: (load * (os.cpu_count() or 1), 0.0, 0.0))
    assert one.look().phase == ("soon" if begins else "none")
    one.leave()


@pytest.mark.parametrize("name", [environment.DEMO, environment.WORKERS, environment.CLUSTER])
def test_where_there_is_no_machine_to_spare_nothing_is_made(
    name: str, monkeypatch: pytest.MonkeyPatch, runs_dir: Path
) -> None:
    one = trains(monkeypatch, SMALL, value="")
    values = {environment.DEMO: "0", environment.WORKERS: "1", environment.CLUSTER: "first:8786"}
    monkeypatch.setenv(name, values[name])
    assert one.look() == ("none", None) and demo.wanted() is None
    assert not runs_dir.exists()


def test_before_the_first_page_stands_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trains(monkeypatch, SMALL)
    monkeypatch.setattr(executors, "started", lambda: False)
    assert one.look() == ("soon", None)
    assert not store.runs_dir().exists()


def test_the_better_network_answers(done: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done.best("digits").path == shipped.FOLDER / "digits", "it is better than that one"
    run = done.finished()
    assert run is not None
    run.update(accuracy=0.999)
    assert done.best("digits").path == run.path
    assert done.best("names").path == shipped.FOLDER / "names"
    # Of another data set accuracies say nothing of each other.
    monkeypatch.setattr(PROBLEMS["digits"], "tested_on", lambda config: id(config))
    assert done.best("digits").path == shipped.FOLDER / "digits"


def test_it_is_trained_once(done: Demo) -> None:
    before = done.finished()
    assert done.look().phase == "finished" and before is not None
    assert Run(before.path).record["started"] == before.record["started"]


def test_what_is_kept_is_a_run_among_the_others(done: Demo) -> None:
    hidden = done.finished()
    kept = done.keep()
    assert hidden is not None and not hidden.path.exists()
    assert [run.id for run in listing.runs()] == [kept.id] == [done.keep().id]
    assert kept.id.startswith("digits-") and kept.status == "finished"
    done.leave()
    assert kept.path.is_dir(), "also once the server has ended"


def test_one_that_was_kept_and_deleted_answers_no_more(done: Demo) -> None:
    done.keep().delete()
    assert done.best("digits").path == shipped.FOLDER / "digits"
    assert done.look() == ("none", None)


def test_what_fails_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trains(monkeypatch, small(dataset="gone"))
    wait_for(lambda: one.look().phase == "none")
    assert one.look().phase == "none"
    assert not queue.current.handed_over()[1]
    one.leave()


def test_where_runs_cannot_be_written_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "file"))
    one = trains(monkeypatch, SMALL)
    assert one.look() == ("none", None) == one.look()
    one.leave()


def test_with_the_server_all_of_it_goes(endless: Demo, runs_dir: Path) -> None:
    training(endless)
    endless.leave()
    assert not (runs_dir / leftovers.DEMOS).exists()
    assert endless.look() == ("none", None), "it does not begin again"


def test_what_a_killed_server_left_goes_with_the_next(runs_dir: Path) -> None:
    script = """
if __name__ == "__main__":
    from core.runs import demo, executors

    executors.executor().submit(int).result()
    while demo.current.look().phase != "training":
        pass
    print(demo.current.look().run.path)
    input()
"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(environment.DEMO, "1")
        with serving(script, 2) as (process, words):
            left = Path(words[0])
            leftovers.tidy()
            assert left.is_dir(), "its server lives"
            process.kill()
    wait_for(lambda: not store.is_held(left / "run.lock"))  # its worker ends by itself
    leftovers.tidy()
    assert not left.exists()
