"""Intervals against tables of Student's t and hand-computed cases."""

import pytest

from core.statistics.intervals import mean_interval, prediction_interval, t_quantile


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


def test_a_test_of_few_items_widens_the_prediction() -> None:
    same = [0.5] * 5
    assert prediction_interval(same) == (0.5, 0.5)
    assert prediction_interval(same, 0.0025) == pytest.approx(
        (0.5 - 0.1388, 0.5 + 0.1388), abs=1e-4
    )


def test_one_value_says_nothing_of_the_spread() -> None:
    assert mean_interval([0.9]) == prediction_interval([0.9]) == (0.0, 1.0)
