"""Strokes and pictures become what MNIST would have held, or one sentence says why not."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.digits.drawing import (
    THICKEST,
    THINNEST,
    Stroke,
    centre_of_mass,
    evened,
    normalise,
    place_on_paper,
    rasterise,
    stroke_width,
    with_usual_pen,
    without_dots,
)
from core.errors import EmptyDrawing
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


def test_there_are_hands_for_every_digit() -> None:
    assert sorted(HANDS) == list(range(10)) and all(len(hands) >= 3 for hands in HANDS.values())


def block(rows: slice, columns: slice, paper: tuple[int, int] = (56, 56)) -> np.ndarray:
    """Paper with a block of ink."""
    ink = np.zeros(paper, np.float32)
    ink[rows, columns] = 1
    return ink


def test_without_anything_the_whole_paper_is_shrunk_as_it_is() -> None:
    ink = block(slice(8, 20), slice(30, 50))
    off = normalise(ink, crop=False, thickness=False, scale=False, centre=False)
    expected = block(slice(4, 10), slice(15, 25), (28, 28))
    assert off == pytest.approx(expected, abs=0.3), "edges may be soft"
    assert off[5:9, 16:24] == pytest.approx(np.ones((4, 8))) and off.sum() == pytest.approx(
        60, rel=0.02
    )


def test_where_a_box_stands_on_its_paper() -> None:
    assert place_on_paper((slice(0, 10), slice(46, 56)), (56, 56)).tolist() == [0, 1]
    assert place_on_paper((slice(23, 33), slice(0, 56)), (56, 56)).tolist() == [0.5, 0.5]
    assert place_on_paper((slice(10, 20), slice(5, 15)), (50, 30)).tolist() == [0.25, 0.25]


def test_cropped_but_not_centred_it_stays_where_its_size_leaves_room() -> None:
    """A flat block at the bottom of the paper goes to the bottom of the picture, and fills its width."""
    off = normalise(block(slice(46, 56), slice(0, 40)), thickness=False, centre=False)
    row, column = centre_of_mass(off)
    assert row > 20 and column == pytest.approx(10, abs=1.5)


def test_strokes_that_are_too_thin_grow_to_the_thinnest_usual_ones() -> None:
    """Where a pixel of the picture is ten of the drawing's."""
    thin = block(slice(40, 240), slice(138, 142), (280, 280))  # a line of four pixels
    grown = evened(thin, unit=10)
    assert stroke_width(grown) == pytest.approx(10 * THINNEST, rel=0.1)
    width = round(5 * (THINNEST + THICKEST))
    usual = block(slice(40, 240), slice(120, 120 + width), (280, 280))
    assert evened(usual, unit=10) is usual, "what is usual stays as it is"
