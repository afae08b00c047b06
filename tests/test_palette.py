"""The palette: its meanings never share a colour, its colours can be seen, the browser has them too."""

import pytest
from plotly.colors import hex_to_rgb

from core import palette
from core.statistics.percent import percent

BACKGROUNDS = ("#FFFFFF", "#12161D")  # of .streamlit/config.toml


def luminance(color: str) -> float:
    """As WCAG 2.2 defines relative luminance."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in hex_to_rgb(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_sign_of_a_number_shares_its_colours_with_nothing() -> None:
    others = {
        palette.AMOUNT, palette.TRAINING, palette.TEST, palette.BALANCED, palette.RIGHT,
        palette.WRONG, palette.REST, *palette.CATEGORIES,
    }  # fmt: skip
    assert not {palette.ABOVE, palette.BELOW} & others
    assert len({palette.TRAINING, palette.TEST, palette.BALANCED}) == 3
    assert len(set(palette.CATEGORIES)) == len(palette.CATEGORIES)


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize(
    "color",
    [
        palette.AMOUNT,
        palette.TRAINING,
        palette.TEST,
        palette.BALANCED,
        palette.RIGHT,
        palette.WRONG,
    ],
)
def test_lines_and_bars_can_be_seen_in_both_themes(color: str, background: str) -> None:
    assert contrast(color, background) >= 3, "WCAG 2.2, 1.4.11"


def test_the_style_sheets_have_every_colour() -> None:
    css = palette.css()
    assert f"--above: {palette.ABOVE};" in css and f"--below: {palette.BELOW};" in css
    assert f"--category-{len(palette.CATEGORIES)}: {palette.CATEGORIES[-1]};" in css


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(0.98862, 1, "98.9 %"), (0.98862, 2, "98.86 %"), (1, 0, "100 %"), (0, 1, "0.0 %")],
)
def test_a_percentage_is_never_broken_over_two_lines(share: float, places: int, text: str) -> None:
    assert percent(share, places) == text.replace(" ", "\N{NO-BREAK SPACE}")
