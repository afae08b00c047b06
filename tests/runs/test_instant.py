"""Instant experiments: what is trained for a config, how it is followed, and what ends it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import files
from core.digits.config import DigitsConfig
from core.errors import DataError, RunError
from core.names.config import NamesConfig
from core.problems import PROBLEMS
from core.runs import instant, leftovers, listing, step_time
from core.runs.instant import Curve, Experiment
from core.settings.config import Config
from tests.runs.trained import wait_for
from tests.third_kind import POINTS, PointsConfig

NOTES = NamesConfig(cell="linear", optimizer="sgd", batch_size=1)


def per_step(seconds: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        step_time, "seconds_per_step", lambda _, threads: seconds if threads == 1 else None
    )


@pytest.mark.parametrize(
    ("config", "seconds", "trained"),
    [
        (DigitsConfig(epochs=9), 0.001, {}),  # 938 steps an epoch
        (DigitsConfig(epochs=9), 0.002, {"train_size": 1000}),
        (DigitsConfig(), None, {"train_size": 1000}),  # not measured yet
        (DigitsConfig(train_size=500), 0.2, {}),
        (DigitsConfig(batch_size=2048), 1.0, {"train_size": 2048}),
        (PointsConfig(), 0.1, {}),  # a kind that cannot say
    ],
)
def test_an_epoch_of_a_second_is_trained_whole_and_else_a_thousand_images(
    config: Config, seconds: float | None, trained: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROBLEMS, "points", POINTS)
    per_step(seconds, monkeypatch)
    assert instant.plan(config).config == config.replace(**trained)


def test_of_names_there_are_as_many_fewer_steps(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known, config = PROBLEMS["names"], NOTES.replace(dataset=tiny, steps=3000)
    train = known.epoch_steps(config)
    assert 20 < train < 36, "of 36 names"
    per_step(1 / train, monkeypatch)
    assert instant.plan(config) == instant.Planned(config, train * (1 / train))
    fewer = round(3000 * (train // 2) / train)
    assert known.excerpt(config, train // 2) == config.replace(steps=fewer)
    fewest = config.replace(steps=10)
    assert known.excerpt(config.replace(steps=12), 1) == fewest
    with pytest.raises(DataError):
        instant.plan(config.replace(dataset="gone"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "curve.json"
    path.write_text("{}")
    return path


def test_a_curve_is_that_of_a_training_and_the_same_once_more(tiny: str, file: Path) -> None:
    config = NamesConfig(dataset=tiny, steps=100, batch_size=8, hidden_size=8)
    curve = instant.one("names", config.to_dict(), str(file))
    assert curve.end == "finished" and curve.seen[-1] == 800 and len(curve.losses) == 60
    assert curve.chance == pytest.approx(1.0986, abs=1e-4) and curve.losses[0] > curve.losses[-1]
    assert curve.accuracy > 0.5
    assert instant.one("names", config.to_dict(), str(file)) == curve


def test_a_loss_that_is_no_number_ends_it(tiny: str, file: Path) -> None:
    config = NOTES.replace(dataset=tiny, learning_rate=10.0)
    curve = instant.one("names", config.to_dict(), str(file))
    assert curve.end == "diverged" and len(curve.seen) == len(curve.losses) < 60


def test_it_ends_once_its_file_is_gone_and_after_some_seconds(
    tiny: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = NOTES.replace(dataset=tiny, learning_rate=0.001, steps=600).to_dict()
    monkeypatch.setattr(instant, "MOST_SECONDS", -1.0)
    cut = instant.one("names", config, str(file))
    assert cut.end == "cut off" and len(cut.seen) == 1
    monkeypatch.setattr(instant, "WRITE_SECONDS", -1.0)
    monkeypatch.setattr(instant, "MOST_SECONDS", 60.0)

    into = files.write_json

    def write(path: Path, value: Any) -> None:
        into(path, value)
        if len(value["seen"]) == 3:
            path.unlink()

    monkeypatch.setattr(files, "write_json", write)
    assert len(instant.one("names", config, str(file)).seen) == 4
    assert instant.one("names", config, str(file)) == Curve(), "it need not begin"


class Pool:
    """Workers that a test ends."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Path, Future[Curve]]] = []

    def submit(
        self, work: Callable[..., Any], kind: str, values: Any, path: str
    ) -> "Future[Curve]":
        assert work is instant.one
        self.jobs.append((Path(path), Future()))
        return self.jobs[-1][1]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    made = Pool()
    workers = {"ready": lambda: None, "workers": lambda gpu: 3}
    monkeypatch.setattr(instant, "executors", SimpleNamespace(executor=lambda gpu: made, **workers))
    monkeypatch.setattr(instant, "_going", set())
    return made


def test_one_worker_of_three_computes_experiments_and_others_wait(pool: Pool) -> None:
    first, second = Experiment(NOTES), Experiment(NOTES)
    assert first.look() == second.look() == Curve() and len(pool.jobs) == 1
    path, job = pool.jobs[0]
    files.write_json(path, vars(Curve((64,), (2.0,), 0.5, 2.3)))
    seen = first.look()
    assert list(seen.seen) == [64] and list(seen.losses) == [2.0] and not first.done
    job.set_result(Curve((64, 128), (2.0, 1.0), 0.6, 2.3, "finished"))
    assert first.look().end == "finished" and first.done and not path.exists()
    assert second.look() == Curve() and len(pool.jobs) == 2, "now there is room"
    assert not listing.runs(), "nothing is kept as a run"


def test_what_nobody_wants_any_more_makes_room(pool: Pool) -> None:
    first, waits = Experiment(NOTES), Experiment(NOTES)
    first.look()
    first.stop()
    assert first.done and not pool.jobs[0][0].exists() and pool.jobs[0][1].cancelled()
    waits.stop()
    assert waits.look() == Curve() and len(pool.jobs) == 1, "it never begins"
    Experiment(NOTES).look()
    assert len(pool.jobs) == 2


def test_what_goes_wrong_is_said_in_a_sentence(pool: Pool) -> None:
    experiment = Experiment(NOTES)
    experiment.look()
    pool.jobs[0][1].set_exception(BrokenProcessPool("gone"))
    for _ in range(2):
        with pytest.raises(RunError, match="change one of them"):
            experiment.look()
        assert experiment.done


def test_experiments_of_servers_that_are_gone_are_removed(pool: Pool, runs_dir: Path) -> None:
    Experiment(NOTES).look()
    mine, left = pool.jobs[0][0], runs_dir / leftovers.EXPERIMENTS / "1-dead" / "left.json"
    left.parent.mkdir()
    left.write_text("{}")
    leftovers.tidy()
    assert mine.exists() and not left.parent.exists()


def test_a_worker_lets_go_of_what_is_superseded(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Experiment(NOTES.replace(dataset=tiny, steps=1_000_000, learning_rate=0.001))
    after = Experiment(NamesConfig(dataset=tiny, steps=20, batch_size=8, hidden_size=8))
    monkeypatch.setattr(instant, "MOST_SECONDS", 600.0)
    with ThreadPoolExecutor(1) as worker:  # it imports in no time, and computes the same
        workers = {"ready": lambda: None, "workers": lambda gpu: 2, "executor": lambda gpu: worker}
        monkeypatch.setattr(instant, "executors", SimpleNamespace(**workers))
        wait_for(lambda: bool(endless.look().seen))
        endless.stop()
        wait_for(lambda: after.look().end == "finished")
    assert after.done and after.look().seen[-1] == 160
    assert not listing.runs()
