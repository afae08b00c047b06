"""Warnings about a drawing that is not one digit: several marks side by side, or a scribble."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import ndimage

from core.digits.drawing import Ink, Stroke, cropped, rasterise, with_usual_pen
from core.digits.marks import TOUCHING

SEVERAL = (
    "There are several separate marks side by side, and the network knows single digits: draw, or"
    " crop to, one digit for an answer that means something."
)
SCRIBBLE = (
    "This looks like a scribble rather than one digit, and the network answers with a digit to"
    " whatever it gets: draw one digit for an answer that means something."
)
# Of 3000 test digits of MNIST one in a thousand has an outline longer than this many times the digit's
# larger side (strokes are half as long), holes more than this, or fills more of its box; nor has one a
# box so wide for its height.
LONGEST, MOST_HOLES, FULLEST, WIDEST = 6.5, 3, 0.66, 1.85
# A straight line across a digit meets a stroke no more often than this, nearly wherever it runs.
MOST_MET = 4
# Of the box; what is smaller is a gap between a stroke and itself.
SMALLEST_HOLE = 0.002


def notes_on(ink: Ink) -> tuple[str, ...]:
    """Sentences to stand beside the answer to ink, (h, w); none of most drawings of one digit."""
    if not ink.any():
        return ()
    ink = cropped(ink)
    return tuple(
        sentence
        for sentence, holds in ((SEVERAL, side_by_side(ink)), (SCRIBBLE, scribbled(ink)))
        if holds
    )


def notes_on_strokes(strokes: Sequence[Stroke]) -> tuple[str, ...]:
    """The same for what was drawn on the pad, whatever its pen: a thick one fills what is between."""
    usual = with_usual_pen(strokes)
    thin = [replace(s, width=min(s.width, u.width)) for s, u in zip(strokes, usual, strict=True)]
    return notes_on(rasterise(thin))


def side_by_side(ink: Ink) -> bool:
    """Whether two marks stand beside each other as two digits would, and the parts of one do not.

    The bar of a 5 stands above it, not beside; the two strokes of an open 4 are close, and end at
    different heights.
    """
    numbers, _ = ndimage.label(ink > 0.3, TOUCHING)
    boxes = ndimage.find_objects(numbers)
    extents = np.array([[b.stop - b.start for b in box] for box in boxes])
    if ink.shape[1] > WIDEST * ink.shape[0]:
        return True
    if len(boxes) < 2:
        return False
    tall = [
        box for box, (h, _) in zip(boxes, extents, strict=True) if h >= 0.4 * extents[:, 0].max()
    ]
    tall.sort(key=lambda box: box[1].start)
    return any(beside(box, other) for k, box in enumerate(tall) for other in tall[k + 1 :])


def beside(left: tuple[slice, slice], right: tuple[slice, slice]) -> bool:
    tops, bottoms = (
        [f(b[0]) for b in (left, right)] for f in (lambda s: s.start, lambda s: s.stop)
    )
    shared = (min(bottoms) - max(tops)) / (max(bottoms) - min(tops))
    height = max(b[0].stop - b[0].start for b in (left, right))
    apart = (right[1].start - left[1].stop) / height
    return (apart > -0.1 and shared > 0.7) or (apart > 0.3 and shared > 0.2)


def outline(ink: Ink) -> float:
    """Length of the ink's outline over the larger side of its box (coarea formula)."""
    padded = np.pad(ink, 1)
    steps = np.hypot(np.diff(padded, axis=0)[:, :-1], np.diff(padded, axis=1)[:-1])
    return float(steps.sum() / max(ink.shape))


def holes(ink: Ink) -> int:
    """Patches of paper that ink encloses."""
    ground, _ = ndimage.label(np.pad(ink, 1) < 0.5)
    sizes = np.bincount(ground.ravel())[1:]
    return int((sizes >= SMALLEST_HOLE * ink.size).sum()) - 1


def met(ink: Ink) -> float:
    """How many strokes a line across meets, upright or level: more in a tenth of all places."""
    mask = np.pad(ink > 0.5, 1).astype(np.int8)
    begins = [(np.diff(mask, axis=axis) > 0).sum(axis) for axis in (0, 1)]
    return max(float(np.quantile(count, 0.9)) for count in begins)


def scribbled(ink: Ink) -> bool:
    """Whether the strokes are longer than a digit's, cross each other too often, or fill the box."""
    full = float((ink > 0.5).mean())
    return (
        outline(ink) > LONGEST
        or holes(ink) > MOST_HOLES
        or met(ink) > MOST_MET
        or (full > FULLEST and min(ink.shape) > 0.5 * max(ink.shape))
    )
