"""A page that follows a run while its server is stopped, or killed, and started anew."""

import signal
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.server import serve
from tests.browser.test_follow import moves, start


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(("how", "paused"), [(signal.SIGTERM, False), (signal.SIGKILL, True)])
def test_an_open_panel_says_what_became_of_its_run(
    page: Page, tmp_path: Path, port: int, how: signal.Signals, paused: bool
) -> None:
    with serve(tmp_path, port=port) as server:
        server.wait()
        moves(start(page, server))
        curve = page.locator(".readout figure svg").first.element_handle()
        assert curve is not None
        if paused:
            page.get_by_role("button", name="Pause").click()
            expect(page.locator(".readout .state")).to_have_text("Paused")
        server.process.send_signal(how)
        server.process.wait(60)
        expect(page.locator(".readout .state")).to_have_text("No answer")
        expect(page.get_by_text("The server does not answer. What it has trained")).to_be_visible()
    with serve(tmp_path, port=port) as server:
        server.wait()
        expect(page.locator(".readout .state")).to_have_text("Interrupted")
        expect(page.locator(".readout .words")).to_contain_text("Interrupted at step")
        assert curve.evaluate("node => node.isConnected"), "the panel was built anew"
        # By a session of the new server, once there is one.
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-connection-state", "CONNECTED"
        )
        page.locator(".readout").get_by_role("button", name="Resume").click()
        moves(page.locator(".readout .words"))
        expect(page.locator(".readout .state")).to_have_text("Training")
