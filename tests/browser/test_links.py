"""Walks over the pages lose nothing: a link, Back, Forward and a reload give back what was there."""

import random
import re

from playwright.sync_api import Browser, Page, expect

from benchmarks.walks import Found, settled, walk
from scripts.server import Server


def test_a_walk_loses_nothing(page: Page, chromium: Browser, server: Server) -> None:
    """One; `python -m benchmarks.walks` makes as many as one likes."""
    page.goto(server.url)
    found = Found()
    walk(page, chromium, random.Random(1), found, steps=2)
    assert found.lost == [], found.steps


def test_a_link_is_copied_and_shown_as_a_code(page: Page, server: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.goto(f"{server.url}/runs?search=quick&v=2")
    settled(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied: it opens what you see now.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="QR code").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="QR code")).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text(page.url)


def test_a_held_letter_and_the_name_before_come_back(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/type_name?surname=Kowalski&v=2")
    page.locator(".steps .step").filter(has_text="w").click()
    page.wait_for_url(re.compile(r"letter=\d+\.kowalski"))
    page.reload()
    expect(page.locator(".step.chosen")).to_have_text("w")
    field = page.get_by_role("textbox", name="A surname")
    field.fill("Nguyen")
    page.wait_for_url("**surname=Nguyen*")
    expect(page.locator(".step.chosen")).to_have_count(0)  # it was of the other name
    page.go_back()
    expect(field).to_have_value("Kowalski")


def test_a_link_to_the_page_at_hand_leaves_what_was_open(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/story?chapter=no-pool&v=2")
    expect(page.get_by_role("heading", name="No pool", exact=True)).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="The notes’ story").click()
    expect(page).to_have_url(f"{server.url}/story")
    page.get_by_role("button", name="40", exact=True).click()  # the next press leads not back there
    expect(page.get_by_text("You said: 40. Right")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="No pool", exact=True)).to_be_visible()
