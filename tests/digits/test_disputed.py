"""Disputed labels of MNIST, as they were published."""

import numpy as np

from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.disputed import DISPUTED
from core.digits.problem import DIGITS
from core.runs import predict, shipped


def test_each_is_of_the_test_set_and_has_no_majority_for_its_label() -> None:
    assert len(DISPUTED) == 15
    for image, votes in DISPUTED.items():
        assert int(data.test_image("mnist", image)[1]) == votes.label != votes.other
        asked = votes.for_label + votes.for_other + votes.for_neither
        assert asked == 5
        assert 2 * votes.for_label < asked


def test_the_digit_proposed_is_what_a_network_sees_in_it() -> None:
    """They were proposed by networks, which had learned without these images."""
    images = np.stack([data.test_image("mnist", image)[0] for image in DISPUTED])
    said = predict.probabilities(shipped.shipped("digits"), [images[:, None]])
    for row, (image, votes) in zip(said, DISPUTED.items(), strict=True):
        others = [digit for digit in np.argsort(-row) if digit != votes.label]
        likeliest = 3 if image == 9679 else 1  # this one could be many a digit
        assert votes.other in others[:likeliest], image


def test_no_other_pictures_are_disputed() -> None:
    assert DIGITS.disputed(DigitsConfig()) == DISPUTED
    assert not DIGITS.disputed(DigitsConfig(dataset="fashion-mnist"))
