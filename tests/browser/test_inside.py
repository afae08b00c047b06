"""Looking inside a network in a real browser: by mouse, by keyboard, through time."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.server import Server
from tests.browser.test_story import THREE, draw, run_of

SEVEN = ((0.15, 0.15), (0.38, 0.15), (0.25, 0.45))


@pytest.fixture
def drawing(page: Page, server: Server, trained: dict[str, str]) -> Page:
    """The drawing page of a trained network."""
    run = run_of("digits", page, server, trained)
    page.goto(f"{server.url}/draw_digit?run={run}")
    expect(page.locator("svg.sheet")).to_be_visible()
    return page


def open_panel(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()


def agrees(inspector: Locator) -> float:
    """What was added up for the chosen pixel, which is what the network has there."""
    # Both at once: between two questions the answer to a stroke may come.
    result, network = inspector.evaluate("e => [+e.dataset.result, +e.dataset.network]")
    assert result == pytest.approx(network, abs=1e-4)
    return float(result)


def test_a_seven_in_a_corner_needs_to_be_centred(drawing: Page) -> None:
    page = drawing
    draw(page, SEVEN)
    open_panel(page, "How it got in")
    expect(page.locator(".nk-in").filter(has_text="without this step")).to_have_count(5)
    expect(page.get_by_alt_text(re.compile("^Centred"))).to_be_visible()
    loaded = "img => img.complete && img.naturalWidth > 0"
    assert page.get_by_alt_text(re.compile("^Scaled")).evaluate(loaded)
    page.get_by_test_id("stButtonGroup").get_by_text("Centred").click()
    expect(page.get_by_text("switched off")).to_be_visible()


def test_every_pixel_can_be_followed_by_mouse_and_keyboard(drawing: Page) -> None:
    page = drawing
    draw(page, THREE)
    open_panel(page, "Layer by layer")
    cards, inspector = page.locator(".inside .card"), page.locator(".inside .inspector")
    expect(cards).to_have_count(8)
    title = inspector.get_by_role("heading")
    cards.nth(2).locator(".before").hover(position={"x": 1, "y": 1})
    expect(title).to_have_text("Map 3, row 1, column 1")
    expect(inspector.locator(".outside")).to_have_count(3 * 5)
    agrees(inspector)
    page.get_by_role("radio", name="Convolution 2").click()
    expect(cards).to_have_count(16)
    cards.first.focus()
    before = title.inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(title).not_to_have_text(before)
    expect(title).to_have_text("Map 1, row 7, column 7")
    agrees(inspector)
    page.keyboard.press("PageDown")
    expect(title).to_have_text("Map 2, row 7, column 7")
    agrees(inspector)
    expect(page.locator(".inside [role=status]")).to_contain_text("Map 2, row 7, column 7")
    # A new stroke changes the numbers, and keeps the pixel.
    first = inspector.inner_text()
    draw(page, ((0.2, 0.2), (0.8, 0.8)))
    expect(inspector).not_to_have_text(first, use_inner_text=True)
    expect(title).to_have_text("Map 2, row 7, column 7")
    agrees(inspector)


def test_training_is_played_for_the_drawing(drawing: Page) -> None:
    page = drawing
    draw(page, THREE)
    open_panel(page, "Through time")
    output, slider = page.locator(".film output"), page.get_by_label("Moment of training")
    expect(output).to_contain_text("says 3")
    end = output.inner_text()
    assert "right at this step" in end
    slider.focus()
    page.keyboard.press("Home")
    expect(output).to_contain_text(re.compile(r"^Step 0 .* not tested yet"))
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(output).to_have_text(end)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Probability of each digit"))).to_be_visible()


def test_why_and_who_else(drawing: Page) -> None:
    page = drawing
    draw(page, THREE)
    open_panel(page, "Why this digit")
    expect(page.get_by_alt_text(re.compile("^Why 3, not"))).to_be_visible()
    open_panel(page, "All my networks")
    expect(page.get_by_role("table")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "run,disagreement,0,1,2,3,4,5,6,7,8,9"
    assert len(lines) >= 2
