"""Counting right answers, and how sure a count can be."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from core.statistics.intervals import wilson
from core.training.evaluation import Scores, score


def test_a_case_counted_by_hand() -> None:
    # Ten items of class 0, of which 8 right; two of class 1, one right; none of class 2.
    targets = torch.tensor([0] * 10 + [1] * 2)
    answers = torch.tensor([0] * 8 + [1, 2] + [1, 0])
    logits = torch.nn.functional.one_hot(answers, 3).float() * 5
    batches = zip(logits.split(5), targets.split(5), strict=True)
    scores = score(lambda x: x, batches, 3)
    assert scores.confusion.tolist() == [[8, 1, 1], [1, 1, 0], [0, 0, 0]]
    assert scores.accuracy == pytest.approx(9 / 12)
    assert scores.balanced_accuracy == pytest.approx((8 / 10 + 1 / 2) / 2), "class 2 left out"
    right, wrong = math.log(math.exp(5) + 2) - 5, math.log(math.exp(5) + 2)
    assert scores.loss == pytest.approx((9 * right + 3 * wrong) / 12)


def test_always_answering_the_commonest_class_is_seen_through() -> None:
    confusion = torch.tensor([[47, 0, 0], [23, 0, 0], [30, 0, 0]])
    scores = Scores(0.0, confusion)
    assert scores.accuracy == pytest.approx(0.47)
    assert scores.balanced_accuracy == pytest.approx(1 / 3)


def test_the_size_of_batches_does_not_matter() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(101, 4, generator=generator)
    targets = torch.randint(4, (101,), generator=generator)

    def scores(size: int) -> Scores:
        return score(lambda x: x, zip(logits.split(size), targets.split(size), strict=True), 4)

    whole = scores(101)
    for size in (1, 7, 100):
        assert torch.equal(scores(size).confusion, whole.confusion)
        assert scores(size).loss == pytest.approx(whole.loss, rel=1e-5)


def test_no_gradient_is_kept() -> None:
    seen: list[bool] = []

    def forward(x: Tensor) -> Tensor:
        seen.append(torch.is_grad_enabled())
        return x

    score(forward, [(torch.zeros(2, 3), torch.tensor([0, 1]))] * 3, 3)
    assert seen == [False] * 3


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (55, 100, 0.4524, 0.6439),  # the notes' 55 of 100
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (9_890, 10_000, 0.9868, 0.9909),
    ],
)
def test_wilsons_interval(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    right, n = counts
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1
    assert low < high
