"""The home page: answers before anything is trained, in the browser alone, and the way on from there."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from core.digits.config import DigitsConfig
from core.runs import store, worker
from scripts.server import Server
from tests.browser.test_story import ONE, THREE, draw

IT_SAYS = re.compile("It says")


@pytest.fixture(scope="module")
def run(server: Server) -> Path:
    """A small finished run of digits, in the server's runs folder."""
    path: Path = server.home / "runs" / "digits-home"
    config = DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=2000, epochs=1)
    store.create(config, path=path)
    assert worker.work(path) == "finished"
    return path


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def answer(page: Page, digit: str) -> None:
    said = page.get_by_role("status").and_(page.locator("[data-answer]")).first
    expect(said).to_have_attribute("data-answer", digit)
    expect(said).to_have_text(re.compile(f"^It says {digit}"))


def test_a_drawing_is_answered_and_the_server_is_not_asked(page: Page, server: Server) -> None:
    sent: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", listen)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(server.url)
    expect(page.get_by_text("a small network reads it")).to_be_visible()
    settled(page)
    instead = page.get_by_text("Until you draw: test image")
    first = instead.inner_text()
    expect(instead).not_to_have_text(first)  # test images in turn
    expect(page.locator("[data-answer]")).to_have_count(0)
    draw(page, THREE)
    answer(page, "3")
    expect(instead).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("[data-answer]")).to_have_count(0)
    draw(page, ONE)
    answer(page, "1")
    # Every two seconds the page asks what is training, whatever one does.
    assert sent and not [frame for frame in sent if "strokes" in str(frame)]
    assert {host for host in hosts if host} == {urlsplit(server.url).netloc}


def test_a_name_is_answered_in_any_script(page: Page, server: Server) -> None:
    page.goto(server.url)
    box = page.get_by_role("textbox", name="A surname")
    for width, height in ((390, 844), (1024, 768), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for at_once in (
            page.get_by_role("button", name="Train your own"),
            page.locator("svg.sheet"),
        ):
            expect(at_once).to_be_in_viewport(ratio=1)
    expect(box).to_be_in_viewport(ratio=1)
    for name, language in (("Kowalczyk", "Polish"), ("Юрьев", "Russian")):
        box.fill(name)
        expect(page.locator("[data-answer]")).to_have_attribute("data-answer", language)
    box.fill("😀")
    expect(page.get_by_text("No letters are left to read in")).to_be_visible()
    expect(page.locator("[data-answer]")).to_have_count(0)


def test_the_drawing_comes_along_to_the_network_that_one_trains(page: Page, server: Server) -> None:
    page.goto(server.url)
    draw(page, THREE)
    answer(page, "3")
    page.get_by_role("button", name="Train your own").click()
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    expect(page.locator("svg.sheet path")).to_have_count(1)
    answer(page, "3")  # as soon as it has learned that


def test_damaged_weights_are_a_sentence(page: Page, server: Server, run: Path) -> None:
    page.goto(f"{server.url}/draw_digit?run={run.name}")
    draw(page, ONE)
    expect(page.get_by_role("heading", name=IT_SAYS)).to_be_visible()
    weights = run / "model.safetensors"
    whole = weights.read_bytes()
    try:
        weights.write_bytes(whole[: len(whole) // 2])
        page.reload()
        draw(page, ONE)
        said = page.get_by_role("alert").filter(has_text="are damaged or not its own").first
        expect(said).to_be_visible()
        expect(page.get_by_role("heading", name=IT_SAYS)).to_have_count(0)
    finally:
        weights.write_bytes(whole)


def test_a_run_that_is_deleted_meanwhile_is_a_sentence(
    page: Page, server: Server, run: Path
) -> None:
    page.goto(f"{server.url}/draw_digit?run={run.name}")
    draw(page, ONE)
    expect(page.get_by_role("heading", name=IT_SAYS)).to_be_visible()
    page.wait_for_url(re.compile("drawing="))  # the server has read that stroke
    settled(page)
    gone = run.rename(server.home / "gone")
    try:
        draw(page, THREE)
        expect(page.get_by_text("There is no run digits-home").first).to_be_visible()
    finally:
        gone.rename(run)
