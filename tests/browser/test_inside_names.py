"""Inside a surname network and among mistakes, with mouse and keyboard, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import store, worker
from core.settings.config import Config
from scripts.server import Server


@pytest.fixture(scope="session")
def runs(server: Server) -> dict[str, str]:
    """A small finished run of each kind, in the server's runs folder."""
    configs: dict[str, Config] = {
        "digits": DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=2000, epochs=1),
        "names": NamesConfig(cell="linear", steps=300, batch_size=32, hidden_size=32),
    }
    for kind, config in configs.items():
        path: Path = server.home / "runs" / f"{kind}-inside"
        store.create(config, title=f"Small {kind}", path=path)
        assert worker.work(path) == "finished"
    return {kind: f"{kind}-inside" for kind in configs}


def panel(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()


def test_a_name_is_looked_into(page: Page, server: Server, runs: dict[str, str]) -> None:
    page.goto(f"{server.url}/type_name?run={runs['names']}&name=Kowalski")
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_be_visible()
    expect(page.get_by_role("list", name="Nearest training surnames")).to_be_visible()
    panel(page, "Letter by letter")
    chart = page.get_by_role("img", name=re.compile("^Probability of each language after each"))
    expect(chart).to_be_visible()
    expect(page.get_by_text("After “kowalski”")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("After “kowalsk”")).to_be_visible()
    node = chart.element_handle()
    assert node is not None
    box = page.get_by_role("textbox", name="A surname, or several")
    box.press("End")
    box.press_sequentially("mann", delay=30)
    expect(page.get_by_text("After “kowalskimann”")).to_be_visible()
    assert node.evaluate("node => node.isConnected"), "the chart was built anew"
    assert not re.search("[?&]name=", page.url)
    chart.hover()
    expect(page.locator(".tip:visible")).to_contain_text("%")
    panel(page, "What each letter did")
    expect(page.get_by_text("Every letter adds its own term")).to_be_visible()
    expect(page.get_by_text("The largest eigenvalue has absolute value")).to_be_visible()
    panel(page, "Two names")
    page.get_by_role("textbox", name="The second name").fill("kowalskaman")
    expect(page.get_by_text("The same path for 7 letters")).to_be_visible()
    panel(page, "Can I trust it?")
    expect(page.get_by_text("Expected calibration error")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    assert Path(saved.value.path()).read_text().startswith("bin,answers,mean probability")


def test_from_a_cell_to_its_pictures(page: Page, server: Server, runs: dict[str, str]) -> None:
    page.goto(f"{server.url}/mistakes?run={runs['digits']}")
    page.get_by_role("tab", name="By class").click()
    told = page.get_by_text(re.compile(r"test items? of class \d read as \d"))
    expect(told).to_be_visible()
    matrix = page.get_by_role("table", name="Confusion matrix")
    page.get_by_role("radio", name="share of row (%)").check()
    expect(matrix.get_by_role("button", name=re.compile("^0 read as 0:"))).to_have_text(
        re.compile(r"^\d+\.\d$")
    )
    before = told.inner_text()
    matrix.get_by_role("button", name=re.compile("^0 read as 1:")).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(told).not_to_have_text(before)
    expect(told).to_have_text(re.compile("of class 0 read as 0"))
    cards = page.get_by_test_id("stMain").get_by_test_id("stPageLink")
    cards.get_by_role("link", name=re.compile("Test image ")).first.click()
    expect(page.get_by_text(re.compile(r"Test image no. \d+; its label says 0"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("It says 0"))).to_be_visible()
    page.get_by_role("button", name="Back to the pad").click()
    expect(page.locator("svg.sheet")).to_be_visible()


def test_from_a_mistake_to_its_letters(page: Page, server: Server, runs: dict[str, str]) -> None:
    page.goto(f"{server.url}/mistakes?run={runs['names']}&tab=By class")
    card = page.get_by_test_id("stMain").get_by_test_id("stPageLink").first
    expect(card).to_be_visible()
    name = card.inner_text().splitlines()[-1]
    card.get_by_role("link").click()
    expect(page.get_by_role("textbox", name="A surname, or several")).to_have_value(name)
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_be_visible()


def test_inside_fits_a_phone(phone: Page, server: Server, runs: dict[str, str]) -> None:
    phone.goto(f"{server.url}/type_name?run={runs['names']}&name=Kowalski")
    panel(phone, "Letter by letter")
    expect(phone.get_by_role("img", name=re.compile("^Probability of each"))).to_be_visible()
    phone.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth + 2 }"
    )
