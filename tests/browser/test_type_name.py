"""Typing a surname, and bringing surnames of one's own, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from core.names.config import NamesConfig
from core.runs import store, worker
from scripts.server import Server

# What translation in Chrome and others does: each text goes, and one in elements of its own stands there.
TRANSLATE = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("[translate=no], script, style, svg")) continue;
    const font = document.createElement("font");
    font.append(Object.assign(document.createElement("font"), { textContent: text.data }));
    text.replaceWith(font);
  }
}"""


@pytest.fixture(scope="session")
def run(server: Server) -> str:
    """A small finished run of surnames, in the server's runs folder."""
    path: Path = server.home / "runs" / "names-typed"
    store.create(NamesConfig(cell="linear", steps=300, batch_size=32, hidden_size=32), path=path)
    assert worker.work(path) == "finished"
    return "names-typed"


def test_the_cursor_is_in_the_field(page: Page, server: Server, run: str) -> None:
    page.goto(f"{server.url}/type_name?run={run}")
    field = page.get_by_role("textbox", name="A surname, or several")
    expect(field).to_be_focused()
    page.keyboard.type("Yamamoto")
    expect(field).to_have_value("Yamamoto")
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_be_visible()


def test_the_states_change_with_every_letter(page: Page, server: Server, run: str) -> None:
    page.goto(f"{server.url}/type_name?run={run}")
    field, steps = page.get_by_role("textbox", name="A surname, or several"), page.locator(".step")
    pixels = "canvas => canvas.toDataURL()"
    field.press_sequentially("kow")
    expect(steps).to_have_count(3)
    third = steps.nth(2).locator("canvas")
    before = third.evaluate(pixels)
    field.press("Backspace")
    field.press("m")
    expect(steps.nth(2)).to_have_text("m")
    assert third.evaluate(pixels) != before
    field.press_sequentially("anova")
    expect(steps).to_have_count(8)
    assert page.locator(".says span").count() >= 1
    group = page.get_by_role("group", name=re.compile("^The hidden state after each of 8 letters"))
    group.focus()
    group.press("Home")
    expect(page.locator(".after")).to_have_text(re.compile("^After “k” it would say "))
    group.press("Escape")
    expect(page.locator(".after")).to_have_text(re.compile("^A column is the hidden state"))


def test_no_keyboard_comes_up_on_a_phone(phone: Page, server: Server, run: str) -> None:
    phone.goto(f"{server.url}/type_name?run={run}&name=Kim")
    expect(phone.get_by_role("heading", name=re.compile("It says"))).to_be_visible()
    expect(
        phone.get_by_role("radio", name="Can I trust it?")
    ).to_be_visible()  # the last of the page
    expect(phone.get_by_role("textbox", name="A surname, or several")).not_to_be_focused()


def test_a_translated_page_keeps_up_with_what_is_typed(
    page: Page, server: Server, run: str
) -> None:
    page.goto(f"{server.url}/type_name?run={run}&name=Kowalski")
    page.get_by_role("radio", name="Letter by letter").click()
    expect(page.get_by_text("After “kowalski”")).to_be_visible()
    page.evaluate(TRANSLATE)
    page.get_by_role("textbox", name="A surname, or several").fill("Sato, Silva")
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_have_count(2)
    expect(page.get_by_text("After “sato”")).to_be_visible()
    expect(page.get_by_text("Read as the letters “silva”")).to_be_visible()
    expect(page.get_by_test_id("stMain")).not_to_contain_text(re.compile("kowalski", re.IGNORECASE))


@pytest.mark.parametrize("width", [360, 613, 853, 1024, 1280])
def test_nothing_has_to_be_scrolled_sideways(
    chromium: Browser, server: Server, run: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 700})
    page.goto(f"{server.url}/type_name?run={run}&name=Kowalski")
    page.get_by_role("radio", name="Letter by letter").click(timeout=120_000)
    expect(page.get_by_text("After “kowalski”")).to_be_visible(timeout=120_000)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    page.close()


def upload(page: Page, *files: tuple[str, str]) -> None:
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name=n, mimeType="text/plain", buffer=text.encode()) for n, text in files]
    )


def test_a_data_set_is_added_and_not_replaced_without_a_word(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/data")
    page.get_by_role("tab", name="Add a data set").click()
    upload(page, ("Irish.txt", "name,count\nKelly,4\nByrne,2\n"), ("Polish.txt", "Nowak\nPaszek\n"))
    name = page.get_by_role("textbox", name="Name of the data set")
    add = page.get_by_role("button", name="Add", exact=True)
    expect(name).to_have_value("my-names")
    add.click()
    expect(page.get_by_text("Added; choose “my-names”")).to_be_visible()
    add.click()
    expect(page.get_by_text("'my-names' already (2 languages, 4 names)")).to_be_visible()
    page.get_by_text("Replace the data set of this name").click()
    expect(page.get_by_role("checkbox", name="Replace the data set")).to_be_checked()
    add.click()
    expect(page.get_by_text("Added; choose “my-names”")).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="Add a data set").click()
    expect(name).to_have_value("my-names-2")
