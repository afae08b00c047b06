"""Walks over the pages lose nothing: a link, Back, Forward and a reload give back what was there."""

import random

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.walks import settled, walk
from scripts.server import Server


@pytest.mark.parametrize("seed", range(2))
def test_a_walk_loses_nothing(page: Page, chromium: Browser, server: Server, seed: int) -> None:
    page.goto(server.url)
    found = walk(page, chromium, random.Random(seed), steps=2)
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
