"""Augmentation: each amount does what it says, no more than it says, and the same for the same seed."""

import numpy as np
import pytest

from core.digits.augmentation import Amounts, augmented

RING = np.zeros((28, 28), np.uint8)
RING[10:18, 10:18] = 200
RING[12:16, 12:16] = 0
MANY = np.tile(RING, (40, 1, 1))


def centre(images: np.ndarray) -> np.ndarray:
    """(n, 2): where the ink's middle is."""
    where = np.array(np.mgrid[:28, :28])
    mass = images.sum((1, 2))
    return np.asarray((images[:, None] * where).sum((2, 3)) / mass[:, None])


def test_nothing_is_changed_by_nothing() -> None:
    assert not Amounts() and Amounts(noise=0.1)
    assert (augmented(MANY, Amounts(), (0,)) == MANY.astype(np.float32) / np.float32(255)).all()


def test_the_same_seed_gives_the_same_pictures_and_another_one_others() -> None:
    by = Amounts(2, 20, 0.2, 0.5, 0.1)
    one = augmented(MANY, by, (1, 7, 0))
    assert (one == augmented(MANY, by, (1, 7, 0))).all()
    assert (one != augmented(MANY, by, (1, 7, 1))).any()
    assert one.dtype == np.float32 and one.min() >= 0 and one.max() <= 1
    assert len({image.tobytes() for image in one}) == len(one), "each is changed by itself"


def test_shifted_by_so_many_pixels_at_most_either_way() -> None:
    off = centre(augmented(MANY, Amounts(shift=3), (0,))) - centre(MANY)
    assert np.abs(off).max() <= 3.01 and off.min() < -2 and off.max() > 2


def test_turned_about_the_middle() -> None:
    bar = np.zeros((40, 28, 28), np.uint8)
    bar[:, 4:24, 13:15] = 255
    out = augmented(bar, Amounts(turn=30), (0,))
    assert np.abs(centre(out) - 13.5).max() < 0.1
    y, x = np.mgrid[:28, :28] - 13.5
    lean = (out * x * y).sum((1, 2)) / (out * y * y).sum((1, 2))  # the tangent of the angle, about
    assert np.abs(lean).max() <= np.tan(np.radians(30)) + 0.01
    assert lean.min() < -0.3 and lean.max() > 0.3


def test_scaled_by_a_share_at_most() -> None:
    ink = augmented(MANY, Amounts(scale=0.25), (0,)).sum((1, 2)) / (RING.sum() / 255)
    assert 0.75**2 - 0.05 < ink.min() < 0.8 and 1.2 < ink.max() < 1.25**2 + 0.05


def test_strokes_become_thicker_and_thinner_in_place() -> None:
    out = augmented(MANY, Amounts(thickness=1), (0,))
    ink = out.sum((1, 2)) / (RING.sum() / 255)
    assert ink.min() < 0.5 and ink.max() > 1.5
    assert np.abs(centre(out) - 13.5).max() < 1e-3


@pytest.mark.parametrize("strength", [0.05, 0.3])
def test_noise_is_as_strong_as_it_says(strength: float) -> None:
    grey = np.full((10, 28, 28), 128, np.uint8)
    out = augmented(grey, Amounts(noise=strength), (0,))
    assert out.std() == pytest.approx(strength, rel=0.1)


def test_what_leaves_the_picture_is_gone_and_black_comes_in() -> None:
    white = np.full((20, 28, 28), 255, np.uint8)
    out = augmented(white, Amounts(shift=8), (0,))
    assert out.max() == 1 and (out == 0).any() and out[:, 8:-8, 8:-8].min() == 1
