"""A photo of a garment becomes what Fashion-MNIST would have made of it."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.digits import photo
from core.digits.config import DigitsConfig
from core.digits.drawing import Stroke
from core.digits.photo import Photo
from core.digits.picture_sets import SETS
from core.digits.preprocessing import Drawing, ablations, preprocessing_steps, sketch_of
from core.digits.problem import DIGITS
from core.errors import EmptyDrawing, PictureError


def garment(height: int = 200, width: int = 120) -> np.ndarray:
    """A shirt on black, (h, w) in 0..1: shaded, brighter in the middle, with short sleeves."""
    shirt = np.zeros((height, width), np.float32)
    shirt[:, width // 4 : -width // 4] = 0.6
    shirt[: height // 3] = 0.5
    shirt[height // 2 :, width // 2 - 5 : width // 2 + 5] = 1
    return shirt


def encoded(values: np.ndarray, form: str = "PNG", **options: Any) -> bytes:
    """Brightness (h, w) or (h, w, c) in 0..1 as a picture file."""
    out = io.BytesIO()
    Image.fromarray((values * 255).round().astype(np.uint8)).save(out, form, **options)
    return out.getvalue()


def seen(data: bytes) -> np.ndarray:
    sketch = Photo.of_file(data, "garment")
    return sketch.seen(sketch.steps)


def margins(values: np.ndarray, around: tuple[int, int, int, int], paper: float) -> np.ndarray:
    top, bottom, left, right = around
    return np.pad(values, ((top, bottom), (left, right)), constant_values=paper)


def test_it_is_28_pixels_long_bright_on_black_and_in_the_middle() -> None:
    found = seen(encoded(1 - garment()))
    assert found.shape == (28, 28) and found.dtype == np.float32
    rows, columns = np.nonzero(found)
    assert (rows.min(), rows.max()) == (0, 27)
    assert (columns.min(), columns.max()) == (5, 21), (
        "120 of 200 pixels are 17 of 28, in the middle"
    )
    assert found[24, 13] == 1 and found[12, 9] == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize("around", [(9, 9, 9, 9), (40, 40, 40, 40), (5, 160, 90, 10)])
@pytest.mark.parametrize("paper", [1.0, 0.85])
def test_where_it_stands_on_what_paper_makes_no_difference(
    around: tuple[int, int, int, int], paper: float
) -> None:
    shirt = 1 - garment()
    plain = seen(encoded(margins(shirt, (8, 8, 8, 8), 1.0)))
    found = seen(encoded(margins(paper * shirt, around, paper)))
    assert np.abs(found - plain).mean() < 0.02


def test_a_negative_stays_one() -> None:
    shirt = margins(garment(), (10, 10, 10, 10), 0.0)
    assert seen(encoded(shirt)) == pytest.approx(seen(encoded(1 - shirt)), abs=0.01)


def test_an_image_of_the_data_set_comes_through_as_it_is() -> None:
    image = np.zeros((28, 28), np.float32)
    image[:, 6:22] = np.linspace(0.2, 1, 16)
    assert seen(encoded(image)) == pytest.approx(image, abs=0.01)


def test_what_is_transparent_is_background() -> None:
    shirt = margins(garment(), (20, 20, 20, 20), 0.0)
    colours = np.dstack([*[np.where(shirt > 0, 1 - shirt, 0.5)] * 3, shirt > 0])
    assert seen(encoded(colours)) == pytest.approx(seen(encoded(1 - shirt)), abs=0.02)


def test_sharpening_is_imagemagicks() -> None:
    """-sharpen 1x1: 1 in the middle of a plain field grows by what its neighbours lose."""
    kernel = photo.SHARPENING
    assert kernel.sum() == pytest.approx(1, abs=1e-6)
    assert kernel[1, 1] == pytest.approx(1.661, abs=1e-3)
    assert kernel[0, 1] == pytest.approx(-0.103, abs=1e-3)
    assert kernel[0, 0] == pytest.approx(-0.0624, abs=1e-3)
    edge = np.repeat(np.array([[0.2] * 50 + [0.8] * 50], np.float32), 100, axis=0)
    plain, sharp = photo.shrunk(edge, sharpen=False), photo.shrunk(edge, sharpen=True)
    assert plain.shape == sharp.shape == (28, 28)
    assert sharp[5, [0, 27]] == pytest.approx([0.2, 0.8], abs=1e-5)
    assert sharp.min() < 0.1 and sharp.max() > 0.9, "with increasing effect near outlines"


def test_each_step_can_be_left_out() -> None:
    sketch = Photo.of_file(encoded(margins(1 - garment(), (60, 60, 60, 60), 1.0)), "garment")
    stages = preprocessing_steps(sketch)
    assert [s.step for s in stages] == ["drawn", "background", "trim", "sharpen"]
    drawn, background, trim, sharpen = (s.picture for s in stages)
    assert drawn[0, 0] == 1 and background[0, 0] == 0
    assert (background > 0.05).any(1).sum() < (trim > 0.05).any(1).sum() == 28
    assert (sharpen == sketch.seen(sketch.steps)).all() and (sharpen != trim).any()
    without = ablations(sketch)
    assert len(without) == 3 and without[0][0, 0] == 1
    assert (without[2] == trim).all()


def test_nothing_but_background_is_a_sentence() -> None:
    for value in (0.0, 0.5, 1.0):
        with pytest.raises(
            EmptyDrawing, match="No garment was found: the picture of 40 x 30 pixels"
        ):
            seen(encoded(np.full((30, 40), value)))
    with pytest.raises(PictureError, match="not a PNG"):
        Photo.of_file(b"no picture", "garment")
    with pytest.raises(PictureError, match="crop it to the garment"):
        Photo.of_file(bytes(11_000_000), "garment")


def test_a_room_behind_it_is_noted() -> None:
    shirt = margins(garment(), (30, 30, 30, 30), 0.0)
    assert Photo.of_file(encoded(1 - shirt), "garment").notes == ()
    assert Photo.of_file(encoded(1 - garment()[70:]), "garment").notes == (), "cropped"
    stripes = np.where(np.arange(shirt.shape[1]) % 20 < 10, 0.3, 0.9) * (1 - shirt)
    waning = np.linspace(0.75, 1, shirt.shape[1]) * (1 - shirt)
    for behind in (stripes, waning):
        assert Photo.of_file(encoded(behind), "garment").notes == (photo.BUSY,)


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (3, 2), (2000, 30)])
def test_any_size_will_do(size: tuple[int, int]) -> None:
    picture = np.ones(size)
    picture[size[0] // 2 :, size[1] // 2 :] = 0
    if size == (1, 1):
        picture = np.array([[1.0, 0.0]])
    assert seen(encoded(picture)).shape == (28, 28)


def test_a_drawing_is_told_that_it_is_none() -> None:
    strokes = [Stroke([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8)])]
    sketch = sketch_of(strokes, "fashion-mnist")
    assert isinstance(sketch, Photo) and sketch.notes == (SETS["fashion-mnist"].drawn,)
    assert sketch.seen(sketch.steps).max() > 0.9
    empty = sketch_of([], "fashion-mnist")
    with pytest.raises(EmptyDrawing):
        empty.seen(empty.steps)


def test_a_drawing_for_a_network_of_old_characters_is_told_what_that_cannot_know() -> None:
    two_marks = [Stroke([(0.2, 0.1), (0.2, 0.9)]), Stroke([(0.8, 0.1), (0.8, 0.9)])]
    sketch = sketch_of(two_marks, "kuzushiji-mnist")
    assert isinstance(sketch, Drawing)
    assert sketch.notes == (SETS["kuzushiji-mnist"].drawn,), "and nothing of single digits"
    assert sketch.seen(sketch.steps).max() > 0.9
    of_file = sketch_of(encoded(margins(1 - garment(), (30, 30, 30, 30), 1.0)), "kuzushiji-mnist")
    assert SETS["kuzushiji-mnist"].drawn not in of_file.notes, "a picture may be of an old book"


def test_which_way_a_picture_takes_is_the_data_sets() -> None:
    data = encoded(margins(1 - garment(), (30, 30, 30, 30), 1.0))
    assert isinstance(sketch_of(data, "mnist"), Drawing)
    read = DIGITS.read(data, DigitsConfig(dataset="fashion-mnist"))
    assert read.arrays[0][0, 0] == pytest.approx(seen(data)) and read.notes == ()
