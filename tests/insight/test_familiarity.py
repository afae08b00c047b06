"""Familiarity: what is like the training data lies near it; what is not, a threshold tells at a price."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.digits import symbol_store
from core.digits.config import DigitsConfig
from core.errors import RunError
from core.insight.familiarity import Reference, distance, nearest, neighbours, reference, unlike
from core.problems import problem
from core.runs import store, worker
from core.runs.shipped import shipped
from core.runs.store import Run
from tests.symbols import CLASSES, example, kept


@pytest.fixture
def run(own_cache: Path, runs_dir: Path) -> Run:
    kept(each=9)
    small = DigitsConfig(conv_layers=1, channels=4, hidden=16)
    found = store.create(small.replace(dataset="symbols/mine", repeat=100, learning_rate=0.05))
    assert worker.work(found.path) == "finished"
    return Run(found.path)


def picture(pixels: bytes) -> tuple[np.ndarray]:
    return (np.frombuffer(pixels, np.uint8).reshape(1, 1, 28, 28) / np.float32(255),)


def test_the_nearest_are_of_its_class_and_noise_is_far(run: Run) -> None:
    near = neighbours(run, picture(example(1, 4)), 3)
    assert [n.label for n in near] == [CLASSES[1]] * 3
    assert [n.distance for n in near] == sorted(n.distance for n in near)
    noise = np.random.default_rng(0).random((1, 1, 28, 28), np.float32)
    found = reference(run)
    far = neighbours(run, [noise])[0].distance
    assert far == distance(run, [noise])
    assert far > found.threshold(0.02) and found.share_as_far(far) == 0
    assert found.share_as_far(0) == 1


def test_data_that_was_changed_since_is_a_sentence(run: Run) -> None:
    reference(run)
    symbol_store.change("mine", lambda known: known.without([0]))
    with pytest.raises(RunError, match="was changed after run"):
        neighbours(run, picture(example(0)))


def test_a_threshold_refuses_its_share_and_saves_mistakes() -> None:
    distances = np.arange(100, dtype=np.float32)
    right = np.ones(100, bool)
    right[[5, 97, 99]] = False
    found = Reference(torch.zeros(1, 1), distances, right)
    limit = found.threshold(0.05)
    assert (distances > limit).mean() <= 0.05 and (distances >= limit).mean() >= 0.05
    assert found.saved(limit) == (2, 3)
    assert found.saved(found.threshold(0)) == (0, 3)
    assert found.share_as_far(90) == pytest.approx(0.1)


def test_the_nearest_comes_first_with_its_distance() -> None:
    among = torch.nn.functional.normalize(torch.tensor([[1.0, 0], [0, 1], [-1, 0], [1, 1]]))
    far, which = nearest(torch.tensor([[1.0, 0]]), among, 3)
    assert which[0].tolist() == [0, 3, 1]
    assert far[0].tolist() == pytest.approx([0, np.sqrt(2 - np.sqrt(2)), np.sqrt(2)], abs=1e-3)


def test_a_name_that_it_learned_is_at_home_and_a_jumble_of_letters_is_far() -> None:
    run = shipped("names")
    learned = problem("names").training_set(run.config)
    assert learned.names is not None and len(set(learned.items)) == len(learned.items)
    name = learned.names[learned.items[0]]
    found, read = reference(run), problem("names").read
    assert neighbours(run, read(name, run.config).arrays)[0].distance < 0.01
    limit = found.threshold(0.02)
    assert unlike(run, read(name, run.config).arrays) is None
    far = unlike(run, read("qxzqvkj", run.config).arrays)
    assert far and far[0] > limit and far[1] is found
    jumbled = [
        distance(run, read(each, run.config).arrays) for each in ("qxzqvkj", "wwwxqq", "zzqqxzz")
    ]
    assert sum(far > limit for far in jumbled) >= 2
