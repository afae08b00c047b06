"""Which networks a picker offers, and in which order."""

from pathlib import Path

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import store
from core.runs.owner import owner
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps import plan, ranking
from tests.runs.events import evaluated
from tests.runs.folders import folder


def test_the_best_on_the_standard_test_set_comes_first(runs_dir: Path) -> None:
    def ready(name: str, config: Config, accuracy: float | None) -> None:
        more = {} if accuracy is None else {"accuracy": accuracy}
        run = folder(name, config, float(len(name)), status="finished", **more)
        (run.path / "model.safetensors").touch()

    ready("good", NamesConfig(), 0.6)
    ready("better", NamesConfig(hidden_size=128), 0.7)
    ready("hundred", NamesConfig(test=100), 0.9)  # names of one draw: no better network
    ready("two-languages", NamesConfig(dataset="tiny"), 1.0)
    ready("untested", NamesConfig(hidden_size=32), None)
    ready("digits", DigitsConfig(), 0.99)
    found = [run.id for run in ranking.candidates("names")]
    assert found == ["better", "good", "two-languages", "hundred", "untested"]
    labels = ranking.labels(ranking.candidates("names"))
    assert labels[0] == "GRU · hidden size 128 · 70.0\u00a0%" and len(set(labels)) == 5


def test_what_trains_can_be_followed_and_what_ended_without_weights_cannot_answer(
    runs_dir: Path,
) -> None:
    folder("waits", DigitsConfig(), 1.0, status="queued", owner=owner())
    folder("stopped", DigitsConfig(), 2.0, status="stopped")
    assert [run.id for run in ranking.candidates("digits")] == ["waits"]


def test_better_is_what_is_ahead_by_more_than_chance_on_the_same_test(runs_dir: Path) -> None:
    def tested(name: str, config: Config, right: int, **more: str) -> Run:
        fields = {"status": "finished", "accuracy": right / 1000} | more
        run = folder(name, config, 1.0, **fields)
        (run.path / "model.safetensors").touch()
        store.write_json(run.path / "result.json", evaluated(10, [[right, 1000 - right], [0, 0]]))
        return run

    one = tested("one", DigitsConfig(), 900)
    assert ranking.better(one) is None, "it is the best itself"
    tested("a-little", DigitsConfig(seed=1), 930)
    assert ranking.better(one) is None, "the intervals of 900 and 930 of 1000 overlap"
    tested("surnames", NamesConfig(), 999)
    assert ranking.better(one) is None, "it reads something else"
    ahead = tested("ahead", DigitsConfig(seed=2), 950)
    found = ranking.better(one)
    assert found is not None and found.id == ahead.id
    waits = tested("waits", DigitsConfig(seed=3), 500, status="queued", owner=owner())
    assert ranking.better(waits) is None
    assert ranking.better(folder("untested", DigitsConfig(), 1.0, status="finished")) is None


def test_of_a_sweep_the_best_run_can_be_chosen(runs_dir: Path) -> None:
    asked = plan.plan("digits", {"channels": [2, 3]}, 1)
    path = runs_dir / "sweep-1"
    path.mkdir(parents=True)
    record = {"schema": 1, "created": 1.0, "owner": "", "plan": asked.to_dict()}
    store.write_json(path / "sweep.json", record)
    for cell, accuracy in zip(asked.cells, (0.5, 0.8), strict=True):
        assert cell.config is not None
        run = store.create(cell.config, path=path / cell.name)
        ended = {"status": "finished", "accuracy": accuracy, "balanced_accuracy": accuracy}
        ended |= {"seconds": 1.0, "loss": 0.5, "step": 10}
        store.write_json(run.path / "run.json", run.record | ended)
    (best,) = ranking.candidates("digits")
    assert best.config.to_dict()["channels"] == 3
    assert ranking.labels([best]) == [
        "Quick CNN · 3 channels · seed 0 · 80.0\u00a0% · best of its sweep"
    ]
