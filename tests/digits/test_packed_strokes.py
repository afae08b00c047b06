"""A drawing in a link: there and back, how short it is, and what is no drawing."""

import base64
import math
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.digits.drawing import Stroke
from core.digits.packed_strokes import packed, unpacked

COORDINATES = st.floats(-0.5, 1.5)
DRAWINGS = st.lists(
    st.builds(
        Stroke,
        st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=40).map(tuple),
        st.floats(0.01, 0.14),
    ),
    max_size=6,
)


@given(DRAWINGS)
def test_there_and_back_to_a_thousandth_of_the_pad(strokes: list[Stroke]) -> None:
    again = unpacked(packed(strokes)) if strokes else ()
    assert len(again) == len(strokes)
    for before, after in zip(strokes, again, strict=True):
        assert abs(before.width - after.width) <= 0.0005001
        assert len(before.points) == len(after.points)
        for a, b in zip(before.points, after.points, strict=True):
            assert math.dist(a, b) <= 0.00071
    assert packed(again) == packed(strokes), "a link of a link is the same link"


def test_a_digit_fits_into_a_line_or_two() -> None:
    turn = [2 * math.pi * k / 60 for k in range(61)]
    zero = Stroke(tuple((0.5 + 0.2 * math.sin(t), 0.5 + 0.3 * math.cos(t)) for t in turn), 0.07)
    text = packed([zero])
    assert len(text) < 250 and set(text) <= {
        *"-_",
        *map(chr, range(48, 58)),
        *map(chr, range(65, 91)),
        *map(chr, range(97, 123)),
    }
    assert packed([]) == ""


def deflated(body: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(body)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "nonsense", "é", "a b", "x" * 7000, packed([Stroke(((0.1, 0.1),))])[:-3],
        deflated(b"\x46"), deflated(b"\x46\x02\x01"), deflated(b"\x00\x01\x00\x00"),
        deflated(b"\x46\x00"), deflated(b"\xff" * 9), deflated(bytes(200_000)),
        deflated(b"\x46\x01\xff\xff\xff\x7f\x00"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^it is"):
        unpacked(text)


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        unpacked(text)
    except ValueError:
        return
