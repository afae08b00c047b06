"""What the doctor keeps of a run: stages by hand, and when a state is more than passing."""

import math

import pytest
import torch
from torch.nn.functional import cross_entropy

from core.digits.config import DigitsConfig
from core.doctor.history import History, loss_floor
from core.names.config import NamesConfig
from core.training.events import Progress
from tests.doctor.by_hand import DIGITS, evaluation, history, stage


def progress(step: int, seen: int, loss: float, accuracy: float = 0.5) -> Progress:
    return Progress(step, seen, 0.0, 0.0, loss, accuracy, 1.0)


def test_the_floor_of_a_softmax_too_many() -> None:
    assert loss_floor(DigitsConfig(head="softmax"), 10) == pytest.approx(math.log(math.e + 9) - 1)
    assert round(loss_floor(DigitsConfig(head="softmax"), 10), 3) == 1.461
    assert loss_floor(DigitsConfig(), 10) == 0 == loss_floor(NamesConfig(), 18)
    perfect = torch.eye(10)  # the softmax's best answers, given to the loss as scores
    assert float(cross_entropy(perfect, torch.arange(10))) == pytest.approx(1.46115)


def test_a_stage_is_averaged_over_its_items() -> None:
    run = History(NamesConfig(), DIGITS)
    run.add_progress(progress(1, 30, 2.0, 0.1))
    run.add_progress(progress(2, 40, 1.0, 0.5))
    assert run.end_stage(evaluation(2))
    run.add_progress(progress(3, 50, 0.5, 0.8))
    assert run.end_stage(evaluation(3))
    first, second = run.stages
    assert first.loss == pytest.approx((30 * 2.0 + 10 * 1.0) / 40)
    assert first.accuracy == pytest.approx((30 * 0.1 + 10 * 0.5) / 40)
    assert second.loss == 0.5 and second.accuracy == pytest.approx(0.8), "each begins anew"
    assert [s.test.step for s in run.stages] == [2, 3] and run.seen == 50


def test_a_test_before_any_training_ends_no_stage() -> None:
    run = History(NamesConfig(), DIGITS)
    assert not run.end_stage(evaluation(0)) and not run.stages


@pytest.mark.parametrize(
    ("loss", "expected"), [(math.log(10), 0), (0, 1), (math.log(10) / 4, 0.75)]
)
def test_how_far_it_is_on_its_way(loss: float, expected: float) -> None:
    run = History(NamesConfig(), DIGITS)
    run.add_progress(progress(1, 64, loss))
    run.end_stage(evaluation(1))
    assert run.stages[0].fit == pytest.approx(expected)


def test_the_way_ends_at_the_lowest_loss_that_the_head_can_reach() -> None:
    run = History(DigitsConfig(head="softmax"), DIGITS)
    run.add_progress(progress(1, 64, math.log(math.e + 9) - 1))
    run.end_stage(evaluation(1))
    assert run.stages[0].fit == pytest.approx(1)


def test_a_new_loss_is_given_once_there_are_a_hundred_items() -> None:
    run = History(NamesConfig(), DIGITS)
    assert run.new_loss() is None
    run.add_progress(progress(1, 60, 1.0))
    assert run.new_loss() is None
    run.add_progress(progress(2, 100, 2.0))
    assert run.new_loss() == pytest.approx((60 * 1.0 + 40 * 2.0) / 100)
    assert run.new_loss() is None, "it is given once"
    run.add_progress(progress(3, 199, 5.0))
    assert run.new_loss() is None
    run.add_progress(progress(4, 200, 5.0))
    assert run.new_loss() == pytest.approx(5)


def test_a_new_loss_does_not_end_a_stage() -> None:
    run = History(NamesConfig(), DIGITS)
    run.add_progress(progress(1, 100, 3.0))
    run.new_loss()
    run.add_progress(progress(2, 200, 1.0))
    run.end_stage(evaluation(2))
    assert run.stages[0].loss == pytest.approx(2)


def lasting(steps: list[int], holds: list[bool]) -> list[bool]:
    """What `lasts` says at tests after these of a thousand steps."""
    run, said = history(NamesConfig(steps=1_000)), []
    for step, now in zip(steps, holds, strict=True):
        run.stages.append(stage(0.5, evaluation(step)))
        said.append(run.persists("slow", now))
    return said


@pytest.mark.parametrize(
    ("steps", "holds", "said"),
    [
        ([500, 600, 700, 800], "1111", "0011"),
        ([400, 499, 500, 600, 700], "11111", "00001"),  # what was so in the first half is passing
        ([500, 600, 700, 800, 900], "11011", "00000"),
        ([500, 600, 700, 800, 900, 950], "110111", "000001"),
        ([900, 1_000], "01", "01"),  # at the end once is enough
        ([900, 1_000], "10", "00"),
    ],
)
def test_three_tests_in_a_row_or_the_last(steps: list[int], holds: str, said: str) -> None:
    assert lasting(steps, [c == "1" for c in holds]) == [c == "1" for c in said]


def test_each_sign_is_counted_for_itself() -> None:
    run = history(NamesConfig(steps=1_000))
    for step in (500, 600):
        run.stages.append(stage(0.5, evaluation(step)))
        assert not run.persists("a", True) and not run.persists("b", False)
    run.stages.append(stage(0.5, evaluation(700)))
    assert run.persists("a", True) and not run.persists("b", True)
