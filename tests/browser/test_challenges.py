"""Challenges that are done in the browser, with the networks that ship: reached, ticked, and kept."""

from playwright.sync_api import Page, expect

from scripts.server import Server
from tests.browser.test_story import draw
from tests.digits.strokes import drawing

ONE_MORE = ((0.26, 0.7), (0.41, 0.77))  # to the foot of a 7: a 3, to the network


def test_goals_are_reached_and_stay_ticked(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/challenges")
    page.get_by_role("button", name="Draw it: Fool it with one stroke").click()
    drawn, typed = (
        page.get_by_role("list", name=f"How far the {what} is") for what in ("drawing", "name")
    )
    for stroke in drawing(7, 1):
        draw(page, tuple(stroke.points))
    expect(drawn).to_contain_text("It reads 7 with 100")
    expect(page.get_by_role("img", name="done", exact=True)).to_have_count(1)
    draw(page, ONE_MORE)
    expect(page.get_by_text("A 7 with 100 %, then 3 with", exact=False)).to_be_visible()

    page.get_by_role("button", name="Type it: Sound Finnish").click()
    box = page.get_by_role("textbox", name="A name that you make up")
    box.fill("Virtanen")
    expect(typed).to_contain_text("The name stands in its data, as Finnish")
    box.fill("Pikselinen")
    expect(page.get_by_text("“pikselinen”, 91 % Finnish")).to_be_visible()

    page.goto(f"{server.url}/challenges?challenge=nothing")
    expect(page.get_by_text("no challenge of that name is done here")).to_be_visible()
    for how in ("“pikselinen”, 91 % Finnish", "A 7 with 100 %, then 3 with"):
        expect(page.get_by_text(how)).to_be_visible()
