"""Augmentation: training images shifted, turned, scaled, thickened and made noisy, anew each time.

A network that sees each image at another place and angle learns that neither makes a difference: with few
images it is what keeps it from learning them by heart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.float32]
MIDDLE = 13.5  # of 28 pixels, counted from the middle of the first


@dataclass(frozen=True)
class Amounts:
    """How far images are changed, at most; 0 leaves them as they are."""

    shift: float = 0.0
    """Pixels, along each axis."""
    turn: float = 0.0
    """Degrees, either way."""
    scale: float = 0.0
    """Share by which they grow or shrink."""
    thickness: float = 0.0
    """Pixels by which strokes grow or shrink on each side."""
    noise: float = 0.0
    """Standard deviation of what is added to each pixel, of black 0 and white 1."""

    def __bool__(self) -> bool:
        return any(self.ways)

    @property
    def ways(self) -> tuple[bool, bool, bool]:
        """Whether strokes are thickened, images moved, and noise added: each takes a time of its own."""
        moved = bool(self.shift or self.turn or self.scale)
        return bool(self.thickness), moved, bool(self.noise)


def augmented(images: NDArray[np.uint8], by: Amounts, seed: tuple[int, ...]) -> Images:
    """Images (n, 28, 28) as bytes -> the same, each changed by amounts of its own, float32 in 0..1."""
    rng = np.random.default_rng(seed)
    out: Images = images.astype(np.float32) / np.float32(255)
    thickened, moved, noisy = by.ways
    if thickened:
        out = _thickened(out, _amounts(rng, by.thickness, len(out)))
    if moved:
        angle = np.radians(_amounts(rng, by.turn, len(out)))
        factor = 1 + _amounts(rng, by.scale, len(out))
        down, right = (_amounts(rng, by.shift, len(out)) for _ in range(2))
        out = _placed(out, angle, factor, down, right)
    if noisy:
        out = out + by.noise * rng.standard_normal(out.shape, dtype=np.float32)
    return np.clip(out, 0, 1)


def _amounts(rng: np.random.Generator, most: float, n: int) -> Images:
    """From -most to most, (n,)."""
    return rng.uniform(-most, most, n).astype(np.float32)


def _thickened(images: Images, by: Images) -> Images:
    """Strokes grown by a share of a pixel on each side where that is above 0, else shrunk."""
    wide = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    around = [wide[:, 1:-1, 1:-1], wide[:, :-2, 1:-1], wide[:, 2:, 1:-1]]
    around += [wide[:, 1:-1, :-2], wide[:, 1:-1, 2:]]
    share = by[:, None, None]
    towards = np.where(share > 0, np.maximum.reduce(around), np.minimum.reduce(around))
    return images + np.abs(share) * (towards - images)


def _placed(images: Images, angle: Images, factor: Images, down: Images, right: Images) -> Images:
    """Images turned and scaled about their middle, then shifted; between pixels by the four around
    (bilinear), beyond the edge black."""
    n, side, _ = images.shape
    y, x = np.mgrid[:side, :side].astype(np.float32) - MIDDLE
    y, x = (
        y - down[:, None, None],
        x - right[:, None, None],
    )  # (n, 28, 28): where each pixel comes from
    cos, sin = ((f(angle) / factor)[:, None, None] for f in (np.cos, np.sin))
    # A frame of black two pixels wide holds all that lies beyond.
    rows = np.clip(cos * y - sin * x + MIDDLE + 2, 0, side + 2.99)
    columns = np.clip(sin * y + cos * x + MIDDLE + 2, 0, side + 2.99)
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    wide = side + 4
    flat = np.pad(images, ((0, 0), (2, 2), (2, 2))).ravel()
    at = np.arange(n, dtype=np.int32)[:, None, None] * (wide * wide) + top * wide + left
    rows, columns = rows - top.astype(np.float32), columns - left.astype(np.float32)
    upper = flat[at] * (1 - columns) + flat[at + 1] * columns
    lower = flat[at + wide] * (1 - columns) + flat[at + wide + 1] * columns
    out: Images = upper * (1 - rows) + lower * rows
    return out
