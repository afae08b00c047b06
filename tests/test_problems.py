"""What every kind of problem promises, held by all that are listed and by a third that only tests know."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from core import problems
from core.cli.main import main
from core.digits.config import DigitsConfig
from core.errors import ConfigError, NetsketchError
from core.insight.held_out import held_out
from core.insight.mistakes import disputes, mistakes_csv
from core.problem import Problem
from core.problems import PROBLEMS, problem
from core.runs import compare, listing, predict, store, worker
from core.runs.store import Run
from core.settings.config import Config
from core.settings.setting import settings
from tests.third_kind import POINTS, PointsConfig

Output = pytest.CaptureFixture[str]
KINDS: tuple[Problem, ...] = (*PROBLEMS.values(), POINTS)
CPU = torch.device("cpu")
SMALL: dict[str, dict[str, Any]] = {
    "digits": {"conv_layers": 1, "channels": 2, "hidden": 8, "train_size": 640, "epochs": 1},
    "names": {"dataset": "tiny", "steps": 60, "batch_size": 8, "hidden_size": 8},
}
each_kind = pytest.mark.parametrize("known", KINDS, ids=lambda known: known.kind)


@pytest.fixture(autouse=True)
def third(monkeypatch: pytest.MonkeyPatch, tiny: str) -> None:
    monkeypatch.setitem(PROBLEMS, "points", POINTS)


def small(known: Problem) -> Config:
    """A config of a kind that trains in a second."""
    return known.Config(**SMALL.get(known.kind, {}))


def classes(known: Problem, config: Config) -> int:
    return len(known.labels(config) or known.task(config, CPU, 1).classes)


@each_kind
def test_every_preset_builds_and_its_layers_are_the_real_networks(known: Problem) -> None:
    many = classes(known, known.presets[0].config)
    for preset in known.presets:
        network = known.build(preset.config, many)
        layers = known.layers(preset.config)
        assert sum(p.numel() for p in network.parameters()) == sum(x.parameters for x in layers)
        shapes = {name: tuple(w.shape) for name, w in network.state_dict().items()}
        assert known.weight_shapes(preset.config, many) == shapes
        assert known.cost(preset.config, 1).multiply_adds > 0
        assert known.Config.from_dict(json.loads(json.dumps(preset.config.to_dict())))


@each_kind
def test_steps_learn(known: Problem) -> None:
    config = small(known)
    task = known.task(config, CPU, 1)
    losses = [float(task.step(0, config.learning_rate)[0]) for _ in range(100)]
    assert losses[-1] < 0.9 * losses[0]


@each_kind
def test_nonsense_is_refused_in_a_sentence(known: Problem) -> None:
    plain = known.Config().to_dict()
    for field in settings(known.Config):
        with pytest.raises(ConfigError) as caught:
            known.Config.from_dict(plain | {field: "∅"})
        assert field in caught.value.problems
        assert str(caught.value).endswith(".") and "∅" in str(caught.value)
    with pytest.raises(NetsketchError, match=r"\.$"):
        known.read(b"\0nonsense" if known.option.files else "12 34", known.Config())


@each_kind
def test_a_trained_network_reloads_to_the_same_answers(known: Problem, runs_dir: Path) -> None:
    run = store.create(small(known))
    assert worker.work(run.path) == "finished"
    run = Run(run.path)
    answers, result = held_out(run), run.result()
    assert result is not None and answers.confusion.tolist() == result["confusion"]
    assert answers.probabilities.sum(1) == pytest.approx(1, abs=1e-5)
    rows = compare.curves_csv([run]).splitlines()
    assert len(rows) == 1 + sum(e["event"] in ("progress", "evaluated") for e in run.metrics())
    disputed, _ = disputes(run, answers)
    wrong = int((~answers.right).sum())
    assert len(mistakes_csv(run, answers, disputed).splitlines()) == 1 + wrong


def test_a_new_kind_needs_nothing_but_its_line(
    capsys: Output, runs_dir: Path, tmp_path: Path, signals: None
) -> None:
    """It trains, stands in the lists, answers and is written out, by commands that never heard of it."""
    assert main(["train", "points", "--json"]) == 0
    ended = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert ended["accuracy"] > 0.9
    assert main(["runs"]) == 0
    assert "Quick points" in capsys.readouterr().out
    assert main(["presets"]) == 0
    assert "points  quick" in capsys.readouterr().out
    asked = ["predict", "--run", "latest", "--json", "--point", "0,0", "2,2", "here"]
    assert main(asked) == 0
    inside, outside, neither = map(json.loads, capsys.readouterr().out.splitlines())
    assert inside["ranked"][0]["label"] == "inside"
    assert outside["ranked"][0]["label"] == "outside"
    assert neither["error"] == "'here' is no point; give two numbers, such as 1,2."
    file = tmp_path / "curves.csv"
    assert main(["export", ended["run"], "--csv", str(file)]) == 0
    assert "evaluated" in file.read_text()
    assert main(["predict", "--run", ended["run"], "--name", "Kim"]) == 2
    assert "trained on points; it cannot read a surname." in capsys.readouterr().err
    run = listing.find(ended["run"])
    assert predict.answer(run, POINTS.read("0,0", PointsConfig())).best == "inside"


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_names_are_distinct_and_our_own_come_first(kind: str) -> None:
    ours = problem(kind).presets
    assert len({p.name for p in ours}) == len({p.title for p in ours}) == len(ours)
    assert [p.name for p in ours[:2]] == ["quick", "accurate"]
    assert all(p.kind == kind for p in ours)


def test_every_preset_says_what_it_is() -> None:
    for p in (p for known in PROBLEMS.values() for p in known.presets):
        assert p.about.endswith((".", "?")) and p.title
        assert p.reported is None or 0.1 <= p.reported <= 1


def test_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        problems.preset("names", "conv")
    assert "'conv'" in str(caught.value) and "linear-32" in str(caught.value)


def test_accuracies_are_ranked_where_the_same_items_were_tested() -> None:
    config = DigitsConfig()
    assert problems.tested_alike(config, config.replace(seed=3, channels=3))
    assert not problems.tested_alike(config, config.replace(dataset="fashion-mnist"))


def test_a_trainer_has_the_threads_that_it_is_given(tiny: str) -> None:
    given: list[int] = []

    class Noting(type(POINTS)):  # type: ignore[misc]
        threads = 5

        def task(self, config: Config, device: torch.device, threads: int) -> Any:
            given.append(threads)
            return super().task(config, device, threads)

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PROBLEMS, "points", Noting())
        for threads in (None, 1, 2):
            problems.trainer(PointsConfig(), threads)
    assert given == [5, 1, 2]
