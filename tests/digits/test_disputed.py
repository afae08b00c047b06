"""Disputed labels of MNIST, as they were published."""

from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.disputed import DISPUTED
from core.digits.problem import DIGITS


def test_each_is_of_the_test_set_and_has_no_majority_for_its_label() -> None:
    assert len(DISPUTED) == 15
    for image, votes in DISPUTED.items():
        assert int(data.test_image("mnist", image)[1]) == votes.label != votes.other
        asked = votes.for_label + votes.for_other + votes.for_neither
        assert asked == 5
        assert 2 * votes.for_label < asked


def test_no_other_pictures_are_disputed() -> None:
    assert DIGITS.disputed(DigitsConfig()) == DISPUTED
    assert not DIGITS.disputed(DigitsConfig(dataset="fashion-mnist"))
