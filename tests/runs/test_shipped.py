"""The shipped networks: small, complete, and as good as they say."""

import re

import numpy as np
import pytest

from core.errors import RunError
from core.problems import PROBLEMS
from core.runs import predict, shipped
from core.runs.shipped import FOLDER
from scripts.train_shipped import CONFIGS, MOST_BYTES


@pytest.mark.parametrize("kind", PROBLEMS)
def test_what_ships_is_small_and_of_the_config_that_trains_it(kind: str) -> None:
    run = shipped.shipped(kind)
    assert run.status == "finished" and run.config in CONFIGS
    assert (run.path / "model.safetensors").stat().st_size < MOST_BYTES
    assert not re.search(r'"/|[A-Z]:\\\\', (run.path / "run.json").read_text()), (
        "no path of a machine"
    )


@pytest.mark.parametrize("kind", PROBLEMS)
def test_it_is_right_as_often_as_it_says(kind: str) -> None:
    run = shipped.shipped(kind)
    test = PROBLEMS[kind].test_set(run.config)
    said = [
        predict.probabilities(run, [part.numpy() for part in batch]).argmax(1)
        for batch in test.batches(1000)
    ]
    right = float((np.concatenate(said) == test.labels).mean())
    assert right == pytest.approx(run.record["accuracy"], abs=0.002)
    assert right > {"digits": 0.98, "names": 0.6}[kind]


def test_what_does_not_ship_is_a_sentence() -> None:
    assert shipped.shipped_kinds() == sorted(PROBLEMS)
    assert all((FOLDER / kind / "run.json").is_file() for kind in shipped.shipped_kinds())
    with pytest.raises(RunError, match="No network for points ships with Netsketch; train one"):
        shipped.shipped("points")
