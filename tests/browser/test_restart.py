"""A page that follows a run while its server is stopped, or killed, and started anew."""

import signal
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.server import Server
from tests.browser.stocked import serve
from tests.browser.test_follow import moves, start


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_open_panel_says_what_became_of_its_run(page: Page, tmp_path: Path, port: int) -> None:
    """Killed while it is paused, and the next server told to end while it trains."""
    state, words = page.locator(".readout .state"), page.locator(".readout .words")
    with serve(tmp_path, port=port, NETSKETCH_WORKERS="1") as server:
        server.wait()
        moves(start(page, server))
        curve = page.locator(".readout figure svg").first.element_handle()
        assert curve is not None
        page.get_by_role("button", name="Pause").click()
        expect(state).to_have_text("Paused")
        gone(page, server, signal.SIGKILL)
    with serve(tmp_path, port=port, NETSKETCH_WORKERS="1") as server:
        resumed(page, server)
        assert curve.evaluate("node => node.isConnected"), "the panel was built anew"
        moves(words)
        expect(state).to_have_text("Training")
        gone(page, server, signal.SIGTERM)
    with serve(tmp_path, port=port, NETSKETCH_WORKERS="1") as server:
        resumed(page, server)
        moves(words)
        expect(state).to_have_text("Training")


def gone(page: Page, server: Server, how: signal.Signals) -> None:
    """The page once its server is."""
    server.process.send_signal(how)
    server.process.wait(60)
    expect(page.locator(".readout .state")).to_have_text("No answer")
    expect(page.get_by_text("The server does not answer. What it has trained")).to_be_visible()


def resumed(page: Page, server: Server) -> None:
    """The same page once another server is there, and its run goes on."""
    server.wait()
    expect(page.locator(".readout .state")).to_have_text("Interrupted")
    expect(page.locator(".readout .words")).to_contain_text("Interrupted at step")
    # By a session of the new server, once there is one.
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-connection-state", "CONNECTED"
    )
    page.locator(".readout").get_by_role("button", name="Resume").click()
