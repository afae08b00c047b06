"""Packed strokes: a drawing as a short text of letters, digits, hyphens and underscores, for a link.

A thousandth of the pad's side is as fine as it keeps: points as differences from the one before, zigzag and
variable length (as Protocol Buffers write integers), deflated, in the URL-safe base64 of RFC 4648.
"""

import base64
import zlib
from collections.abc import Iterator, Sequence

from core.digits.drawing import Stroke

SCALE = 1000
MOST_TEXT, MOST_BYTES = 6_000, 60_000
MOST_STROKES = 300
FARTHEST = 20
"""Sides of the pad that a point may be off it."""


def packed(strokes: Sequence[Stroke]) -> str:
    """The drawing as text; "" of an empty pad."""
    if not strokes:
        return ""
    body = bytearray()
    for stroke in strokes:
        body += _written(round(stroke.width * SCALE))
        body += _written(len(stroke.points))
        x = y = 0
        for point in stroke.points:
            now_x, now_y = (round(value * SCALE) for value in point)
            body += _written(_zigzag(now_x - x)) + _written(_zigzag(now_y - y))
            x, y = now_x, now_y
    squeezed = zlib.compress(bytes(body), 9)
    return base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


def unpacked(text: str) -> tuple[Stroke, ...]:
    """The inverse of `packed`. Raises ValueError for any other text."""
    if len(text) > MOST_TEXT:
        raise ValueError("it is too long")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj()
        body = inflate.decompress(raw, MOST_BYTES)
    except (ValueError, zlib.error) as e:
        raise ValueError("it is cut short or damaged") from e
    if not inflate.eof or inflate.unused_data:
        raise ValueError("it is cut short or damaged")
    numbers = _read(body)
    strokes: list[Stroke] = []
    try:
        while (width := next(numbers, None)) is not None:
            points: list[tuple[float, float]] = []
            x = y = 0
            for _ in range(next(numbers)):
                x, y = x + _unzigzag(next(numbers)), y + _unzigzag(next(numbers))
                points.append((x / SCALE, y / SCALE))
            if not points or len(strokes) == MOST_STROKES or not 0 < width <= SCALE:
                raise ValueError("it is no drawing")
            if any(abs(value) > FARTHEST for point in points for value in point):
                raise ValueError("it is no drawing")
            strokes.append(Stroke(tuple(points), width / SCALE))
    except StopIteration:
        raise ValueError("it is cut short or damaged") from None
    return tuple(strokes)


def _zigzag(value: int) -> int:
    """0, -1, 1, -2, 2 -> 0, 1, 2, 3, 4."""
    return 2 * value if value >= 0 else -2 * value - 1


def _unzigzag(value: int) -> int:
    return value >> 1 if value % 2 == 0 else -(value >> 1) - 1


def _written(value: int) -> bytes:
    """Seven bits a byte, the lowest first; all bytes but the last have their highest bit set."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def _read(body: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in body:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0
        elif shift > 28:
            raise ValueError("it is no drawing")
