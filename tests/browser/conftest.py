"""One server and one Chromium for all browser tests; a fresh, watched page for each."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.browser import FLAGS, find
from scripts.server import Server
from tests.browser.stocked import serve

WAIT = 120_000  # milliseconds: long enough for the slowest machine; nothing waits for its end

expect.set_options(timeout=WAIT)


def query(url: str) -> dict[str, list[str]]:
    """What an address holds, by parameter: these stand in no order that one may rely on."""
    return parse_qs(urlsplit(url).query)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("app")) as running:
        running.wait()
        yield running


@pytest.fixture(scope="session")
def trained() -> dict[str, str]:
    """The runs on that server that earlier tests trained, by kind; `run_of` trains what is missing."""
    return {}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "No Chromium is here: run `make browser` first."
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser window for all tests: what every page loads is in its cache, and compiled."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(WAIT)
    yield made
    made.close()


@pytest.fixture
def context(kept: BrowserContext) -> Iterator[BrowserContext]:
    """The same, in which nothing is left of the test before but that cache."""
    yield kept
    for page in kept.pages:
        origin = page.evaluate("location.origin")
        page.goto("about:blank")  # from here on it stores nothing
        kept.new_cdp_session(page).send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"}
        )
        page.close()
    kept.clear_cookies()
    kept.clear_permissions()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must end without a script error or an exception on screen."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert not errors
    assert opened.get_by_test_id("stException").count() == 0
    assert opened.get_by_text("Netsketch made a mistake").count() == 0


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    made = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    made.set_default_timeout(WAIT)
    yield made.new_page()
    made.close()
