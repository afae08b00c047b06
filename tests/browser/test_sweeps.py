"""A sweep in a real browser: from the form to the grid, into a cell and back."""

import re

from playwright.sync_api import Page, expect

from core.runs.store import Run
from scripts.server import Server
from tests.browser.conftest import query
from tests.browser.test_story import number


def test_a_sweep_from_the_form_to_a_cell_and_back(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sweeps")
    for label, value in (("Epochs", "1"), ("Training images", "640"), ("Seeds", "1")):
        number(page, label, value)
    expect(page.get_by_text("4 runs")).to_be_visible()
    box = page.get_by_role("combobox", name="Learning rate: values")
    box.fill("99")  # a value of one's own, which cannot be trained
    box.press("Enter")
    box.press("Tab")  # the open list hides the page from those who cannot see it
    expect(page.get_by_text("2 runs cannot be built")).to_be_visible()
    page.get_by_role("button", name="Start the sweep").click()
    page.wait_for_url(re.compile(r"sweep=sweep-"))
    opened = page.url
    table = page.get_by_role("table", name="Runs of the sweep")
    cells = table.get_by_role("link")
    expect(cells).to_have_count(4)
    cells.first.focus()
    node = cells.first.element_handle()
    expect(page.get_by_text("6 of 6 runs have ended")).to_be_visible()
    assert node.is_visible(), "the grid fills in; it is not built anew"
    assert page.evaluate("(n) => n.getRootNode().activeElement === n", node), (
        "whoever goes through it by keyboard keeps their place"
    )
    expect(cells.first).to_have_text(re.compile(r"\d+\.\d"))
    expect(page.get_by_text("2 × learning_rate is 99")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    cells.first.press("Enter")
    page.wait_for_url(re.compile(r"train_digits\?.*run=sweep-"))
    opened_run = Run(server.home / "runs" / query(page.url)["run"][0])
    assert "channels-4-learning-rate-0.1-seed-0" in opened_run.id
    expect(page.get_by_role("heading", name=opened_run.title, exact=True)).to_be_visible()
    page.get_by_role("link", name="Its sweep").click()
    expect(page.get_by_text("6 of 6 runs have ended")).to_be_visible()
    assert query(page.url) == query(opened)
    cells.nth(2).hover()
    table.get_by_role("button", name=re.compile("^Use these settings: ")).nth(2).click()
    page.wait_for_url(re.compile(r"train_digits\?.*start=sweep-"))
    expect(page.get_by_text("Changed:")).to_be_hidden()


def test_a_sweep_on_a_phone_scrolls_in_its_own_frame(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/sweeps")
    phone.get_by_role("tab", name="All sweeps").click()
    phone.get_by_role("button", name="Open").first.click()
    expect(phone.get_by_role("table")).to_be_visible()
    main = "document.querySelector('[data-testid=stMain]')"
    assert phone.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 2")
