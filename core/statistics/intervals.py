"""Confidence intervals (Wilson), and how sure a count can be."""

import functools
import math
import statistics
from collections.abc import Sequence


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's score (E. B. Wilson, JASA 22, 1927).

    Unlike right/n ± z·σ it stays within 0..1 and means something for few items.
    """
    if n == 0:
        return 0.0, 1.0
    p, zz = right / n, z * z / n
    middle = (p + zz / 2) / (1 + zz)
    half = z / (1 + zz) * math.sqrt(p * (1 - p) / n + zz / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


@functools.cache
def t_quantile(freedom: int) -> float:
    """How many standard errors hold 95 % of Student's t with so many degrees of freedom.

    The share within t in closed form (Abramowitz and Stegun, 26.7.3 and 26.7.4), solved for t by
    halving.
    """

    def within(t: float) -> float:
        angle = math.atan(t / math.sqrt(freedom))
        odd = freedom % 2
        term = total = math.cos(angle) if odd else 1.0
        for k in range(2 + odd, freedom - 1, 2):
            term *= (k - 1) / k * math.cos(angle) ** 2
            total += term
        if not odd:
            return math.sin(angle) * total
        return 2 / math.pi * (angle + (math.sin(angle) * total if freedom > 1 else 0))

    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < 0.95 else (low, middle)
    return high


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of shares, by Student's t, kept within 0..1.

    With one value nothing is known of the spread: (0, 1).
    """
    return _around(values, 1 / len(values))


def difference_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of differences, by Student's t: of pairs that have all but one thing in
    common. Raises StatisticsError for fewer than two."""
    middle, deviation = statistics.fmean(differences), statistics.stdev(differences)
    half = t_quantile(len(differences) - 1) * deviation / math.sqrt(len(differences))
    return middle - half, middle + half


def prediction_interval(
    values: Sequence[float], variance: float = 0.0, least: float = 0.0
) -> tuple[float, float]:
    """Where one more value would lie 19 times of 20, kept within 0..1.

    `variance` is what that one has beyond these: p (1 - p) / n where it was counted on n items.
    `least` is the variance that these are known to have, should they happen to lie closer.
    """
    return _around(values, 1 + 1 / len(values), variance, least)


def _around(
    values: Sequence[float], factor: float, more: float = 0.0, least: float = 0.0
) -> tuple[float, float]:
    if len(values) < 2:
        return 0.0, 1.0
    middle = statistics.fmean(values)
    deviation = math.sqrt(factor * max(least, statistics.variance(values)) + more)
    half = t_quantile(len(values) - 1) * deviation
    return max(0.0, middle - half), min(1.0, middle + half)
