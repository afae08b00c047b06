"""axe-core on every page, with content, in light and dark: what it finds wrong for people who read with a
screen reader, with weak eyes or without a mouse.

Left out is only what axe calls minor (the role of Streamlit's own drop zone).
"""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import store, worker
from core.settings.config import Config
from core.sweeps import plan
from scripts.server import Server
from tests.browser.conftest import WAIT
from tests.browser.test_story import THREE, draw
from tests.symbols import symbols as symbol_set

FOUND = ("critical", "serious", "moderate")
WAY_IN = "How it got in"  # of a drawing; a test image has none
IN_DIGITS = (
    "Layer by layer",
    "Why this digit",
    "All my networks",
    "Through time",
    "None of these?",
)
IN_NAMES = ("Letter by letter", "What each letter did", "Two names", "Can I trust it?")
SWEEPS = ("New sweep", "The notes’ tables", "Open questions", "All sweeps")
DIGITS, NAMES = "axe-digits", "axe-names"
PAGES = {
    # Page and query, what must be there before it counts as shown, and radios or tabs to choose one by one.
    "home": ("", "Train your own", ()),
    **{f"story: {c}": (f"story?chapter={c}", "The notes’ story, chapter", ())
       for c in ("convolution", "no-pool", "one-hot")},
    **{f"challenge: {c}": (f"challenges?challenge={c}", "of 4 done", ())
       for c in ("", "one-stroke", "finnish")},
    "train digits": ("train_digits", "multiply-adds an image", ()),
    "train digits, run": (f"train_digits?run={DIGITS}", "Finished", ()),
    "train names": ("train_names", "answer so far", ()),
    "train names, run": (f"train_names?run={NAMES}", "Finished", ()),
    "draw": (f"draw_digit?run={DIGITS}", "Or a picture of one digit", ("", WAY_IN)),
    "draw, test image": (f"draw_digit?run={DIGITS}&test=16", "It says", IN_DIGITS),
    "own symbols": ("own_symbols?dataset=axe", "held out to test with", ()),
    "type, empty": (f"type_name?run={NAMES}", "A surname", ()),
    "type": (f"type_name?run={NAMES}&name=Kowalski", "It says", IN_NAMES),
    "runs": ("runs", "All as CSV", ()),
    "runs, run": (f"runs?run={DIGITS}", "Confusion matrix", ()),
    "runs, failed": ("runs?run=axe-failed", "Resume it", ()),
    "runs, compare": (f"runs?compare={DIGITS},axe-other", "Settings that differ", ()),
    "sweeps": ("sweeps", "Train every combination", SWEEPS),
    "sweep": ("sweeps?sweep=axe-sweep", "What came of it", ()),
    "mistakes, digits": (f"mistakes?run={DIGITS}&tab=By class", "The commonest mistakes", ()),
    "mistakes, names": (f"mistakes?run={NAMES}", "the surest first", ()),
    "data": ("data", "What the networks learn from", ("Pictures", "Surnames", "Add a data set")),
    "data: garments": ("data?dataset=fashion-mnist", "70 000 garments", ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def content(server: Server) -> None:
    """Small runs of each kind, of each end, and a sweep, in the server's runs folder."""
    runs = server.home / "runs"
    small = DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=1000, epochs=1)
    trained: dict[str, Config] = {
        DIGITS: small,
        "axe-other": small.replace(seed=7),
        NAMES: NamesConfig(cell="linear", steps=300, batch_size=32, hidden_size=32),
    }
    for name, config in trained.items():
        store.create(config, path=runs / name)
        assert worker.work(runs / name) == "finished"
    failed = store.create(small.replace(seed=9), path=runs / "axe-failed")
    changes = {"status": "failed", "error": "The loss is not a number."}
    store.write_json(failed.path / "run.json", failed.record | changes)

    symbols = server.home / "cache" / "symbols" / "axe.json"
    symbols.parent.mkdir(parents=True, exist_ok=True)
    store.write_json(symbols, symbol_set("axe").to_dict())

    asked = plan.plan("digits", {"channels": [2, 3]}, 2, fields={"train_size": 500})
    record = {"schema": 1, "created": 1.0, "owner": "", "plan": asked.to_dict()}
    (runs / "axe-sweep").mkdir()
    store.write_json(runs / "axe-sweep" / "sweep.json", record)
    for cell in asked.cells:
        assert cell.config is not None
        made: Path = runs / "axe-sweep" / cell.name
        store.create(cell.config, path=made)
        assert worker.work(made) == "finished"


@pytest.fixture(scope="module")
def tab(chromium: Browser, content: None) -> Any:
    """One tab for all pages."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Streamlit has run the script, and no element is from the run before."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_keeps_anybody_out(tab: Page, server: Server, name: str) -> None:
    address, shown, choices = PAGES[name]
    tab.goto(f"{server.url}/{address}")
    expect(tab.get_by_test_id("stMain").get_by_text(shown).first).to_be_visible()
    settled(tab)
    bad = []
    for choose in choices or ("",):
        if choose:
            chosen(tab, choose)
        bad += [f"{choose or address}: {found}" for found in light_and_dark(tab)]
    assert not bad, "\n".join(bad)


def chosen(tab: Page, choose: str) -> None:
    """The page after a radio or tab was chosen."""
    if choose == WAY_IN:
        draw(tab, THREE)
    option = tab.get_by_role("radio", name=choose, exact=True).or_(
        tab.get_by_role("tab", name=choose, exact=True)
    )
    option.click()
    checked = tab.locator("[role=radio][aria-checked=true], [role=tab][aria-selected=true]")
    expect(checked.filter(has_text=choose)).to_be_visible()
    settled(tab)


def light_and_dark(tab: Page) -> list[str]:
    """What axe-core finds on a light page, and in the contrast of the same in dark: nothing else depends on
    colours."""
    bad, before = violations(tab, {}), tab.evaluate(BACKGROUND)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(f"(before) => {BACKGROUND} !== before", arg=before)
    bad += violations(tab, {"runOnly": ["color-contrast"]})
    tab.emulate_media(color_scheme="light")
    return bad


BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def violations(tab: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds on a page as it stands."""
    return [
        f"{v['id']} ({v['impact']}): {node['html'][:200]} {json.dumps(node['any'])[:300]}"
        for v in Axe()
        .run(tab, options=options | {"resultTypes": ["violations"]})
        .response["violations"]
        if v["impact"] in FOUND
        for node in v["nodes"]
    ]
