"""A dozen test items to look at, of a picture set and of those that ship."""

from pathlib import Path

import numpy as np

from core.digits import dozen


def test_what_ships_is_of_mnists_test_images() -> None:
    shipped, held = dozen.shipped(), dozen.of_set("mnist")
    assert len(shipped) == dozen.COUNT
    assert {item.label for item in shipped} == set("0123456789"), "each digit is among them"
    for one, other in zip(shipped, held, strict=True):
        assert (one.number, one.label) == (other.number, other.label)
        assert np.array_equal(one.pixels, other.pixels)


def test_a_set_that_is_not_here_has_none(own_cache: Path) -> None:
    assert dozen.of_set("fashion-mnist") == ()
