"""The network that learns on the home page: seen by who does nothing, one for all, gone with the server."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.runs.leftovers import DEMOS
from scripts.server import ROOT, Server, serve
from tests.browser.conftest import WAIT
from tests.browser.test_home import answer
from tests.browser.test_story import ONE, draw

APP = """
import core.runs.shipped as ships
from core.digits.config import DigitsConfig
from core.problems import PROBLEMS

PROBLEMS["digits"].demo = DigitsConfig(
    conv_layers=1, channels=8, hidden=32, optimizer="adam", learning_rate=0.003,
    train_size=1500, epochs=EPOCHS)
came = ships.shipped

def weaker(kind):
    run = came(kind)
    run.record["accuracy"] = 0.5  # the little network is to overtake it
    return run

ships.shipped = weaker
"""


def app(folder: Path, epochs: int) -> Path:
    """The app with a smaller demo, and shipped networks that are said to be worse than they are."""
    folder.mkdir()
    for part in ("pages", ".streamlit"):
        (folder / part).symlink_to(ROOT / part)
    source = (ROOT / "app.py").read_text("utf-8")
    (folder / "app.py").write_text(APP.replace("EPOCHS", str(epochs)) + source, "utf-8")
    return folder / "app.py"


@contextlib.contextmanager
def serving(folder: Path, epochs: int) -> Iterator[Server]:
    script = app(folder / "app", epochs)
    home = folder / "home"
    with serve(home, app=script, NETSKETCH_DEMO="1", PYTHONPATH=str(ROOT)) as running:
        running.wait()
        yield running


@pytest.fixture
def short(tmp_path: Path) -> Iterator[Server]:
    """A server whose demo is over soon."""
    with serving(tmp_path, 2) as running:
        yield running


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[Server]:
    """A server whose demo never ends by itself."""
    with serving(tmp_path, 200) as running:
        yield running


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def changes(page: Page, what: str) -> None:
    """Until what an expression gives of the demo's element is another."""
    root = "document.querySelector('.st-key-demo [data-testid=stBidiComponentIsolated]').shadowRoot"
    look = f"(() => {{ const root = {root}; return {what}; }})()"
    before = page.evaluate(look)
    page.wait_for_function(f"(before) => {look} !== before", arg=before)


def test_who_does_nothing_sees_it_learn(page: Page, endless: Server) -> None:
    page.goto(endless.url)
    heading(page, "A second network is learning")
    changes(page, "root.querySelector('.training').getAttribute('d')")
    changes(page, "root.querySelector('.kernels canvas').toDataURL()")
    expect(page.get_by_text(re.compile("of the first 12 test digits right"))).to_be_visible()
    draw(page, ONE)
    answer(page, "1")
    expect(
        page.get_by_text(re.compile("finds in your drawing, which it takes for"))
    ).to_be_visible()


def test_it_answers_once_it_is_better_and_may_be_kept(
    page: Page, short: Server, chromium: Browser
) -> None:
    page.goto(short.url)
    draw(page, ONE)
    answer(page, "1")
    heading(page, "The second network answers now")
    expect(page.get_by_text("The CNN that answers learned here")).to_be_visible()
    expect(page.locator("svg.sheet path")).to_have_count(1)
    answer(page, "1")
    assert not list((short.home / "runs").glob("digits-*")), "in no list before somebody keeps it"
    page.get_by_role("button", name="Keep this network").click()
    page.get_by_role("link", name=re.compile("^Kept as")).click()
    heading(page, "Draw a digit")
    assert len(list((short.home / "runs").glob("digits-*"))) == 1
    other = chromium.new_page()
    other.set_default_timeout(WAIT)
    other.goto(short.url)
    expect(other.get_by_role("link", name=re.compile("^Kept as"))).to_be_visible()
    expect(other.get_by_role("button", name="Keep this network")).to_have_count(0)
    other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everyone(scheme: str, chromium: Browser, endless: Server) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(endless.url)
    heading(page, "A second network is learning")
    expect(page.get_by_text(re.compile("of the first 12 test digits right"))).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("critical", "serious", "moderate")] == []
    context.close()


def test_it_gives_way_to_who_trains_and_ends_with_the_server(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path, 200) as server:
        page.goto(server.url)
        heading(page, "A second network is learning")
        page.goto(f"{server.url}/train_digits?preset=accurate")
        page.get_by_role("button", name="Train", exact=True).click()
        expect(page.locator(".readout .state")).to_have_text("Training")
        page.goto(server.url)
        heading(page, "A second network waits")
        family = psutil.Process(server.process.pid).children(recursive=True)
    psutil.wait_procs(family, timeout=60)
    assert not [process for process in family if process.is_running()]
    runs = tmp_path / "home" / "runs"
    assert not (runs / DEMOS).exists()
    assert len([path for path in runs.iterdir() if not path.name.startswith(".")]) == 1


def test_who_wants_no_motion_starts_nothing(chromium: Browser, endless: Server) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    context.set_default_timeout(WAIT)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(endless.url)
    draw(page, ONE)
    answer(page, "1")
    expect(page.locator("section.demo")).to_be_hidden()
    assert asked and not [url for url in asked if url.endswith("/demo")]
    assert not (endless.home / "runs").exists()
    context.close()
