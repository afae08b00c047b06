"""Familiarity: what is like the training data lies near it; what is not, a threshold tells at a price."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.digits import symbol_store
from core.digits.config import DigitsConfig
from core.errors import RunError
from core.insight.familiarity import Familiarity, at_once, familiarity, nearest, neighbours, unlike
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
    assert at_once(run) is None and unlike(run, [noise]) is None, "distances would take seconds"
    found = familiarity(run)
    far = neighbours(run, [noise])[0].distance
    strange = unlike(run, [noise])
    assert strange and strange[0] == pytest.approx(far) and strange[1] is found
    assert found.share_as_far(far) == 0 and found.share_as_far(0) == 1


def test_data_that_was_changed_since_is_a_sentence(run: Run) -> None:
    familiarity(run)
    symbol_store.change("mine", lambda known: known.without([0]))
    with pytest.raises(RunError, match="was changed after run"):
        neighbours(run, picture(example(0)))
    with pytest.raises(RunError, match="was changed after run"):
        unlike(run, picture(example(0)))


def test_a_threshold_refuses_its_share_and_saves_mistakes() -> None:
    far = np.arange(100, dtype=np.float32)
    right = np.ones(110, bool)
    right[[5, 97, 99, 105]] = False
    found = Familiarity(far, lambda *given: given[0], "", "as far", "")
    limit = found.threshold(0.05)
    assert (far > limit).mean() <= 0.05 and (far >= limit).mean() >= 0.05
    assert found.saved(right, limit) == (2, 3)
    assert found.saved(right, found.threshold(0)) == (0, 3)
    assert found.share_as_far(90) == pytest.approx(0.1)


def test_the_nearest_comes_first_with_its_distance() -> None:
    among = torch.nn.functional.normalize(torch.tensor([[1.0, 0], [0, 1], [-1, 0], [1, 1]]))
    far, which = nearest(torch.tensor([[1.0, 0]]), among, 3)
    assert which[0].tolist() == [0, 3, 1]
    assert far[0].tolist() == pytest.approx([0, np.sqrt(2 - np.sqrt(2)), np.sqrt(2)], abs=1e-3)


def test_a_name_that_it_learned_is_at_home_and_jumbles_of_letters_are_not() -> None:
    run = shipped("names")
    learned = problem("names").training_set(run.config)
    assert learned.names is not None and len(set(learned.items)) == len(learned.items)
    name, read = learned.names[learned.items[0]], problem("names").read
    assert neighbours(run, read(name, run.config).arrays)[0].distance < 0.01
    assert unlike(run, read(name, run.config).arrays) is None
    for jumble in ("qxzqvkj", "wwwxqq", "zzqqxzz"):
        found = unlike(run, read(jumble, run.config).arrays)
        assert (
            found and found[0] > found[1].threshold(0.02) and found[1].share_as_far(found[0]) < 0.02
        )


def test_the_networks_that_ship_are_judged_without_pytorch() -> None:
    """Where a page is opened and somebody draws, a second and half a gigabyte."""
    code = (
        "import sys, numpy as np\n"
        "from core.insight.familiarity import unlike\n"
        "from core.runs.shipped import shipped\n"
        "noise = np.random.default_rng(0).random((1, 1, 28, 28), np.float32)\n"
        "print(bool(unlike(shipped('digits'), [noise])), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
