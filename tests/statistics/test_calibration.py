"""Calibration: confidences binned by hand."""

import numpy as np
import pytest

from core.statistics.calibration import bin_of, calibration


def test_four_answers_binned_by_hand() -> None:
    confidence = np.array([0.05, 0.1, 0.95, 1.0])
    found = calibration(confidence, np.array([False, True, True, True]))
    assert found.counts.tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    np.testing.assert_allclose(found.confidence, [0.05, 0.1, *[np.nan] * 7, 0.975])
    np.testing.assert_allclose(found.accuracy, [0, 1, *[np.nan] * 7, 1])
    assert found.interval[2].tolist() == [0, 1], "of an empty bin nothing is known"
    np.testing.assert_allclose(found.interval[9], [0.34237, 1], atol=1e-4)  # Wilson's, 2 of 2
    # One answer is 0.05 off, one 0.9, and two are 0.025 off.
    assert found.error == pytest.approx((0.05 + 0.9 + 2 * 0.025) / 4)


def test_answers_that_are_right_as_often_as_they_say_have_no_error() -> None:
    found = calibration(np.full(4, 0.75), np.array([1, 1, 1, 0]), bins=2)
    assert found.counts.tolist() == [0, 4] and found.error == 0


@pytest.mark.parametrize(
    ("probability", "bins", "place"),
    [(0, 10, 0), (0.0999, 10, 0), (0.1, 10, 1), (0.95, 10, 9), (1, 10, 9), (0.5, 2, 1), (1, 2, 1)],
)
def test_a_bin_holds_its_lower_end_and_the_last_both(
    probability: float, bins: int, place: int
) -> None:
    assert bin_of(probability, bins) == place
    counts = calibration(np.array([probability]), np.array([True]), bins).counts
    assert counts.tolist() == [int(k == place) for k in range(bins)]
