"""McNemar's exact test: whether two methods that answered the same items differ by more than chance."""

from fractions import Fraction


def mcnemar(only_first: int, only_second: int) -> float:
    """The two-sided p of so many items that only one of two methods got right, and only the other.

    Were both as good, each of these n items would be a toss of a coin: p is the share of all ways in
    which n coins fall that are as uneven as this one or more (Q. McNemar, Psychometrika 12, 1947, in its
    exact form, by the binomial distribution). With no such item, 1.
    """
    n, fewer = only_first + only_second, min(only_first, only_second)
    if 2 * fewer == n:
        return 1.0  # as even as can be
    ways = chosen = 1  # of 0 of n
    for k in range(1, fewer + 1):
        chosen = chosen * (n - k + 1) // k
        ways += chosen
    return float(Fraction(2 * ways, 2**n))
