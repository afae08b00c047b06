"""What holds of a kind of problem that says nothing else."""

import pytest
import torch

from core.names.problem import NAMES
from core.problems import PROBLEMS
from core.runs import progress, store
from core.settings.setting import settings
from tests.runs.events import evaluated
from tests.third_kind import POINTS, PointsConfig


@pytest.fixture(autouse=True)
def third(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROBLEMS, "points", POINTS)


def test_every_setting_but_the_seed_is_a_phrase_of_its_name() -> None:
    said = POINTS.phrases(PointsConfig(seed=3))
    assert said.keys() == settings(PointsConfig).keys() - {"seed"}
    assert said == POINTS.phrases(PointsConfig(seed=4)) != POINTS.phrases(PointsConfig(width=3))


def test_what_a_network_says_of_an_item_sums_to_one() -> None:
    network = POINTS.build(PointsConfig(), 2)
    batch = torch.tensor([[0.0, 0.1], [2.0, 2.0], [1.0, -1.0]])
    said = POINTS.probabilities(network, PointsConfig(), batch)
    assert said.shape == (3, 2) and not said.requires_grad
    torch.testing.assert_close(said.sum(1), torch.ones(3))
    assert torch.equal(said.argmax(1), network(batch).argmax(1))


def test_its_runs_have_one_thread_and_its_accuracy_stands_alone() -> None:
    """Its classes are taken for about equally frequent, and its test set for one for all."""
    run = store.create(PointsConfig())
    assert run.threads == 1
    labels = [number["label"] for number in progress.numbers(run, [evaluated(10)])]
    assert labels == ["Test accuracy", "Test loss"]
    assert POINTS.shared_test and not NAMES.shared_test
