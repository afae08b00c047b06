"""A drawing's steps into the network, on and off."""

import numpy as np
import pytest

from core.digits.drawing import (
    SIDE,
    Stroke,
    centre_of_mass,
    normalise,
    rasterise,
    with_usual_pen,
)
from core.digits.preprocessing import Drawing, ablations, preprocessing_steps
from core.errors import EmptyDrawing
from tests.digits.strokes import drawing

STEPS = Drawing.steps


def corner(digit: int = 7) -> Drawing:
    """A small digit near the top left corner of white paper."""
    ink = rasterise(drawing(digit, size=0.4, place=(0.3, 0.3)))
    return Drawing(1 - ink, ink)


def test_the_whole_road_ends_at_what_the_network_gets() -> None:
    sketch = corner()
    stages = preprocessing_steps(sketch)
    assert [s.step for s in stages] == ["drawn", *STEPS]
    assert all(s.on and s.picture.shape == (SIDE, SIDE) for s in stages)
    assert (stages[-1].picture == normalise(sketch.ink)).all()


def test_before_the_ink_is_found_paper_is_bright() -> None:
    drawn, ink, *_ = preprocessing_steps(corner())
    inner = np.s_[1:-1, 1:-1]  # beyond the paper's edge there is nothing, which shows on it
    assert drawn.picture[-2, -2] == pytest.approx(1, abs=0.01)
    assert ink.picture[-2, -2] == 0
    assert (drawn.picture + ink.picture)[inner] == pytest.approx(np.ones((26, 26)), abs=0.01)


@pytest.mark.parametrize("off", STEPS)
def test_a_step_that_is_off_changes_nothing(off: str) -> None:
    sketch = corner()
    on = [s for s in STEPS if s != off]
    stages = preprocessing_steps(sketch, on)
    at = 1 + STEPS.index(off)
    assert not stages[at].on
    assert (stages[at].picture == stages[at - 1].picture).all()
    assert (stages[-1].picture == sketch.seen(on)).all()
    assert (ablations(sketch)[at - 1] == stages[-1].picture).all()


def test_the_pen_is_changed_in_the_strokes() -> None:
    strokes = drawing(8, size=0.2, width=0.14)
    sketch = Drawing.of_strokes([*strokes, Stroke([(0.9, 0.9)], 0.14)])
    ink = rasterise(strokes)
    assert (sketch.ink == ink).all() and (sketch.brightness < 1 - ink).any()  # where the dot is
    whole = normalise(rasterise(with_usual_pen(strokes)))
    assert (sketch.seen(STEPS) == whole).all()
    as_drawn = sketch.seen([s for s in STEPS if s != "thickness"])
    assert (as_drawn == normalise(ink, thickness=False)).all()


def test_without_centring_it_stays_in_its_corner() -> None:
    sketch = corner()
    off = sketch.seen([s for s in STEPS if s != "centre"])
    row, column = centre_of_mass(off)
    assert row < 12.5 and column < 13
    assert off.sum() == pytest.approx(normalise(sketch.ink).sum(), rel=0.02)  # as large
    low = rasterise(drawing(7, size=0.4, place=(0.7, 0.7)))
    row, column = centre_of_mass(normalise(low, centre=False))
    assert row > 14.5 and column > 15


def test_nothing_drawn() -> None:
    blank = np.zeros((50, 50), np.float32)
    with pytest.raises(EmptyDrawing):
        preprocessing_steps(Drawing(1 - blank, blank))


def test_each_stage_has_taken_the_steps_up_to_it_and_no_more() -> None:
    sketch = corner()
    for at, stage in enumerate(preprocessing_steps(sketch)):
        assert (stage.picture == sketch.seen(STEPS[:at])).all(), stage.step


def test_without_cropping_a_small_digit_stays_small() -> None:
    sketch = corner()
    small = sketch.seen([s for s in STEPS if s != "crop"])
    assert small.sum() < 0.5 * sketch.seen(STEPS).sum()
