"""Connected components of ink: a digit's marks separated from frames, bars, rims and dust."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]
Box = tuple[slice, slice]

TOUCHING = np.ones((3, 3), bool)  # corners included
# A bar or a rim is at most this fraction of the sheet deep.
DEEPEST = 0.2
# A mark with less than this fraction of the largest one's pixels is dust.
DUST = 0.03


@dataclass(frozen=True)
class Marks:
    """What is left of a mask when frames, bars and dust are gone."""

    mask: Mask
    """(h, w)."""
    sheet: Box
    """The part of the picture inside all frames and bars."""
    boxes: list[Box]
    """Of each mark, in the sheet."""
    removed: Mask
    """(h, w), the frames and bars."""


def marks_of(mask: Mask) -> Marks:
    """Find the marks on a sheet, (h, w), True where there is ink."""
    height, width = mask.shape
    sheet: Box = (slice(0, height), slice(0, width))
    removed = np.zeros_like(mask)
    rest = mask.copy()
    for _ in range(6):  # a frame in a window below a bar, ...
        found = frame_or_bar(rest, sheet)
        if found is None:
            break
        gone, sheet = found
        removed |= gone
        inside = np.zeros_like(rest)
        inside[sheet] = True
        rest &= inside & ~gone
    inner, boxes = without_dust(rest[sheet])
    rest = np.zeros_like(mask)
    rest[sheet] = inner
    return Marks(rest, sheet, boxes, removed)


def frame_or_bar(mask: Mask, sheet: Box) -> tuple[Mask, Box] | None:
    """The outermost frame or bar among the marks, (h, w), and what of the sheet is inside it; None
    where there is none, or nothing else that could be a digit."""
    top, left = sheet[0].start, sheet[1].start
    part = mask[sheet]
    height, width = part.shape
    numbers, count = ndimage.label(part, TOUCHING)
    if count == 0:
        return None
    boxes = ndimage.find_objects(numbers)
    extents = np.array([[b.stop - b.start for b in box] for box in boxes])  # (count, 2)
    for k in np.argsort(-extents.max(1)).tolist():
        others = [i for i in range(count) if i != k]
        box = boxes[k]
        if max(extents[k] / (height, width)) < 0.3:
            break
        own = numbers == k + 1
        inner = inside_frame(own, box, [boxes[i] for i in others])
        if inner is None:
            inner = inside_bar(own, box, (height, width))
        if inner is None:
            inner = inside_rim(own, (height, width))
        if inner is None:
            continue
        # Something as large as a digit has to be left.
        left_over = [extents[i].max() for i in others if overlaps(boxes[i], inner)]
        if max(left_over, default=0) < 0.1 * min(height, width) and not only_rim(own):
            continue
        gone = np.zeros_like(mask)
        gone[sheet] = own
        rows, columns = inner
        return gone, (
            slice(top + rows.start, top + rows.stop),
            slice(left + columns.start, left + columns.stop),
        )
    return None


def only_rim(own: Mask) -> bool:
    """Whether a mark is a rim or bar for certain, though nothing else is on the sheet: it takes whole
    edges, and is thin. (A 0 or a 1 that is cropped to its ink is not.)"""
    edges = np.array([own[0].mean(), own[-1].mean(), own[:, 0].mean(), own[:, -1].mean()])
    touched = edges > 0.97
    inner = own[
        own.shape[0] // 10 * touched[0] : own.shape[0] - own.shape[0] // 10 * touched[1],
        own.shape[1] // 10 * touched[2] : own.shape[1] - own.shape[1] // 10 * touched[3],
    ]
    return bool(touched.any()) and not inner.any()


def overlaps(box: Box, other: Box) -> bool:
    return all(a.start < b.stop and b.start < a.stop for a, b in zip(box, other, strict=True))


def inside_frame(own: Mask, box: Box, others: list[Box]) -> Box | None:
    """The inside of a frame: a hole of the mark in which a good part of the hole's size is another."""
    within = [
        o
        for o in others
        if all(o[a].start > box[a].start and o[a].stop < box[a].stop for a in (0, 1))
    ]
    if not within:
        return None
    holes, _ = ndimage.label(ndimage.binary_fill_holes(own[box]) & ~own[box])
    best: Box | None = None
    tallest = 0
    spaces = ndimage.find_objects(holes)
    for o in within:
        rows, columns = (slice(o[a].start - box[a].start, o[a].stop - box[a].start) for a in (0, 1))
        number = np.bincount(holes[rows, columns].ravel(), minlength=2)[1:].argmax()
        if not holes[rows, columns].any():
            continue
        space = spaces[number]
        reach = max(o[a].stop - o[a].start for a in (0, 1))
        if reach < 0.2 * min(s.stop - s.start for s in space):
            continue
        if reach > tallest:
            tallest = reach
            best = (
                slice(box[0].start + space[0].start, box[0].start + space[0].stop),
                slice(box[1].start + space[1].start, box[1].start + space[1].stop),
            )
    return best


def inside_bar(own: Mask, box: Box, size: tuple[int, int]) -> Box | None:
    """The larger side of a straight bar that runs from one edge of the sheet to the other."""
    for axis in (0, 1):  # of the bar's depth
        along = 1 - axis
        span, depth = box[along], box[axis]
        if span.stop - span.start < 0.97 * size[along]:
            continue
        if depth.stop - depth.start > 0.35 * size[axis]:
            continue
        if ndimage.binary_fill_holes(own[box]).mean() < 0.8:
            continue
        before, after = depth.start, size[axis] - depth.stop
        rest = slice(0, before) if before > after else slice(depth.stop, size[axis])
        return (rest, slice(0, size[1])) if axis == 0 else (slice(0, size[0]), rest)
    return None


def inside_rim(own: Mask, size: tuple[int, int]) -> Box | None:
    """What is inside a rim: a mark along one to four edges of the sheet that stays near them."""
    edges = [own[0].mean(), own[-1].mean(), own[:, 0].mean(), own[:, -1].mean()]
    touched = [share >= 0.6 for share in edges]
    if max(edges) < 0.9 and sum(touched) < 2:
        return None
    rows, columns = np.nonzero(own)
    most = DEEPEST * min(size)
    far = np.full(len(rows), np.inf)
    distances = (rows, size[0] - 1 - rows, columns, size[1] - 1 - columns)
    for distance, touches in zip(distances, touched, strict=True):
        if touches:
            far = np.minimum(far, distance)
    if far.max() > most:
        return None
    nearest = np.argmin(np.where(np.array(touched)[:, None], np.stack(distances), np.inf), axis=0)
    depth = [
        int(np.quantile(distance[nearest == e], 0.99)) + 1 if (nearest == e).any() else 0
        for e, distance in enumerate(distances)
    ]
    return slice(depth[0], size[0] - depth[1]), slice(depth[2], size[1] - depth[3])


def without_dust(mask: Mask) -> tuple[Mask, list[Box]]:
    """The marks that could be a digit's, and their boxes: not those at the sheet's edge where there
    are others in it, nor those that are a great deal smaller than the largest, or small and apart."""
    numbers, count = ndimage.label(mask, TOUCHING)
    if count == 0:
        return mask, []
    boxes = ndimage.find_objects(numbers)
    area = np.bincount(numbers.ravel(), minlength=count + 1)[1:]
    reach = np.array([max(b.stop - b.start for b in box) for box in boxes])
    inside = np.array(
        [
            all(b.start > 0 and b.stop < n for b, n in zip(box, mask.shape, strict=True))
            for box in boxes
        ]
    )
    if (inside & (reach >= 0.15 * min(mask.shape)) & (area >= DUST * area.max())).any():
        area = area * inside
    weight = area * reach
    main = int(weight.argmax())
    keep = [
        area[k] >= DUST * area.max()
        and (reach[k] >= 0.25 * reach[main] or gap(boxes[k], boxes[main]) < 0.25 * reach[main])
        for k in range(count)
    ]
    return np.isin(numbers, 1 + np.flatnonzero(keep)), [
        b for b, k in zip(boxes, keep, strict=True) if k
    ]


def gap(box: Box, other: Box) -> int:
    """Pixels between two boxes, the larger of both directions; negative where they overlap."""
    return max(max(a.start - b.stop, b.start - a.stop) for a, b in zip(box, other, strict=True))
