"""Own symbols under mouse and keys: examples one after the other at a key, chosen and deleted."""

from playwright.sync_api import Page, expect

from scripts.server import Server
from tests.browser.test_story import draw

BAR = ((0.5, 0.2), (0.5, 0.8))


def test_examples_are_drawn_at_a_key_and_deleted(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/own_symbols")
    begin = page.get_by_role("button", name="Begin to draw")
    more = page.get_by_text("New or import")
    expect(begin.or_(more).first).to_be_visible()
    if not begin.is_visible():  # another test's symbols are there
        more.click()
    page.get_by_role("textbox", name="Name", exact=True).fill("keys")
    page.get_by_role("textbox", name="Classes, with commas between").fill("bar, ring")
    page.get_by_role("textbox", name="Classes, with commas between").press("Tab")
    begin.click()
    expect(page.get_by_label("Draw bar")).to_be_checked()
    for key in ("Enter", "n", "Enter"):
        draw(page, BAR)
        page.keyboard.press(key)
        expect(page.locator("svg.sheet path")).to_have_count(0)
    page.keyboard.press("Enter")  # nothing is drawn: nothing comes
    expect(page.get_by_text("2 to train on, 1 held out")).to_be_visible()
    page.get_by_role("button", name="bar, example 2, held out").click()
    page.keyboard.press("Delete")
    expect(page.get_by_text("2 to train on, 0 held out")).to_be_visible()
    page.get_by_role("button", name="Bring back 1 example").click()
    expect(page.get_by_text("2 to train on, 1 held out")).to_be_visible()
    page.get_by_label("Draw ring").click()
    page.get_by_label("Name of another class").fill("note")
    page.keyboard.press("n")  # typed, and not the next example
    page.keyboard.press("Enter")
    expect(page.get_by_label("Draw noten")).to_be_checked()
