"""Strokes and pictures become what MNIST would have held, or one sentence says why not."""

import math
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
    bounding_box,
    centre_of_mass,
    evened,
    grown,
    normalise,
    patches,
    place_on_paper,
    rasterise,
    stroke_width,
    with_usual_pen,
    without_dots,
    without_dust,
)
from core.errors import EmptyDrawing
from tests.digits.strokes import HANDS, drawing

digits = st.integers(0, 9)
hands = st.integers(0, 3)
seeds = st.integers(0, 10_000)


def ink(digit: int = 4, **how: Any) -> np.ndarray:
    return rasterise(drawing(digit, **how))


def differs(a: np.ndarray, b: np.ndarray) -> float:
    """The moved share of the ink: 0 for the same picture, 2 for two without common ink."""
    return float(np.abs(a - b).sum() / min(a.sum(), b.sum()))


def sampled(strokes: list[Stroke], size: int) -> np.ndarray:
    """What `rasterise` promises, sample by sample: the share of a pixel's 3 x 3 samples that are at most
    half a pen, and at least one sample, from a stroke's line."""
    ends = [(np.array(p) * size, s.width * size / 2) for s in strokes for p in s.points]
    past = [max(*(half - at), *(at + half - size)) for at, half in ends]
    margin = math.ceil(max(0, *past))
    side = size + 2 * margin
    at = (np.arange(3 * side) + 0.5) / 3 - margin
    samples = np.stack(np.meshgrid(at, at), axis=-1)
    inked = np.zeros(samples.shape[:2], bool)
    for stroke in strokes:
        points = [np.array(p) * size for p in stroke.points]
        for a, b in zip(points, points[1:] or points, strict=False):
            along = ((samples - a) @ (b - a) / max((b - a) @ (b - a), 1e-9)).clip(0, 1)
            away = np.linalg.norm(samples - a - along[..., None] * (b - a), axis=-1)
            inked |= away <= max(stroke.width * size / 2, 1 / 3)
    return inked.reshape(side, 3, side, 3).mean((1, 3))


@pytest.mark.parametrize(
    "strokes",
    [
        [Stroke([(0.31, 0.72)], 0.23)],
        [Stroke([(0.21, 0.33), (0.74, 0.33)], 0.11), Stroke([(0.42, 0.12), (0.42, 0.93)], 0.07)],
        [Stroke([(0.13, 0.24), (0.52, 0.91), (0.88, 0.17), (0.31, 0.27)], 0.06)],
        [Stroke([(0.9, 0.8), (0.2, 0.1)], 0.31), Stroke([(0.5, 0.5)], 0.02)],
        [Stroke([(0.5, 0.5), (1.37, 0.61)], 0.1)],  # off to the right
        [Stroke([(0.4, 0.5), (0.42, -0.21)], 0.1), Stroke([(0.3, 0.6), (-0.11, 0.7)], 0.05)],
        [Stroke([(0.2, 0.2), (0.31, 1.26)], 0.13)],
        [Stroke([(0.97, 0.5)], 0.12)],  # a part of the pen alone
        [Stroke([(0.0, 0.0), (0.7, 1.0)], 0.0), Stroke([(1.0, 0.02)], 0.0)],  # hair at the edges
    ],
)
def test_a_pixels_ink_is_the_share_of_it_that_the_pen_covers(strokes: list[Stroke]) -> None:
    assert rasterise(strokes, size=40) == pytest.approx(sampled(strokes, 40), abs=1e-6)


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
    half, longer = (Stroke([(0.5, 0.5), (0.5, 0.5 + by)], 0.25) for by in (0.125, 0.15))
    assert without_dots([half, line]) == [line], "half a pen is nowhere"
    assert without_dots([longer, line]) == [longer, line]


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


def test_all_steps_are_taken_unless_they_are_left_out() -> None:
    off = ink(place=(0.3, 0.3), size=0.3, width=0.02)
    steps = ("crop", "thickness", "scale", "centre")
    assert np.array_equal(normalise(off), normalise(off, **dict.fromkeys(steps, True)))
    for step in steps:
        assert not np.array_equal(normalise(off), normalise(off, **{step: False})), step


@pytest.mark.parametrize(
    ("how", "rows", "columns", "paper", "to"),
    [
        # A tall sheet as it is: in the middle of the picture's width.
        ((), (10, 20), (4, 24), (56, 28), ((5, 10), (9, 19))),
        (("centre",), (10, 20), (4, 24), (56, 28), ((12, 17), (9.5, 19.5))),
        # What was cropped stays in its corner of the paper.
        (("crop", "scale"), (0, 40), (0, 20), (112, 112), ((0, 20), (0, 10))),
        (("crop", "scale"), (72, 112), (92, 112), (112, 112), ((8, 28), (18, 28))),
        (("crop", "scale"), (36, 76), (0, 20), (112, 112), ((4, 24), (0, 10))),
        (("crop",), (0, 40), (0, 20), (112, 112), ((0, 10), (0, 5))),
        (("crop",), (72, 112), (92, 112), (112, 112), ((18, 28), (23, 28))),
        (("crop", "centre"), (0, 40), (0, 20), (112, 112), ((9.5, 19.5), (12, 17))),
        (("crop", "scale", "centre"), (0, 40), (0, 20), (112, 112), ((4.5, 24.5), (9.5, 19.5))),
        # The paper itself becomes 20 pixels, here 4 of it a pixel.
        (("scale",), (0, 40), (0, 20), (80, 80), ((4, 14), (4, 9))),
        (("scale", "centre"), (0, 40), (0, 20), (80, 80), ((9.5, 19.5), (12, 17))),
    ],
)
def test_where_a_block_comes_to_stand(
    how: tuple[str, ...], rows: Any, columns: Any, paper: tuple[int, int], to: Any
) -> None:
    steps = {step: step in how for step in ("crop", "thickness", "scale", "centre")}
    picture = normalise(block(slice(*rows), slice(*columns), paper), **steps)
    edges = [np.clip(np.arange(1, 29) - a, 0, 1) * np.clip(b - np.arange(28), 0, 1) for a, b in to]
    assert picture == pytest.approx(np.outer(*edges), abs=0.3), "edges may be soft"
    assert picture.sum() == pytest.approx(np.outer(*edges).sum(), rel=0.06)


@pytest.mark.parametrize(
    ("how", "rows", "columns", "side"),
    [
        ({}, 200, 4, (20, 20 * 20 / 216)),  # ten of its pixels make one: it grows by 8 on each side
        ({"scale": False}, 200, 4, (21.6, 2)),
        ({"crop": False, "scale": False}, 200, 4, (21.6, 2)),
        ({"crop": False}, 200, 4, (20 * 224 / 304, 20 * 28 / 304)),  # of 14, by 12, like the paper
        ({"thickness": False}, 200, 4, (20, 0.4)),
        ({}, 200, 60, (20, 20 * 42 / 182)),  # it shrinks by 9
        ({"crop": False, "scale": False}, 200, 60, (18.2, 4.2)),
    ],
)
def test_how_thick_a_line_becomes(
    how: dict[str, bool], rows: int, columns: int, side: tuple[float, float]
) -> None:
    picture = normalise(block(slice(40, 40 + rows), slice(120, 120 + columns), (280, 280)), **how)
    assert picture.sum() == pytest.approx(side[0] * side[1], rel=0.06)
    assert picture.sum(0).max() == pytest.approx(side[0], rel=0.06) or side[1] < 1


def test_a_box_ends_where_edges_fade() -> None:
    for most in (1.0, 0.5):
        faint = block(slice(10, 20), slice(5, 9), (30, 30)) * np.float32(most)
        faint[9, 5:9] = 0.25 * most  # hardly grey
        faint[20, 5:9] = 0.35 * most
        faint[10:20, 9] = np.float32(0.3) * faint.max()  # just grey
        assert bounding_box(faint) == (slice(10, 21), slice(5, 10))


def test_the_width_of_a_line_is_twice_its_area_over_its_outline() -> None:
    assert stroke_width(block(slice(0, 200), slice(20, 24), (200, 40))) == pytest.approx(
        2 * 800 / (2 * 204), rel=0.01
    )
    assert stroke_width(block(slice(5, 9), slice(10, 110), (20, 130))) == pytest.approx(
        2 * 400 / (2 * 104), rel=0.01
    )


@pytest.mark.parametrize(("wide", "by"), [(19, 1), (20, 1), (24, 0), (32, 0), (36, -1), (60, -9)])
def test_lines_grow_or_shrink_by_what_is_missing_or_too_much(wide: int, by: int) -> None:
    """At ten pixels for one of the picture's. A line's width is a bit less than it is across."""
    found = evened(block(slice(40, 240), slice(100, 100 + wide), (280, 280)), unit=10)
    margin = abs(by) if by >= -1 else 1  # the paper grows along
    rows, columns = (
        slice(margin + a - by, margin + b + by) for a, b in ((40, 240), (100, 100 + wide))
    )
    assert np.array_equal(found, block(rows, columns, (280 + 2 * margin,) * 2))


def test_ink_spreads_as_an_octagon() -> None:
    dot = block(slice(4, 5), slice(5, 6), (9, 11))
    assert np.array_equal(grown(dot, 1), block(slice(3, 6), slice(4, 7), (9, 11)))
    two = block(slice(2, 7), slice(3, 8), (9, 11))
    two[[2, 2, 6, 6], [3, 7, 3, 7]] = 0
    assert np.array_equal(grown(dot, 2), two)
    rows, columns = np.indices((9, 11))
    away = np.abs(rows - 4), np.abs(columns - 5)
    three = (np.maximum(*away) <= 3) & (away[0] + away[1] <= 5)
    assert np.array_equal(grown(dot, 3), three)
    corner = grown(block(slice(0, 1), slice(0, 1), (9, 11)), 1)
    assert np.array_equal(corner, block(slice(0, 2), slice(0, 2), (9, 11)))


def test_dust_has_less_than_three_hundredths_of_the_largest_patch() -> None:
    large = block(slice(2, 12), slice(2, 22), (40, 50))  # 200 pixels
    large[20, 2:8] = 1  # 6 of them are enough
    dusty = large.copy()
    dusty[30, 30:35] = 1
    assert np.array_equal(without_dust(dusty), large)


@pytest.mark.parametrize("paper", [(64, 64), (65, 30), (130, 70), (70, 200)])
def test_ink_at_the_papers_far_end_stays(paper: tuple[int, int]) -> None:
    corner = block(slice(paper[0] - 9, None), slice(paper[1] - 7, None), paper) * np.float32(0.5)
    corner[:9, :7] = 0.25
    assert np.array_equal(without_dust(corner), corner)


def test_patches_hang_together_at_corners_and_along_spirals() -> None:
    drawn = """
        #######..#
        ......#..#
        #####.#...
        #...#.#.#.
        #.###.#..#
        #.....#...
        .#####...#"""
    mask = np.array([[c == "#" for c in line.strip()] for line in drawn.split()])
    number = patches(mask)
    assert ((number > 0) == mask).all()
    spiral, upper, lower, last = number[0, 0], number[0, 9], number[3, 8], number[6, 9]
    assert len({spiral, upper, lower, last}) == len(np.unique(number)) - 1 == 4
    assert (number[mask & (np.arange(10) < 7)] == spiral).all()
    assert number[1, 9] == upper and number[4, 9] == lower
