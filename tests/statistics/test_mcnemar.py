"""McNemar's exact test, held against SciPy's binomial test."""

import math
import random

import pytest
from scipy.stats import binomtest

from core.statistics.mcnemar import mcnemar


def test_p_is_scipys_on_a_thousand_tables() -> None:
    draw = random.Random(0)
    for _ in range(1000):
        most = draw.choice((3, 30, 300, 3000))
        first, second = draw.randint(0, most), draw.randint(0, most)
        expected = binomtest(first, first + second).pvalue if first + second else 1.0
        assert math.isclose(mcnemar(first, second), expected, rel_tol=1e-9, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (0, 6, 0.03125), (6, 0, 0.03125), (5, 5, 1.0), (1, 8, 0.0390625)],
)
def test_by_hand(first: int, second: int, p: float) -> None:
    assert mcnemar(first, second) == p
