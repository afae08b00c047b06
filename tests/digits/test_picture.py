"""Pictures that people bring become a digit's ink, or one sentence says why not."""

import contextlib
import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.digits import data
from core.digits.drawing import normalise, rasterise
from core.digits.notes import SCRIBBLE, SEVERAL, notes_on, notes_on_strokes
from core.digits.picture import read_picture
from core.digits.picture_file import MAX_BYTES
from core.errors import EmptyDrawing, PictureError
from tests.digits import pictures
from tests.digits.strokes import drawing
from tests.digits.test_drawing import differs, digits, hands, ink, seeds

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def coloured(ink: np.ndarray, paper: Any, pen: Any) -> Image.Image:
    mixed = np.multiply.outer(1 - ink, paper) + np.multiply.outer(ink, pen)
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def encoded(image: Image.Image, form: str = "PNG", **how: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **how)
    return buffer.getvalue()


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
    found = read_picture(encoded(coloured(drawn, paper, pen), form)).ink
    assert found.shape == drawn.shape and found.dtype == np.float32
    assert differs(normalise(found), normalise(drawn)) < 0.2


@pytest.mark.parametrize("grey", [0, 110, 255])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_ink_on_nothing(grey: int, mode: str) -> None:
    drawn = ink(2)
    image = Image.new("RGBA", (280, 280), (grey, grey, grey, 0))
    image.putalpha(Image.fromarray((drawn * 255).astype(np.uint8)))
    found = read_picture(encoded(image.convert(mode))).ink
    assert differs(normalise(found), normalise(drawn)) < 0.2


def test_transparent_corners_are_paper() -> None:
    image = coloured(ink(2), WHITE, BLACK).convert("RGBA")
    hole = Image.new("L", image.size, 0)
    ImageDraw.Draw(hole).rounded_rectangle((0, 0, 279, 279), 60, fill=255)
    image.putalpha(hole)
    assert differs(normalise(read_picture(encoded(image)).ink), normalise(ink(2))) < 0.2


@pytest.mark.parametrize("digit", range(10))
def test_a_photo_in_uneven_light(digit: int) -> None:
    drawn = ink(digit)
    light = np.linspace(0.45, 1, 280)[:, None, None]
    grain = np.random.default_rng(digit).normal(0, 5, (280, 280, 3))
    shot = np.asarray(coloured(drawn, (235, 230, 217), (40, 40, 50)), float) * light + grain
    photo = Image.fromarray(shot.clip(0, 255).astype(np.uint8))
    found = read_picture(encoded(photo, "JPEG", quality=60)).ink
    assert differs(normalise(found), normalise(drawn)) < 0.25


def test_a_small_digit_in_grain_and_shade_is_no_blank() -> None:
    small = rasterise(drawing(1, size=0.12, width=0.012, place=(0.25, 0.85)), 300)
    light = np.linspace(0.6, 1, 300)[:, None, None]
    grain = np.random.default_rng(1).normal(0, 7, (300, 300, 3))
    shot = np.asarray(coloured(small, (215, 215, 215), (50, 50, 50)), float) * light + grain
    photo = Image.fromarray(shot.clip(0, 255).astype(np.uint8))
    found = read_picture(encoded(photo, "JPEG", quality=80)).ink
    assert differs(normalise(found), normalise(small)) < 0.6


@pytest.mark.parametrize("paper", [BLACK, WHITE, (13, 26, 77), (237, 232, 219)])
def test_blank_paper_is_empty(paper: Any) -> None:
    blank = coloured(np.zeros((200, 300)), paper, BLACK)
    grain = np.random.default_rng(0).normal(0, 8, (200, 300, 3))
    shade = np.linspace(0.5, 1, 300)[:, None]
    grainy = Image.fromarray((np.asarray(blank) * shade + grain).clip(0, 255).astype(np.uint8))
    nothing = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    for file in (encoded(blank), encoded(grainy), encoded(grainy, "JPEG"), encoded(nothing)):
        with pytest.raises(EmptyDrawing, match=r"^No digit was found.* helps\.$"):
            read_picture(file)


@pytest.mark.parametrize("size", [(1, 1), (2, 400), (28, 28), (3000, 2000)])
def test_any_size_of_picture(size: tuple[int, int]) -> None:
    with pytest.raises(EmptyDrawing, match=f"{size[0]} x {size[1]} pixels: it is of one colour"):
        read_picture(encoded(Image.new("L", size, 255)))


@pytest.mark.parametrize("digit", [3, 8])
@pytest.mark.parametrize("place", [(1500, 900), (0, 0), (1880, 1380)])
def test_a_small_digit_on_a_large_sheet_is_looked_at_closely(
    digit: int, place: tuple[int, int]
) -> None:
    sheet = Image.new("RGB", (2000, 1500), "beige")
    sheet.paste(coloured(ink(digit), (245, 245, 220), (20, 30, 90)).resize((120, 120)), place)
    close = read_picture(encoded(sheet)).ink
    assert 72 <= max(close.shape) < 300  # it is 0.6 of 120 pixels high
    assert differs(normalise(close), normalise(ink(digit))) < 0.2


def test_a_phone_held_sideways() -> None:
    upright = coloured(ink(7), WHITE, BLACK)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to view
    lying = encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    assert differs(normalise(read_picture(lying).ink), normalise(ink(7))) < 0.2


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture(form: str) -> None:
    frames = [coloured(ink(digit), WHITE, BLACK) for digit in (3, 1)]
    moving = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert differs(normalise(read_picture(moving).ink), normalise(ink(3))) < 0.2


def test_sixteen_bits_of_grey() -> None:
    deep = Image.fromarray(((1 - ink(3)) * 65535).astype(np.uint16))
    assert differs(normalise(read_picture(encoded(deep)).ink), normalise(ink(3))) < 0.2


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
        normalise(read_picture(bytes(damaged)).ink)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", r"empty \(0 bytes\): choose another"),
        (b"hello", r"\(5 bytes\) is not a PNG, JPEG, WebP, GIF, BMP or TIFF.*save it as one"),
        (b"\0\0\0\x18ftypavif" + bytes(40), r"AVIF picture .* save it as JPEG or PNG"),
        (b"\0\0\0\x18ftypcrx " + bytes(40), "is not a PNG, JPEG, WebP"),
        (b"\x89PNG" + bytes(MAX_BYTES), r"10.0 MB, and at most 10 MB.*save it smaller"),
        (encoded(Image.new("1", (9000, 9000))), "9000 x 9000 pixels.*50 million.*crop"),
        (encoded(Image.new("1", (20_000, 20_000))), "too many pixels.*50 million.*crop"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureError, match=sentence):
        read_picture(data)


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_ink_is_told_from_paper_whatever_stands_around(kind: str) -> None:
    """In nine of ten; the benchmark says how many more, and how many are then read right."""
    found = 0
    for k in range(10):
        made = pictures.KINDS[kind](k, np.random.default_rng((k, 1)))
        picture = read_picture(encoded(made.image))
        found += differs(normalise(picture.ink), normalise(made.ink)) < 0.6
    assert found >= 9


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "AVIF", "PPM"])
def test_formats_are_told_by_content(form: str) -> None:
    file = encoded(coloured(ink(3), (255, 255, 255), (0, 0, 0)), form)
    if form == "PPM":
        with pytest.raises(PictureError, match="is not a PNG, JPEG"):
            read_picture(file)
    else:
        assert differs(normalise(read_picture(file).ink), normalise(ink(3))) < 0.2


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "LA", "RGBA", "I;16", "F", "I"])
def test_any_mode(mode: str) -> None:
    grey = Image.fromarray(((1 - ink(3)) * 255).astype(np.uint8))
    if mode in ("I;16", "F", "I"):
        types = {"I;16": np.uint16, "F": np.float32, "I": np.int32}
        image = Image.fromarray((1000 + 5 * np.asarray(grey, float)).astype(types[mode]))
    else:
        image = grey.convert(mode)
    found = read_picture(encoded(image, "TIFF")).ink
    assert differs(normalise(found), normalise(ink(3))) < 0.25


def scans(count: int) -> bytes:
    """A progressive JPEG of 800 x 600 whose last scan stands there `count` times more."""
    file = encoded(Image.new("L", (800, 600), 255), "JPEG", progressive=True)
    last = file.rindex(b"\xff\xda")
    return file[:-2] + count * file[last:-2] + file[-2:]


def runs_of(width: int, height: int) -> bytes:
    """A BMP of one grey in runs of 255."""
    runs = width * height // 255 * b"\xff\x01"
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(runs), 0, 0, 2, 0)
    return b"BM" + struct.pack("<IHHI", 62 + len(runs), 0, 0, 62) + header + bytes(8) + runs


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (runs_of(4000, 2000), r"4000 x 2000 pixels, and at most 5 million.*BMP"),
        (scans(10_000), r"800 x 600 pixels is stored in 10,0\d\d scans.*save it as a PNG"),
        (encoded(Image.new("1", (1, 40_000_000))), r"1 x 40000000 pixels.*30,000 a side"),
        (encoded(Image.new("1", (40_000, 2))), r"40000 x 2 pixels.*30,000 a side"),
    ],
)
def test_cost_is_judged_before_it_is_paid(
    file: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pay(self: Any) -> None:
        raise AssertionError("decoded")

    for plugin in (
        "PngImagePlugin.PngImageFile",
        "JpegImagePlugin.JpegImageFile",
        "BmpImagePlugin.BmpImageFile",
    ):
        monkeypatch.setattr(f"PIL.{plugin}.load", pay)
    with pytest.raises(PictureError, match=sentence):
        read_picture(file)


@pytest.mark.parametrize("count", [2, 3])
def test_several_digits_side_by_side_are_noted(count: int) -> None:
    noted = 0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        strokes = pictures.side_by_side(chance.integers(0, 10, count).tolist(), chance)
        noted += SEVERAL in notes_on_strokes(strokes)
    assert noted >= 19


def test_a_scribble_is_noted() -> None:
    drawn = [notes_on_strokes(pictures.scribble(np.random.default_rng(k))) for k in range(20)]
    assert sum(SCRIBBLE in notes for notes in drawn) >= 18


@given(digits, hands, seeds, st.floats(0.2, 0.9), st.floats(0.02, 0.1))
@settings(max_examples=60, deadline=None)
def test_one_digit_is_not_noted(
    digit: int, hand: int, seed: int, size: float, width: float
) -> None:
    """A 5 with its hat apart and an open 4 of two strokes among them."""
    assert notes_on_strokes(drawing(digit, hand, seed=seed, size=size, width=width)) == ()


def test_parts_of_one_digit_are_not_several() -> None:
    five = coloured(ink(5, hand=3), (255, 255, 255), (0, 0, 0))
    assert read_picture(encoded(five)).notes == ()
    dotted = ink(1)
    dotted[40:60, 130:150] = 1  # like an i
    assert notes_on(dotted) == ()


def test_mnist_is_not_noted() -> None:
    images, _ = data.load("mnist", train=False)
    noted = [notes_on(image) for image in data.scaled(images[:1000])[:, 0].numpy()]
    assert sum(map(bool, noted)) <= 8


def test_a_file_may_hold_only_a_frame() -> None:
    image = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 299, 199), outline=0, width=4)
    with pytest.raises(EmptyDrawing, match="No digit was found"):
        read_picture(encoded(image))
