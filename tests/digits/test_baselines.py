"""Simple methods on MNIST: recorded answers to all test images."""

from pathlib import Path

import numpy as np
import pytest

from core.digits import baselines
from core.digits.config import DigitsConfig
from core.digits.problem import DIGITS
from core.errors import DataError


def test_each_answers_every_test_image() -> None:
    held = DIGITS.test_set(DigitsConfig())
    found = DIGITS.baselines(DigitsConfig())
    assert [simple.name for simple in found] == [name for name, _ in baselines.METHODS.values()]
    for simple in found:
        assert (simple.truth == held.labels).all()
        assert simple.said.shape == held.labels.shape
        assert simple.score()["accuracy"] == np.mean(simple.said == held.labels)


def test_the_best_stands_last() -> None:
    logistic, nearest = (simple.right.mean() for simple in DIGITS.baselines(DigitsConfig()))
    assert 0.9 < logistic < nearest < 0.98


def test_of_other_pictures_nothing_is_known() -> None:
    assert DIGITS.baselines(DigitsConfig(dataset="fashion-mnist")) == ()


def test_answers_come_back_from_their_file(tmp_path: Path) -> None:
    said = {name: np.arange(10) for name in baselines.METHODS}
    file = tmp_path / "made" / "too" / "m.npz"
    for _ in range(2):
        baselines.save(said, file)
    assert all((a == np.arange(10)).all() for a in baselines.load(file).values())


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "m.npz").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"m\.npz is missing or damaged"):
        baselines.load(tmp_path / "m.npz")
