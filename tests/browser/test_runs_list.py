"""The list of runs and the mosaic of mistakes, with mouse and keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.digits.config import DigitsConfig
from core.runs import annotations, store, worker
from core.runs.store import Run
from scripts.server import Server


@pytest.fixture(scope="module")
def runs(server: Server) -> list[Run]:
    """Two small finished runs, one of which has a tag, and one that was never trained."""
    found = []
    for seed in (41, 42, 43):
        config = DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1)
        path = server.home / "runs" / f"listed-{seed}"
        run = store.create(config.replace(seed=seed), title=f"Listed {seed}", path=path)
        if seed < 43:
            assert worker.work(path) == "finished"
        found.append(Run(run.path))
    annotations.write(found[0], "slow", ("mine",))
    return found


def test_search_ticks_and_open_by_keyboard(page: Page, server: Server, runs: list[Run]) -> None:
    page.goto(f"{server.url}/runs")
    search = page.get_by_role("searchbox", name="Search runs")
    search.fill("listed")
    rows = page.get_by_role("list", name="Runs").get_by_role("listitem")
    expect(rows).to_have_count(3)
    expect(rows.get_by_role("img", name=re.compile("^Accuracy over"))).to_have_count(2)
    for seed in (41, 42):
        page.get_by_role("checkbox", name=f"Compare Listed {seed}").check()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    assert "compare=" in page.url
    page.get_by_role("button", name="Untick").click()
    expect(page.get_by_role("heading", name="Compare")).to_be_hidden()
    search.fill("#mine")
    expect(rows).to_have_count(1)
    search.fill("listed")
    page.get_by_role("link", name="Listed 43").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Listed 42")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible()
    page.get_by_role("combobox", name="Show as").select_option("accuracy against time")
    expect(page.get_by_role("link", name=re.compile("^Listed 4.: .* parameters$"))).to_have_count(2)
    expect(page).to_have_url(re.compile("as=seconds"))
    page.reload()
    expect(page.get_by_role("link", name=re.compile("^Listed 4.: .* parameters$"))).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Listed 41: ")).click()
    expect(page).to_have_url(re.compile("run=listed-41"))


def test_a_search_is_there_again_however_soon_the_page_is_left(
    page: Page, server: Server, runs: list[Run]
) -> None:
    page.goto(f"{server.url}/runs")
    page.get_by_role("searchbox", name="Search runs").fill("listed 42")
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_role("searchbox", name="Search runs")).to_have_value("listed 42")
    expect(page.get_by_role("list", name="Runs").get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile("search=listed"))


def test_a_picture_of_the_mosaic_opens_it(page: Page, server: Server, runs: list[Run]) -> None:
    page.goto(f"{server.url}/mistakes?run={runs[0].id}")
    picture = page.get_by_role(
        "link", name=re.compile(r"^Test image \d+: said \d .*, is \d$")
    ).first
    label = picture.get_attribute("aria-label")
    assert label
    picture.click()
    number = label.split(":")[0].removeprefix("Test image ")
    expect(page.get_by_text(f"Test image no. {number}; its label says {label[-1]}")).to_be_visible()
