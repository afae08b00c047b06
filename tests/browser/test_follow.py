"""Following a run: current by itself, cheap for what trains, and where the way to it is shut."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from scripts.server import Server
from tests.browser.conftest import query
from tests.browser.stocked import serve
from tests.browser.test_story import LONG, field_of, number, status, train


def start(page: Page, server: Server, steps: str = "1000000") -> Locator:
    """Train a surname network of so many steps, more than a test looks at, and say where its progress
    stands in words."""
    page.goto(f"{server.url}/{LONG}")
    number(page, "Steps", steps)
    train(page)
    return page.locator(".readout .words")


def moves(words: Locator) -> None:
    expect(words).to_have_text(re.compile("Step"))
    expect(words).not_to_have_text(words.inner_text())


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    status(page, "Stopped")


def test_looks_are_no_runs_of_the_script(page: Page, server: Server) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(frame)))
    words = start(page, server)
    moves(words)
    sent.clear()
    moves(words)
    moves(words)
    assert not sent, "the page asked Streamlit for a run, which costs what trains dearly"
    stop(page)


def test_a_press_of_train_is_no_run_of_the_script(page: Page, server: Server) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{server.url}/train_names?preset=accurate")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    sent.clear()
    train(page)
    moves(page.locator(".readout .words"))
    assert not sent, "the page asked Streamlit for a run, which costs what trains dearly"
    run = query(page.url)
    page.reload()
    status(page, "Training")
    assert query(page.url) == run
    stop(page)


def test_where_the_press_is_shut_off_the_script_starts_the_run(page: Page, server: Server) -> None:
    page.route("**/train/**", lambda route: route.abort())
    moves(start(page, server))
    stop(page)


def test_where_the_answer_is_lost_it_is_still_one_run(page: Page, server: Server) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/train/**", lose)
    page.goto(f"{server.url}/train_names?preset=accurate")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    before = len(list((server.home / "runs").glob("names-*")))
    train(page)
    moves(page.locator(".readout .words"))
    assert len(list((server.home / "runs").glob("names-*"))) == before + 1
    stop(page)


def test_what_was_typed_last_is_trained(page: Page, server: Server) -> None:
    """The number is told to the server only when its field is left, by the press itself."""
    page.goto(f"{server.url}/train_names?preset=linear-128")
    steps = field_of(page, "Steps")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    steps.fill("123456")
    train(page)
    expect(page.locator(".readout .words")).to_contain_text("of 123,456")
    stop(page)


def test_a_double_click_is_one_run(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/{LONG}")
    number(page, "Steps", "1000000")
    before = len(list((server.home / "runs").glob("names-*")))
    page.get_by_role("button", name="Train", exact=True).dblclick()
    moves(page.locator(".readout .words"))
    assert len(list((server.home / "runs").glob("names-*"))) == before + 1
    stop(page)


def test_where_looks_are_shut_off_the_script_runs(page: Page, server: Server) -> None:
    """Behind a proxy, say, that lets only Streamlit's own paths through."""
    page.route("**/look/**", lambda route: route.abort())
    words = start(page, server)
    moves(words)
    moves(words)
    stop(page)


def test_where_the_clock_is_set_back_the_page_goes_on(page: Page, server: Server) -> None:
    words = start(page, server)
    moves(words)

    def an_hour_earlier(route: Route) -> None:
        look = route.fetch().json()
        route.fulfill(json=look | {"time": look["time"] - 3600})

    page.route("**/look/**", an_hour_earlier)
    moves(words)
    moves(words)
    stop(page)


def test_a_chart_is_read_with_the_pointer(page: Page, server: Server) -> None:
    start(page, server)
    chart = page.get_by_role("img", name=re.compile(r"^Accuracy \(%\) so far: training \d"))
    chart.hover()
    tip = page.locator(".tip:visible")
    expect(tip).to_contain_text(re.compile(r"epoch [\d.]+training[\d.]+"))
    shown = tip.inner_text()
    page.mouse.move(0, 0)
    expect(tip).to_have_count(0)
    assert "training" in shown
    stop(page)


def test_what_trains_is_asked_meanwhile(page: Page, server: Server) -> None:
    start(page, server)
    page.locator(".readout").get_by_role("link", name="Type a surname").click()
    expect(page.get_by_role("heading", name="Type a surname")).to_be_visible()
    moves(page.locator(".readout .words"))
    page.get_by_role("textbox", name="A surname, or several").fill("Yamamoto")
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_be_visible()
    page.go_back()
    status(page, "Training")
    stop(page)


def test_a_second_run_takes_the_place_of_the_first(page: Page, server: Server) -> None:
    words = start(page, server)
    moves(words)
    first = page.url
    stop(page)
    expect(words).to_contain_text("Stopped at step")
    number(page, "Steps", "1000000")
    train(page)
    moves(words)
    expect(page.locator(".readout")).to_have_count(1)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assert words.bounding_box()["y"] >= 0, "the run that was started is out of sight"  # type: ignore[index]
    stop(page)
    page.goto(first)
    status(page, "Stopped")


def test_a_panel_fits_a_phone_while_it_trains(
    page: Page, phone: Page, server: Server, context: BrowserContext
) -> None:
    moves(start(page, server))
    phone.goto(page.url)
    status(phone, "Training")
    expect(phone.get_by_role("img", name=re.compile("^Loss .* training"))).to_be_visible()
    assert phone.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth + 2 })()"
    )
    stop(page)


def test_a_server_that_is_told_to_end_lets_runs_end_first(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path, NETSKETCH_WORKERS="1") as server:
        server.wait()
        moves(start(page, server))
        server.process.terminate()
        server.process.wait(60)
        (run,) = (tmp_path / "runs").glob("names-*")
        assert json.loads((run / "run.json").read_text())["status"] == "interrupted"
        assert (run / "checkpoint.pt").is_file()


@pytest.mark.parametrize("run", ["names-none", "../secret", "..%2F..%2Fsecret", "%00", "a/b/c", ""])
def test_a_run_that_is_not_there_is_a_sentence(server: Server, run: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as e:
        urllib.request.urlopen(f"{server.url}/look/{run}")
    assert e.value.code in (400, 404)
    body = e.value.read().decode()
    assert "Traceback" not in body and "secret/run.json" not in body
    if run == "names-none":
        assert "There is no run names-none" in json.loads(body)["error"]
