"""How sure a count can be."""

import math


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
