"""What a baseline's answers come to."""

import numpy as np
import pytest

from core.problem_values import Baseline


def test_a_simple_method_is_scored_as_a_network_is() -> None:
    truth, said = np.array([0, 0, 0, 1, 2, 2]), np.array([0, 0, 1, 1, 0, 2])
    simple = Baseline("Counting", "It counts.", truth, said)
    assert simple.right.tolist() == [True, True, False, True, False, True]
    assert simple.score() == {
        "name": "Counting",
        "about": "It counts.",
        "accuracy": pytest.approx(4 / 6),
        "balanced_accuracy": pytest.approx((2 / 3 + 1 + 1 / 2) / 3),
        "n": 6,
    }
