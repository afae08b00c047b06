"""A diagnosis, one press, and the two runs side by side."""

import re

from playwright.sync_api import Page, expect

from core.digits.config import DigitsConfig
from core.runs import store, worker
from core.runs.store import Run
from scripts.server import Server
from tests.browser.conftest import query
from tests.runs.trained import status, wait_for


def test_one_press_trains_again_and_the_two_compare(server: Server, page: Page) -> None:
    config = DigitsConfig(channels=2, hidden=8, train_size=640, head="softmax", epochs=1)
    first = store.create(config, title="Twice soft", path=server.home / "runs" / "digits-soft")
    assert worker.work(first.path) == "finished"

    page.goto(f"{server.url}/train_digits?run={first.id}")
    expect(page.get_by_text("The softmax is applied twice", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Train again with raw scores", exact=True).click()
    page.wait_for_url(lambda url: "run=" in url and first.id not in url)
    second = query(page.url)["run"][0]
    again = Run(first.path.with_name(second))
    assert again.title != first.title
    expect(page.get_by_role("heading", name=again.title, exact=True)).to_be_visible()
    wait_for(lambda: status(first.path.with_name(second)) == "finished")

    page.goto(f"{server.url}/runs?compare={first.id},{second},gone")
    expect(
        page.get_by_text(re.compile("(These two differ|cannot tell these two apart)"))
    ).to_be_visible()
    expect(page.get_by_text("There is no run gone")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = download.value.path().read_text("utf-8").splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == {first.id, second}
