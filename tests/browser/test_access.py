"""The app below a base path and behind a password, as a class has it; and in frames of other sites."""

import contextlib
import html
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scripts.server import Server
from tests.browser.stocked import serve
from tests.browser.test_story import number

PASSWORD = "Zürich & 日本"
REFUSED = "chrome-error://chromewebdata/"
CONNECT = """url => new Promise((done) => {
  const socket = new WebSocket(url);
  socket.onopen = () => { socket.close(); done("open"); };
  socket.onerror = () => done("refused");
})"""


@contextlib.contextmanager
def site() -> Iterator[str]:
    """Another site, which shows in a frame whatever its address names."""

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            framed = html.escape(unquote(self.path.partition("?")[2]))
            self.wfile.write(f"<iframe src='{framed}' width=600 height=400></iframe>".encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as serving:
        threading.Thread(target=serving.serve_forever).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


@pytest.fixture(scope="module")
def named() -> Iterator[str]:
    """The site that may show the guarded app in a frame."""
    with site() as url:
        yield url


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, named: str) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("guarded")
    with serve(home, base="class", NETSKETCH_PASSWORD=PASSWORD, NETSKETCH_FRAMES=named) as server:
        server.wait()
        yield server


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_class_signs_in_trains_and_signs_out(
    guarded: Server, page: Page, context: BrowserContext
) -> None:
    stream = guarded.url.replace("http", "ws") + "/_stcore/stream"
    page.goto(f"{guarded.url}/sweeps?sweep=gone")
    expect(page.get_by_role("heading", name="Netsketch")).to_be_visible()
    assert page.evaluate(CONNECT, stream) == "refused"
    sign_in(page, "Zurich")
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    sign_in(page, PASSWORD)
    page.wait_for_url(f"{guarded.url}/sweeps*")
    expect(page.get_by_text("There is no sweep gone")).to_be_visible()
    assert page.evaluate(CONNECT, stream) == "open"

    # Every address that our own code writes lies below the base path.
    for label, value in (("Epochs", "1"), ("Training images", "640"), ("Seeds", "1")):
        number(page, label, value)
    page.get_by_role("button", name="Start the sweep").click()
    cells = page.get_by_role("table", name="Runs of the sweep").get_by_role("link")
    expect(cells).to_have_count(4)
    with context.expect_page() as opened:
        cells.first.click(modifiers=["ControlOrMeta"])
    run = opened.value
    assert run.url.startswith(f"{guarded.url}/train_digits?run=sweep-")
    expect(run.get_by_role("heading", name="Two pools · rate 0.1")).to_be_visible()
    for link in run.locator("a[href]").all():
        assert (link.evaluate("a => a.href")).startswith(guarded.url)
    run.close()

    page.goto(f"{guarded.url}/train_digits")
    for label, value in (("Training images", "640"), ("Epochs", "1")):
        number(page, label, value)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("run="))
    expect(page.locator(".readout .state").filter(has_text="Finished")).to_be_visible()
    page.get_by_role("link", name="Draw a digit").last.click()
    page.wait_for_url(re.compile(r"/class/draw_digit\?.*run=digits-"))

    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate(CONNECT, stream) == "refused"
    page.goto(f"{guarded.url}/")
    expect(page.get_by_label("Password")).to_be_visible()


def framed(page: Page, site: str, url: str) -> str:
    """Where the frame of another site's ends up that is to show the app."""
    with page.expect_event("framenavigated", lambda frame: bool(frame.parent_frame)) as loaded:
        page.goto(f"{site}/?{quote(url)}")
    return str(loaded.value.url)


def test_only_sites_that_are_named_show_it_in_a_frame(
    guarded: Server, named: str, page: Page
) -> None:
    assert framed(page, named, f"{guarded.url}/") == f"{guarded.url}/sign-in?next=%2Fclass%2F"
    sign_in = page.frame_locator("iframe").get_by_label("Password")
    expect(sign_in).to_be_visible()
    with site() as other:
        assert framed(page, other, f"{guarded.url}/") == REFUSED


def test_without_names_no_site_shows_it_in_a_frame(server: Server, page: Page) -> None:
    with site() as other:
        assert framed(page, other, f"{server.url}/") == REFUSED


def test_without_a_password_nothing_is_asked(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/")
    expect(page.get_by_role("heading", name="Netsketch")).to_be_visible()
    expect(page.get_by_role("link", name="Sign out")).to_have_count(0)
    assert not page.context.cookies() or {c["name"] for c in page.context.cookies()} == {
        "_streamlit_xsrf"
    }
