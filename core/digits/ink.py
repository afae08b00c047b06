"""Ink separated from paper: thresholding of a grey picture, by two levels or by the paper around."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.digits.drawing import Ink
from core.digits.marks import TOUCHING, Marks, marks_of

Grey = NDArray[np.float32]

# Contrast below this fraction of black on white is grain, a blot or a JPEG artefact.
FAINTEST = 0.1


class Reduced(NamedTuple):
    """A grey picture made smaller, (h, w) each, 0 to 1: the mean, least and most of every block."""

    mean: Grey
    least: Grey
    most: Grey


def reduced(grey: NDArray[np.uint8], factor: int) -> Reduced:
    """(H, W) -> (H / factor, W / factor), rounded up."""
    if factor == 1:
        same = (grey / np.float32(255)).astype(np.float32)
        return Reduced(same, same, same)
    rows = np.arange(0, grey.shape[0], factor)
    columns = np.arange(0, grey.shape[1], factor)

    def pooled(how: np.ufunc) -> NDArray[np.uint8]:
        return how.reduceat(how.reduceat(grey, rows, axis=0), columns, axis=1)

    total = np.add.reduceat(np.add.reduceat(grey, rows, axis=0, dtype=np.uint32), columns, axis=1)
    size = np.outer(np.diff([*rows, grey.shape[0]]), np.diff([*columns, grey.shape[1]]))
    scale = np.float32(1 / 255)
    return Reduced(
        (total / (255 * size)).astype(np.float32),
        pooled(np.minimum) * scale,
        pooled(np.maximum) * scale,
    )


@dataclass(frozen=True)
class Candidate:
    """One way to see a picture: where its ink would be, and how much that looks like strokes."""

    ink: Ink
    """(h, w)."""
    marks: Marks
    score: float
    """Greater is likelier; -inf where there are no marks."""
    drawn: bool
    """Whether the marks are beyond doubt strokes on paper."""


def threshold(values: Grey) -> tuple[float, float, float]:
    """Ridler and Calvard's (1978) -> threshold, mean below, mean above.

    From the middle of the range on, so that ink of a thousandth of the sheet counts as a level,
    which it would not in Otsu's sum of variances.
    """
    counts, edges = np.histogram(values, 256)
    centres = (edges[1:] + edges[:-1]) / 2
    mass, moment = np.cumsum(counts), np.cumsum(counts * centres)
    at = (edges[0] + edges[-1]) / 2
    below = above = at
    for _ in range(50):
        k = int(np.clip(np.searchsorted(edges, at) - 1, 0, 254))
        below = moment[k] / max(mass[k], 1)
        above = (moment[-1] - moment[k]) / max(mass[-1] - mass[k], 1)
        if mass[k] == 0 or mass[k] == mass[-1]:
            break
        if abs((below + above) / 2 - at) < 1e-4:
            break
        at = (below + above) / 2
    return float(at), float(below), float(above)


def only_edges(grey: Grey, gap: float) -> bool:
    """Whether light and dark change places nearly everywhere, as in what was cropped closely, or
    enlarged from few pixels. Light that wanes across a sheet does not."""
    coarse = ndimage.zoom(grey, [12 / n for n in grey.shape], order=1)
    bends = np.abs(coarse - ndimage.uniform_filter(coarse, 3)) > 0.08 * gap
    return bool(bends.mean() > 0.4)


def has_two_levels(grey: Grey, at: float, below: float, above: float) -> bool:
    """Whether hardly a pixel away from edges lies between the two levels, or beyond them."""
    gap = above - below
    even = flat(grey, 0.25 * gap)
    stray = even & (np.abs(grey - np.where(grey > at, above, below)) > 0.25 * gap)
    return bool(stray.sum() < 0.02 * even.sum())


def flat(grey: Grey, most: float) -> NDArray[np.bool_]:
    """Where a pixel and its neighbours differ by less than `most`."""
    return ndimage.maximum_filter(grey, 3) - ndimage.minimum_filter(grey, 3) < most


def candidates(small: Reduced, low: float, span: float) -> list[Candidate]:
    """Ways to see a picture; grey g in it was low + g * span in the file, of black 0 and white 1.

    Dark ink and light ink at two levels for the whole picture; where it has more levels than two, or
    neither looks drawn, also by the paper around.
    """
    found = []
    levels = threshold(small.mean)
    edges = only_edges(small.mean, levels[2] - levels[1])
    two = edges or has_two_levels(small.mean, *levels)
    sources = [finest(small, light) for light in (False, True)]
    for light, source in enumerate(sources):
        _, below, above = levels if source is small.mean else threshold(source)
        gap = above - below
        if gap * span < FAINTEST or gap < 8 * grain(source):
            continue
        ink = (source - below if light else above - source) / gap
        # Of a picture enlarged from few pixels, the fringe is as wide as one of those.
        fringe = max(source.shape) // 8 if edges else 3
        seen = candidate(np.clip((ink - 0.2) / 0.6, 0, 1), source, fringe)
        first, last = np.quantile(ink, (0.02, 0.98))
        # Half ink says where a stroke's edge is, the more so the fewer pixels there are.
        if edges and last > first:
            soft = np.clip((ink - first) / (last - first), 0, 1) * (seen.ink > 0)
            seen = replace(seen, ink=soft.astype(np.float32))
        found.append(seen)
    if two and any(c.drawn for c in found):
        return found
    local = [
        candidate(by_surroundings(source, bool(light), low, span), without_grain(source))
        for light, source in enumerate(sources)
    ]
    # Levels that vary are no levels: where the paper around gives the ink away, they do not count.
    return local if not two and any(c.drawn for c in local) else found + local


def finest(small: Reduced, light: bool) -> Grey:
    """The mean, or where lines are so much finer than a block that they are faint in it, the extreme."""
    extreme = small.most if light else small.least
    paper = float(np.median(small.mean))
    sign = 1 if light else -1
    faint, full = (float((sign * (grey - paper)).max()) for grey in (small.mean, extreme))
    return extreme if faint < 0.5 * full else small.mean


def grain(grey: Grey) -> float:
    """By how much a pixel differs from its neighbourhood, where there is least to be seen."""
    return float(np.quantile(np.abs(grey - ndimage.uniform_filter(grey, 3)), 0.2))


def without_grain(grey: Grey) -> Grey:
    """Blurred by a four hundredth of the picture or so."""
    return ndimage.gaussian_filter(grey, max(grey.shape) / 250)


def by_surroundings(grey: Grey, light: bool, low: float, span: float) -> Ink:
    """Ink by its contrast with the paper around, which is what a closing with a window wider than
    any stroke leaves: it keeps slopes and edges of shadows as they are, and takes strokes away."""
    real = np.clip(low + grey * span, 0, 1)
    # Grain goes before contrast is taken: afterwards, being positive, it would no longer cancel.
    real = without_grain(1 - real if light else real)
    window = [max(3, round(0.3 * min(grey.shape)) | 1)] * 2
    paper = ndimage.grey_closing(real, size=window, mode="reflect")
    # Ink in the shade is as much darker as the shade is: compare with what black would be.
    contrast = (paper - real) / np.maximum(paper, 1 / 255)
    usual = float(np.median(contrast))
    contrast = np.maximum(contrast - usual, 0)
    darkest = float(contrast.max())
    first, last = max(0.35 * darkest, 3 * usual), 0.75 * darkest
    if darkest < max(FAINTEST, 5 * usual) or first >= last:
        return np.zeros_like(grey)
    return np.clip((contrast - first) / (last - first), 0, 1).astype(np.float32)


def candidate(ink: Ink, source: Grey, fringe: int = 3) -> Candidate:
    """The marks of some ink, without frames and dust, and their score."""
    ink = ink.astype(np.float32)
    marks = marks_of(ink > 0.5)
    if not marks.boxes:
        return Candidate(np.zeros_like(ink), marks, -np.inf, False)
    kept = np.zeros_like(ink)
    kept[marks.sheet] = (ink * with_fringe(ink, marks, fringe))[marks.sheet]
    seen = features(marks, kept, source)
    shadow = seen.border > 0.35 and seen.thick > 0.08
    sheet = seen.thick > 0.15 and marks.mask[marks.sheet].mean() > 0.7  # within a frame
    if shadow or sheet or seen.explained < 0.08:
        return Candidate(kept, replace(marks, boxes=[]), -np.inf, False)
    drawn = seen.border < 0.5 and seen.thick < 0.08 and seen.room > 0 and seen.explained > 0.6
    return Candidate(kept, marks, float(np.dot(seen, WEIGHTS)), drawn)


def with_fringe(ink: Ink, marks: Marks, fringe: int) -> NDArray[np.bool_]:
    """The marks and the fainter ink, at most `fringe` pixels away, that hangs together with them and
    with no frame."""
    frames = ndimage.maximum_filter(marks.removed.view(np.uint8), 5).view(bool)
    near = ndimage.maximum_filter(marks.mask.view(np.uint8), 2 * fringe + 1).view(bool)
    numbers, count = ndimage.label((ink > 0) & near & ~frames, TOUCHING)
    keep = np.zeros(count + 1, bool)
    keep[numbers[marks.mask]] = True
    keep[0] = False
    return keep[numbers]


class Features(NamedTuple):
    """What tells strokes on paper from the paper between strokes, and from shadows."""

    room: float
    """Log of how much wider the widest paper is than the widest ink: strokes are thin."""
    border: float
    """Share of the sheet's edge that is ink: most of it is paper, even of a crop."""
    pieces: float
    """Log of the number of marks: a digit is one or two."""
    thick: float
    """By how much half the widest ink exceeds an eighth of the marks' size."""
    explained: float
    """Share of the edges in the picture that are the ink's."""


# By logistic regression on pairs of candidates, of which a network read one right and one wrong, for
# pictures of all kinds in `benchmarks/drawings.py` (another seed).
WEIGHTS = Features(room=1.3, border=-2.3, pieces=-0.6, thick=-5.4, explained=7.9)


def features(marks: Marks, kept: Ink, source: Grey) -> Features:
    """Of marks on their sheet, (h, w)."""
    mask, grey = marks.mask[marks.sheet], source[marks.sheet]
    own, paper = widest(mask), widest(~mask)
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    size = max(
        max(b[a].stop for b in marks.boxes) - min(b[a].start for b in marks.boxes) for a in (0, 1)
    )
    down, across = (
        ndimage.correlate1d(grey, [-0.5, 0, 0.5], axis=a, mode="nearest") for a in (0, 1)
    )
    slope = down**2 + across**2  # squared, so that grain hardly counts
    near = ndimage.maximum_filter((kept[marks.sheet] > 0).view(np.uint8), 3).view(bool)
    return Features(
        room=min(float(np.log(paper / own)), 2.5),
        border=float(edge.mean()),
        pieces=float(np.log(len(marks.boxes))),
        thick=max(0.0, own / size - 0.12),
        explained=float(slope[near].sum() / max(slope.sum(), 1e-9)),
    )


def widest(mask: NDArray[np.bool_]) -> float:
    """Half the side of the largest square that fits into a mask, which goes on beyond its edges."""
    if mask.all() or not mask.any():
        return float(max(mask.shape)) if mask.any() else 0.5
    return float(ndimage.distance_transform_cdt(mask, "chessboard").max()) - 0.5
