"""The network that learns on the home page: seen by who does nothing, one for all, gone with the server."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page, expect

from core.runs.leftovers import DEMOS
from scripts.server import ROOT, Server
from tests.browser.stocked import serve
from tests.browser.test_accessibility import light_and_dark
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


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def changes(page: Page, what: str) -> None:
    """Until what an expression gives of the demo's element is another."""
    root = "document.querySelector('.st-key-demo [data-testid=stBidiComponentIsolated]').shadowRoot"
    look = f"(() => {{ const root = {root}; return {what}; }})()"
    before = page.evaluate(look)
    page.wait_for_function(f"(before) => {look} !== before", arg=before)


def test_it_answers_once_it_is_better_and_may_be_kept(
    page: Page, context: BrowserContext, tmp_path: Path
) -> None:
    with serving(tmp_path, 2) as short:
        answers_and_is_kept(page, context, short)


def answers_and_is_kept(page: Page, context: BrowserContext, short: Server) -> None:
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
    other = context.new_page()
    other.goto(short.url)
    expect(other.get_by_role("link", name=re.compile("^Kept as"))).to_be_visible()
    expect(other.get_by_role("button", name="Keep this network")).to_have_count(0)


def test_it_is_seen_by_all_but_who_wants_no_motion_and_gives_way_to_who_trains(
    page: Page, tmp_path: Path
) -> None:
    with serving(tmp_path, 200) as endless:
        starts_nothing_without_motion(page, endless)
        page.emulate_media(reduced_motion="no-preference", color_scheme="light")
        learns_in_view(page, endless)
        assert light_and_dark(page) == []
        gives_way(page, endless)
        family = psutil.Process(endless.process.pid).children(recursive=True)
    psutil.wait_procs(family, timeout=60)
    assert not [process for process in family if process.is_running()], "it ends with the server"
    runs = tmp_path / "home" / "runs"
    assert not (runs / DEMOS).exists()
    assert len([path for path in runs.iterdir() if not path.name.startswith(".")]) == 1


def starts_nothing_without_motion(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    draw(page, ONE)
    answer(page, "1")
    expect(page.locator("section.demo")).to_be_hidden()
    assert asked and not [url for url in asked if url.endswith("/demo")]
    assert not (server.home / "runs").exists()


def learns_in_view(page: Page, server: Server) -> None:
    page.goto(server.url)
    heading(page, "A second network is learning")
    changes(page, "root.querySelector('.training').getAttribute('d')")
    changes(page, "root.querySelector('.kernels canvas').toDataURL()")
    expect(page.get_by_text(re.compile("of the first 12 test digits right"))).to_be_visible()
    draw(page, ONE)
    answer(page, "1")
    expect(
        page.get_by_text(re.compile("finds in your drawing, which it takes for"))
    ).to_be_visible()


def gives_way(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits?preset=accurate")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".readout .state")).to_have_text("Training")
    page.goto(server.url)
    heading(page, "A second network waits")
