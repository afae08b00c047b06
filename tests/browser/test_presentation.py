"""A page that is presented, by its keys, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.names.config import NamesConfig
from core.runs import store, worker
from scripts.server import Server
from tests.browser.test_activations import USUAL, made, opened
from tests.browser.test_story import THREE, draw

PRESENTED = "document.documentElement.hasAttribute('data-presenting')"


@pytest.fixture(scope="module")
def named(server: Server) -> str:
    """A small finished run of surnames, in the server's runs folder."""
    path: Path = server.home / "runs" / "names-presented"
    store.create(NamesConfig(cell="gru", steps=100, batch_size=32, hidden_size=16), path=path)
    assert worker.work(path) == "finished"
    return path.name


def test_a_drawing_is_presented_with_keys_alone(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    sidebar, small = page.get_by_test_id("stSidebar"), page.locator("svg.sheet").bounding_box()
    expect(sidebar).to_be_visible()
    page.keyboard.press("p")
    expect(sidebar).to_be_hidden()
    large = page.locator("svg.sheet").bounding_box()
    assert small and large and large["width"] > 1.2 * small["width"]
    for seen in page.locator(".bars .row .share").all():
        expect(seen).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowRight")
    title = page.locator(".view .inspector").get_by_role("heading")
    expect(title).to_have_text(re.compile("^Conv 1, map 1"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text(re.compile("^Conv 2, map 1"))
    expect(page.get_by_role("radio", name="How it got in")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="How it got in")).to_be_checked()
    page.keyboard.press("0")
    expect(page.get_by_role("radio", name="How it got in")).not_to_be_checked()
    page.keyboard.press("?")
    card = page.get_by_role("dialog", name="Keys")
    expect(card).to_contain_text("walk the layers")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.keyboard.press("c")
    expect(page.locator("[data-answer]")).to_have_count(0)
    assert page.evaluate(PRESENTED)
    page.keyboard.press("p")
    expect(sidebar).to_be_visible()


def test_no_key_fires_while_one_types(page: Page, server: Server, named: str) -> None:
    page.goto(f"{server.url}/type_name?run={named}")
    field = page.get_by_role("textbox", name="A surname, or several")
    expect(field).to_be_focused()
    page.keyboard.type("pac")
    expect(field).to_have_value("pac")
    expect(page.locator("[data-answer]")).to_have_count(1)
    assert not page.evaluate(PRESENTED)
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    after = page.locator(".after")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(after).to_have_text(re.compile("^After “pa” it would say "))
    field.click()
    page.keyboard.type("1cp?")
    expect(field).to_have_value("pac1cp?")
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    assert page.evaluate(PRESENTED)
    page.keyboard.press("c")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.keyboard.type("ng")
    expect(page.locator(".step")).to_have_count(2)


def test_the_next_page_has_a_sidebar_again(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    page.keyboard.press("p")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.go_back()
    page.goto(f"{server.url}/runs")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert not page.evaluate(PRESENTED)
