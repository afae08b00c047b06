"""Letter order: probabilities by hand, and that they are probabilities."""

import numpy as np
import pytest

from core.names.letter_order import SIGNS, counted
from core.names.text import encode


def names(*some: str) -> tuple[np.ndarray, np.ndarray]:
    letters = np.zeros((len(some), max(map(len, some))), np.int64)
    for row, name in zip(letters, some, strict=True):
        row[: len(name)] = encode(name)
    return letters, np.array([len(name) for name in some])


def test_each_context_gives_probabilities_and_they_are_those_by_hand() -> None:
    found = counted(*names("ab", "ab", "b"))
    p = np.exp(-found.surprise.astype(np.float64))
    assert np.allclose(p[..., 1:].sum(-1), 1), "no name begins again"
    # By hand: 8 signs of 3 kinds (a twice, b three times, the end three times).
    uniform = 1 / (SIGNS - 1)
    a, b, end = ((n + 3 * uniform) / 11 for n in (2, 3, 3))
    first = [a, b, end]
    for _ in range(3):  # a name's first letter, after one, two and three begin marks
        counts = (2, 1, 0)
        first = [(n + 2 * before) / 5 for n, before in zip(counts, first, strict=True)]
    after_a = b
    for _ in range(3):
        after_a = (2 + after_a) / 3
    at_end = end
    for times in (3, 2, 2):  # after "b", "ab", and that after a begin mark
        at_end = (times + at_end) / (times + 1)
    expected = -np.log([first[0], after_a, at_end]).mean()
    assert found.unlike(*names("ab"))[0] == pytest.approx(expected, rel=1e-5)


def test_what_was_never_seen_is_stranger_whatever_it_is_padded_to() -> None:
    found = counted(*names("marino", "martino", "marini"))
    far = found.unlike(*names("marino", "martini", "xqz", "mar"))
    assert far[0] < far[1] < far[2]
    assert found.unlike(*names("martini"))[0] == pytest.approx(far[1])
