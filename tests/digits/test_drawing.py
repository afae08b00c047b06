"""Strokes and pictures become what MNIST would have held, or one sentence says why not."""

import contextlib
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.digits.drawing import (
    THICKEST,
    THINNEST,
    Stroke,
    centre_of_mass,
    normalise,
    rasterise,
    stroke_width,
    with_usual_pen,
    without_dots,
)
from core.digits.picture import MAX_BYTES, ink_of, read_picture
from core.errors import EmptyDrawing, PictureError
from tests.digits.strokes import HANDS, drawing

digits = st.integers(0, 9)
hands = st.integers(0, 3)
seeds = st.integers(0, 10_000)


def ink(digit: int = 4, **how: Any) -> np.ndarray:
    return rasterise(drawing(digit, **how))


def coloured(ink: np.ndarray, paper: Any, pen: Any) -> Image.Image:
    mixed = np.multiply.outer(1 - ink, paper) + np.multiply.outer(ink, pen)
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def encoded(image: Image.Image, form: str = "PNG", **how: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **how)
    return buffer.getvalue()


def differs(a: np.ndarray, b: np.ndarray) -> float:
    """The moved share of the ink: 0 for the same picture, 2 for two without common ink."""
    return float(np.abs(a - b).sum() / min(a.sum(), b.sum()))


# Strokes


def test_a_stroke_covers_its_length_and_its_round_ends() -> None:
    drawn = rasterise([Stroke([(0.2, 0.5), (0.8, 0.5)], 0.1)], size=200)
    assert drawn.shape == (200, 200) and drawn.dtype == np.float32
    assert drawn.min() >= 0 and drawn.max() == 1
    assert drawn.sum() == pytest.approx(120 * 20 + np.pi * 10**2, rel=0.03)


def test_a_single_point_is_a_dot() -> None:
    drawn = rasterise([Stroke([(0.5, 0.5)], 0.2)], size=100)
    assert drawn.sum() == pytest.approx(np.pi * 10**2, rel=0.05)
    assert centre_of_mass(drawn) == pytest.approx([50, 50], abs=0.5)
    assert normalise(drawn)[14, 14] == 1


def test_every_stroke_has_its_own_width() -> None:
    thin, thick = Stroke([(0.2, 0.2), (0.8, 0.2)], 0.02), Stroke([(0.2, 0.7), (0.8, 0.7)], 0.1)
    drawn = rasterise([thin, thick])
    assert stroke_width(drawn[:110]) == pytest.approx(0.02 * 280, rel=0.15)
    assert stroke_width(drawn[110:]) == pytest.approx(0.1 * 280, rel=0.15)


@given(digits, hands, st.floats(-0.1, 1.1), st.floats(-0.1, 1.1))
@settings(max_examples=20, deadline=None)
def test_what_runs_off_the_pad_is_read_all_the_same(
    digit: int, hand: int, x: float, y: float
) -> None:
    middle = normalise(rasterise(drawing(digit, hand, size=0.5)))
    off = normalise(rasterise(drawing(digit, hand, size=0.5, place=(x, y))))
    assert differs(middle, off) < 0.15


def test_no_strokes_are_no_ink() -> None:
    assert rasterise([]).shape == (280, 280) and not rasterise([]).any()
    assert without_dots([]) == with_usual_pen([]) == []


@given(digits, hands, st.floats(0.15, 0.95), st.floats(0.02, 0.14))
@settings(max_examples=40, deadline=None)
def test_which_pen_draws_it_hardly_matters(
    digit: int, hand: int, size: float, width: float
) -> None:
    pens = [with_usual_pen(drawing(digit, hand, size=size, width=w)) for w in (width, 0.12 * size)]
    usual, other = (normalise(rasterise(strokes)) for strokes in pens)
    assert differs(usual, other) < 0.35
    # The box is 20 pixels; the pen's share of it is what MNIST's pens have.
    box = np.ptp([p for s in pens[0] for p in s.points], axis=0).max() + pens[0][0].width
    assert THINNEST - 0.01 <= 20 * pens[0][0].width / box <= THICKEST + 0.01


def test_a_loop_that_the_pen_filled_is_open_again() -> None:
    eight = drawing(8, size=0.2, width=0.14)
    assert normalise(rasterise(eight))[8:20, 14].min() > 0.9
    assert normalise(rasterise(with_usual_pen(eight)))[8:20, 14].min() < 0.2


def test_a_dot_beside_lines_is_a_slip() -> None:
    line, dot = Stroke([(0.5, 0.2), (0.5, 0.8)]), Stroke([(0.8, 0.3)])
    slip = Stroke([(0.8, 0.3), (0.81, 0.31)])
    assert without_dots([dot, line, slip]) == [line]
    assert without_dots([dot, slip]) == [dot, slip]
    assert with_usual_pen([dot]) == [dot]


# Normalising


@settings(max_examples=40, deadline=None)
@given(digits, hands, seeds)
def test_it_stands_as_mnist_stands(digit: int, hand: int, seed: int) -> None:
    """A box of 20 pixels, its centre of mass on pixel (14, 14)."""
    picture = normalise(rasterise(drawing(digit, hand, seed=seed)))
    assert picture.shape == (28, 28) and picture.dtype == np.float32
    assert picture.min() >= 0 and 0.9 < picture.max() <= 1
    # A digit that leans far to one side may lose its tip, as it did in MNIST.
    assert centre_of_mass(picture) == pytest.approx([14.5, 14.5], abs=0.3)
    rows, columns = np.nonzero(picture > 0.3)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21


@settings(max_examples=40, deadline=None)
@given(digits, hands, st.floats(0.25, 0.75), st.floats(0.25, 0.75))
def test_where_it_is_drawn_does_not_matter(digit: int, hand: int, x: float, y: float) -> None:
    how: dict[str, Any] = {"size": 0.4, "width": 0.05}
    middle = normalise(rasterise(drawing(digit, hand, **how)))
    moved = normalise(rasterise(drawing(digit, hand, place=(x, y), **how)))
    assert differs(middle, moved) < 0.15


@settings(max_examples=40, deadline=None)
@given(digits, hands, st.floats(0.25, 0.9))
def test_how_large_it_is_drawn_does_not_matter(digit: int, hand: int, size: float) -> None:
    usual = normalise(rasterise(drawing(digit, hand, size=0.6, width=0.07)))
    other = normalise(rasterise(drawing(digit, hand, size=size, width=0.07 * size / 0.6)))
    assert differs(usual, other) < 0.2


@given(digits, st.floats(0.004, 0.02))
@settings(max_examples=20, deadline=None)
def test_a_thin_pen_still_shows(digit: int, width: float) -> None:
    thin = rasterise(drawing(digit, width=width))
    assert stroke_width(normalise(thin)) > 0.85 * THINNEST
    assert normalise(thin).max() > 0.5
    assert normalise(thin, thickness=False).sum() < normalise(thin).sum()


@given(digits, st.floats(0.1, 0.14))
@settings(max_examples=20, deadline=None)
def test_thick_ink_is_thinned(digit: int, width: float) -> None:
    thick = rasterise(drawing(digit, size=0.4, width=width))
    before, after = (stroke_width(normalise(thick, thickness=how)) for how in (False, True))
    assert 0.8 * THICKEST < after < 0.95 * before


@settings(max_examples=20, deadline=None)
@given(digits, st.tuples(st.floats(0.02, 0.12), st.floats(0.02, 0.98)))
def test_dust_does_not_move_it(digit: int, place: tuple[float, float]) -> None:
    clean = drawing(digit)
    dusty = rasterise([*clean, Stroke([place], 0.012)])
    assert differs(normalise(rasterise(clean)), normalise(dusty)) < 0.02


def test_each_step_can_be_left_out() -> None:
    off = ink(place=(0.25, 0.25), size=0.3, width=0.02)
    bare = normalise(off, crop=False, thickness=False, scale=False, centre=False)
    assert bare == pytest.approx(np.asarray(Image.fromarray(off).resize((28, 28), 2)), abs=0.01)
    assert bare[14:, 14:].sum() == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (28, 28), (400, 250)])
def test_any_size_of_paper(shape: tuple[int, int]) -> None:
    assert normalise(np.ones(shape, np.float32)).any()


def test_nothing_drawn() -> None:
    with pytest.raises(EmptyDrawing, match="draw a digit first"):
        normalise(rasterise([]))


# Pictures

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("paper", "pen"),
    [
        (WHITE, BLACK),
        (BLACK, WHITE),
        ((13, 26, 77), WHITE),
        ((237, 232, 219), (38, 51, 153)),
        (WHITE, (255, 230, 30)),
        ((200, 60, 60), (60, 200, 60)),
        ((128, 128, 128), (60, 60, 60)),
    ],
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_any_ink_on_any_paper(paper: Any, pen: Any, form: str) -> None:
    drawn = ink(5)
    found = ink_of(read_picture(encoded(coloured(drawn, paper, pen), form)))
    assert found.shape == drawn.shape and found.dtype == np.float32
    assert differs(normalise(found), normalise(drawn)) < 0.2


@pytest.mark.parametrize("grey", [0, 110, 255])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_ink_on_nothing(grey: int, mode: str) -> None:
    drawn = ink(2)
    image = Image.new("RGBA", (280, 280), (grey, grey, grey, 0))
    image.putalpha(Image.fromarray((drawn * 255).astype(np.uint8)))
    found = ink_of(read_picture(encoded(image.convert(mode))))
    assert differs(normalise(found), normalise(drawn)) < 0.2


def test_transparent_corners_are_paper() -> None:
    image = coloured(ink(2), WHITE, BLACK).convert("RGBA")
    hole = Image.new("L", image.size, 0)
    ImageDraw.Draw(hole).rounded_rectangle((0, 0, 279, 279), 60, fill=255)
    image.putalpha(hole)
    assert differs(normalise(ink_of(image)), normalise(ink(2))) < 0.2


@pytest.mark.parametrize("digit", range(10))
def test_a_photo_in_uneven_light(digit: int) -> None:
    drawn = ink(digit)
    light = np.linspace(0.45, 1, 280)[:, None, None]
    grain = np.random.default_rng(digit).normal(0, 5, (280, 280, 3))
    shot = np.asarray(coloured(drawn, (235, 230, 217), (40, 40, 50)), float) * light + grain
    photo = Image.fromarray(shot.clip(0, 255).astype(np.uint8))
    found = ink_of(read_picture(encoded(photo, "JPEG", quality=60)))
    assert differs(normalise(found), normalise(drawn)) < 0.25


@pytest.mark.parametrize("paper", [BLACK, WHITE, (13, 26, 77), (237, 232, 219)])
def test_blank_paper_is_empty(paper: Any) -> None:
    blank = coloured(np.zeros((200, 300)), paper, BLACK)
    grain = np.random.default_rng(0).normal(0, 8, (200, 300, 3))
    shade = np.linspace(0.5, 1, 300)[:, None]
    grainy = Image.fromarray((np.asarray(blank) * shade + grain).clip(0, 255).astype(np.uint8))
    for image in (blank, grainy, read_picture(encoded(grainy, "JPEG"))):
        with pytest.raises(EmptyDrawing):
            normalise(ink_of(image))
    assert not ink_of(Image.new("RGBA", (50, 50), (0, 0, 0, 0))).any()


@pytest.mark.parametrize("size", [(1, 1), (2, 400), (28, 28), (3000, 2000)])
def test_any_size_of_picture(size: tuple[int, int]) -> None:
    image = read_picture(encoded(Image.new("L", size, 255)))
    assert max(image.size) <= 400 and image.mode == "RGBA"
    assert not ink_of(image).any()


@pytest.mark.parametrize("digit", [3, 8])
@pytest.mark.parametrize("place", [(1500, 900), (0, 0), (1880, 1380)])
def test_a_small_digit_on_a_large_sheet_is_looked_at_closely(
    digit: int, place: tuple[int, int]
) -> None:
    sheet = Image.new("RGB", (2000, 1500), "beige")
    sheet.paste(coloured(ink(digit), (245, 245, 220), (20, 30, 90)).resize((120, 120)), place)
    close = read_picture(encoded(sheet))
    assert 72 <= max(close.size) < 300  # it is 0.6 of 120 pixels high
    assert differs(normalise(ink_of(close)), normalise(ink(digit))) < 0.2


def test_a_phone_held_sideways() -> None:
    upright = coloured(ink(7), WHITE, BLACK)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to view
    lying = encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    assert differs(normalise(ink_of(read_picture(lying))), normalise(ink(7))) < 0.2


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture(form: str) -> None:
    frames = [coloured(ink(digit), WHITE, BLACK) for digit in (3, 1)]
    moving = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert differs(normalise(ink_of(read_picture(moving))), normalise(ink(3))) < 0.2


def test_sixteen_bits_of_grey() -> None:
    deep = Image.fromarray(((1 - ink(3)) * 65535).astype(np.uint16))
    assert differs(normalise(ink_of(read_picture(encoded(deep)))), normalise(ink(3))) < 0.2


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.1, 0.5, 0.9])
def test_a_picture_cut_short(form: str, part: float) -> None:
    whole = encoded(coloured(ink(), WHITE, BLACK), form)
    with pytest.raises(PictureError, match=r"bytes\).*again\.$"):
        read_picture(whole[: int(len(whole) * part)])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0), st.integers(0, 255))
def test_damaged_bytes_raise_nothing_else(form: str, place: int, byte: int) -> None:
    damaged = bytearray(encoded(coloured(ink(), WHITE, BLACK).resize((40, 40)), form))
    damaged[place % len(damaged)] = byte
    with contextlib.suppress(PictureError, EmptyDrawing):
        normalise(ink_of(read_picture(bytes(damaged))))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", r"empty \(0 bytes\): choose another"),
        (b"hello", r"\(5 bytes\) is not a PNG, JPEG or WebP.*save it as one"),
        (encoded(Image.new("L", (9, 9)), "GIF"), "is not a PNG, JPEG or WebP"),
        (b"\x89PNG" + bytes(MAX_BYTES), r"10.0 MB, and at most 10 MB.*save it smaller"),
        (encoded(Image.new("1", (9000, 9000))), "9000 x 9000 pixels.*50 million.*crop"),
        (encoded(Image.new("1", (20_000, 20_000))), "too many pixels.*50 million.*crop"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureError, match=sentence):
        read_picture(data)


def test_there_are_hands_for_every_digit() -> None:
    assert sorted(HANDS) == list(range(10)) and all(len(hands) >= 3 for hands in HANDS.values())
