"""The card of a run: a PNG of its size for every run, whatever is written on it."""

import io

import pytest
from PIL import Image, ImageFont

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.report import card, fonts
from core.runs import store
from core.runs.store import Run
from tests.hostile import TITLES
from tests.report.trained import hostile, run_of

SMALL = DigitsConfig(conv_layers=1, channels=2, hidden=8, epochs=1)


def drawn(run: Run) -> Image.Image:
    image = Image.open(io.BytesIO(card.card_png(run)))
    assert (image.format, image.size) == ("PNG", (card.WIDTH, card.HEIGHT))
    return image.convert("RGB")


def inked(image: Image.Image, spot: tuple[int, int, int, int]) -> bool:
    """Whether anything is drawn in a part of it."""
    return len(image.crop(spot).getcolors(1_000_000) or []) > 1


def test_title_accuracy_curve_and_network_are_drawn() -> None:
    image = drawn(run_of(SMALL))
    left, top, right, bottom = card.CURVES
    for spot in ((80, 80, 900, 135), (80, 260, 600, 345), card.CURVES, card.NETWORK):
        assert inked(image, spot)
    assert any(c == (0, 158, 115) for _, c in image.crop(card.CURVES).getcolors(1_000_000) or [])
    assert not inked(drawn(store.create(SMALL)), (left + 5, top, right, bottom - 5))  # no curve yet


@pytest.mark.usefixtures("tiny")
def test_whatever_is_written_on_it_stays_on_it() -> None:
    image = drawn(hostile(NamesConfig(dataset="tiny", hidden_size=8)))
    assert not inked(image, (card.WIDTH - 40, 0, card.WIDTH, card.HEIGHT))
    for title in (*TITLES, "日本語 " * 40, "x" * 500):
        found = fonts.font(56)
        assert found.getlength(fonts.fitting(title, found, 900)) <= 900
    drawn(store.create(NamesConfig(dataset="gone")))


def test_letters_that_a_font_lacks_are_spelled_in_those_it_has() -> None:
    plain = ImageFont.load_default(20)
    assert fonts.writable("3 × 5 · é", plain) == "3 * 5 · e"
