"""Counting right answers."""

import math

import pytest
import torch
from torch import Tensor

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


def test_a_class_of_one_item_counts_as_much_as_any() -> None:
    assert Scores(0.0, torch.tensor([[4, 0], [1, 0]])).balanced_accuracy == 0.5


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


def test_the_loss_is_that_of_the_scores_whatever_they_are() -> None:
    """The notes' softmax head: probabilities go in, so even a perfect network keeps ln(e + 1) - 1."""
    perfect = torch.eye(2)
    scores = score(lambda x: x, [(perfect, torch.tensor([0, 1]))], 2)
    assert scores.loss == pytest.approx(math.log(math.e + 1) - 1)
    assert scores.confusion.tolist() == [[1, 0], [0, 1]]


def test_batches_counted_by_two_threads_are_those_of_one() -> None:
    generator = torch.Generator().manual_seed(1)
    batches = [
        (torch.randn(7, 3, generator=generator), torch.randint(3, (7,), generator=generator))
        for _ in range(9)
    ]
    one, two = score(lambda x: x, batches, 3), score(lambda x: x, batches, 3, threads=2)
    assert torch.equal(one.confusion, two.confusion) and one.loss == two.loss
    assert int(one.confusion.sum()) == 63


def test_a_network_may_take_several_inputs() -> None:
    """Names come as letters and lengths."""
    first, second, targets = torch.eye(3), torch.eye(3).flip(0) * 2, torch.tensor([2, 1, 0])
    assert score(lambda a, b: a + b, [(first, second, targets)], 3).accuracy == 1
