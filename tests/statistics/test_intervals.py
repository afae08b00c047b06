"""Intervals against tables of Student's t and hand-computed cases."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.intervals import (
    difference_interval,
    mean_interval,
    prediction_interval,
    t_quantile,
    wilson,
)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (55, 100, 0.4524, 0.6439),  # the notes' 55 of 100
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 1, 0.2065, 1.0),
        (9_890, 10_000, 0.9868, 0.9909),
    ],
)
def test_wilsons_interval(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_one_standard_error_instead_of_two() -> None:
    # Middle 0.5; half of it sqrt(0.25 / 10 + 1 / 400) / 1.1.
    half = math.sqrt(0.0275) / 1.1
    assert wilson(5, 10, z=1) == pytest.approx((0.5 - half, 0.5 + half))


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    right, n = counts
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1
    assert low < high
    assert wilson(n - right, n) == pytest.approx((1 - high, 1 - low)), "wrong answers mirror it"


@pytest.mark.parametrize(
    ("freedom", "expected"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (1000, 1.962)],
)
def test_students_t(freedom: int, expected: float) -> None:
    assert t_quantile(freedom) == pytest.approx(expected, abs=6e-4)


def test_the_mean_and_one_more_value() -> None:
    values = [0.5, 0.6, 0.7]  # mean 0.6, standard deviation 0.1
    assert mean_interval(values) == pytest.approx((0.35159, 0.84841), abs=1e-4)
    low, high = prediction_interval(values)  # 0.6 ± 4.303 * 0.1 * sqrt(4 / 3)
    assert (low, high) == pytest.approx((0.10318, 1.0), abs=1e-4)


def test_two_values_say_something_of_the_spread() -> None:
    # 0.505 ± 12.706 * 0.005, as the standard error of the mean is half their gap.
    assert mean_interval([0.5, 0.51]) == pytest.approx((0.44147, 0.56853), abs=1e-4)


def test_intervals_end_at_0_and_1() -> None:
    assert mean_interval([0.1, 0.9]) == (0, 1)


def test_a_test_of_few_items_widens_the_prediction() -> None:
    same = [0.5] * 5
    assert prediction_interval(same) == (0.5, 0.5)
    assert prediction_interval(same, 0.0025) == pytest.approx(
        (0.5 - 0.1388, 0.5 + 0.1388), abs=1e-4
    )


def test_values_that_lie_close_by_luck_are_not_trusted() -> None:
    # t with 4 degrees of freedom, and sqrt(0.0025 * (1 + 1 / 5)) = 0.05477
    low, high = prediction_interval([0.5] * 5, least=0.0025)
    assert (low, high) == pytest.approx((0.5 - 0.15207, 0.5 + 0.15207), abs=1e-4)


def test_one_value_says_nothing_of_the_spread() -> None:
    assert mean_interval([0.9]) == prediction_interval([0.9]) == (0.0, 1.0)


def test_the_interval_of_paired_differences() -> None:
    """By hand: mean 2, deviation 1, and t of 2 degrees of freedom 4.3027."""
    low, high = difference_interval([1.0, 2.0, 3.0])
    half = 4.3027 / math.sqrt(3)
    assert (low, high) == pytest.approx((2 - half, 2 + half), abs=1e-4)
    assert difference_interval([-0.1, -0.1]) == pytest.approx((-0.1, -0.1)), "below 0, too"
