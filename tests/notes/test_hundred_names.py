"""Test sets of a hundred names, drawn as the author drew his."""

from statistics import fmean

import pytest

from core.notes.hundred_names import hundred_names


def test_a_hundred_names_are_drawn_by_language_without_putting_back() -> None:
    all_right, all_wrong = [[500, 0], [0, 50]], [[0, 500], [50, 0]]
    assert hundred_names(all_right, 0) == [1.0] * 10
    assert hundred_names(all_wrong, 0) == [0.0] * 10
    # Half of the draws go to the second language, though it has few names.
    half = hundred_names([[1000, 0], [1000, 0]], 1, draws=200)
    assert fmean(half) == pytest.approx(0.5, abs=0.02) and len(set(half)) > 5
    assert hundred_names([[30, 0], [0, 20]], 2) == [1.0] * 10  # all fifty, once each
    assert hundred_names([[3, 0], [2, 0]], 2) == [0.6] * 10
    assert hundred_names(all_right, 3) == hundred_names(all_right, 3)
