"""Early stopping: at a target, after tests that bring nothing, when lost; the same after a cut anywhere."""

from typing import Any

import pytest
import torch

from core import problems
from core.doctor.examine import examined
from core.names.config import NamesConfig
from core.training.events import Evaluated, Finished, Snapshot
from core.training.loop import Trainer
from core.training.stopping import EarlyStopping

pytestmark = pytest.mark.usefixtures("tiny")


def trainer(**changes: Any) -> Trainer:
    values: dict[str, Any] = {"dataset": "tiny", "steps": 400, "batch_size": 8, "hidden_size": 8}
    return problems.trainer(
        NamesConfig(**(values | {"learning_rate": 0.01, "optimizer": "adam"} | changes))
    )


def a_test(step: int, loss: float, accuracy: float) -> Evaluated:
    return Evaluated(step, 1.0, 1.0, loss, accuracy, accuracy, ((1, 0), (0, 1)))


def test_training_ends_at_the_first_test_that_reaches_the_target() -> None:
    run = trainer(target_accuracy=0.7)
    events = list(run)
    tests = [e for e in events if isinstance(e, Evaluated)]
    last = events[-1]
    assert isinstance(last, Finished) and last.final is tests[-1] and last.step < 400
    assert tests[-1].accuracy >= 0.7 and all(t.accuracy < 0.7 for t in tests[:-1])
    assert f"step {last.step} of 400" in last.early and "target of 70" in last.early
    assert Snapshot(last.step) in events, "its film ends with its last weights"


@pytest.mark.parametrize(
    ("losses", "patience", "ends"),
    [([3, 2, 1, 1, 1], 2, 4), ([3, 2, 2, 1, 2, 2, 2], 3, 6), ([3, 2, 1], 1, None), ([1, 2], 1, 1)],
)
def test_patience_counts_tests_in_a_row_that_are_no_lower(
    losses: list[float], patience: int, ends: int | None
) -> None:
    stopping = EarlyStopping(NamesConfig(steps=100, patience=patience))
    ended = []
    for k, loss in enumerate(losses):
        stopping.observe(a_test(k, loss, 0.5))
        ended.append(bool(stopping.reason))
    assert (ended.index(True) if True in ended else None) == ends
    if ends is not None:
        lowest = min(losses)
        assert f"lowest at step {losses.index(lowest)} with {lowest:.4f}" in stopping.reason


def test_at_the_planned_end_nothing_was_early() -> None:
    stopping = EarlyStopping(NamesConfig(steps=100, target_accuracy=0.5))
    stopping.observe(a_test(100, 1.0, 0.9))
    assert not stopping.reason


def test_by_default_training_goes_on() -> None:
    last = list(trainer(steps=60))[-1]
    assert isinstance(last, Finished) and last.step == 60 and last.early == ""


def test_a_run_that_the_doctor_finds_lost_ends_where_it_is_told_to() -> None:
    changes = {"cell": "tanh", "optimizer": "sgd", "learning_rate": 10.0, "steps": 400}
    last = list(examined(trainer(**changes, stop_when_lost=True)))[-1]
    assert isinstance(last, Finished) and last.step < 400
    assert "found it lost (the learning rate is far too high)" in last.early
    assert last.early.endswith("are no better than chance.")
    whole = list(examined(trainer(**changes)))[-1]
    assert isinstance(whole, Finished) and whole.step == 400 and not whole.early


@pytest.mark.parametrize(
    "changes", [{"target_accuracy": 0.7}, {"patience": 1, "learning_rate": 1.0}]
)
def test_a_cut_anywhere_changes_neither_the_end_nor_the_weights(changes: dict[str, Any]) -> None:
    whole = trainer(**changes)
    events = list(whole)
    end = events[-1]
    assert isinstance(end, Finished) and end.early
    expected = {k: v.clone() for k, v in whole.network.state_dict().items()}
    for cut in range(0, len(events), 7):
        first, second = trainer(**changes), trainer(**changes)
        stream = iter(first)
        for _ in range(cut + 1):
            next(stream)
        second.load_state_dict(first.state_dict())
        again = list(second)[-1]
        assert isinstance(again, Finished) and (again.step, again.early) == (end.step, end.early)
        got = second.network.state_dict()
        assert all(torch.equal(expected[k], got[k]) for k in expected)
