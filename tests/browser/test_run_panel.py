"""One panel for a run that trains and one that has ended, watched to the end."""

import re

import pytest
from playwright.sync_api import Page, expect

from scripts.server import Server
from tests.browser.conftest import query
from tests.browser.test_follow import moves, start, stop
from tests.browser.test_story import number, status, train

# From now on: every node of the panel that goes, and every place at which the first chart is seen.
WATCH = """(chart) => {
  const root = chart.getRootNode();
  window.gone = [];
  new MutationObserver((changes) => {
    for (const { removedNodes, target } of changes) {
      if (target.matches?.(".charts, figure, figure > svg, .title, .head, .numbers")) {
        for (const node of removedNodes) if (node.nodeType === 1) window.gone.push(node.outerHTML);
      }
    }
  }).observe(root, { childList: true, subtree: true });
  window.tops = new Set();
  const look = () => {
    const page = document.querySelector("[data-testid=stMain]");
    window.tops.add(Math.round(chart.getBoundingClientRect().top + page.scrollTop));
    requestAnimationFrame(look);
  };
  look();
}"""


def test_a_run_is_watched_to_its_end(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits")
    number(page, "Training images", "6000")
    number(page, "Epochs", "30")
    own = page.title()
    train(page)
    words = page.locator(".readout .words")
    moves(words)
    expect(page).to_have_title(re.compile(r"^\d+\s% · "))
    expect(page.locator(".readout .numbers")).to_contain_text("Test accuracy")
    chart = page.locator(".readout figure svg").first.element_handle()
    assert chart is not None
    page.evaluate(WATCH, chart)
    status(page, "Finished")
    expect(words).to_have_text(
        re.compile(
            r"^[\d.]+\s% of 10,000 test images right \(95\s% interval .* after .*; the doctor found"
        )
    )
    following = page.get_by_role("link", name="Draw a digit for it").or_(
        page.locator(".readout .again.primary")
    )
    expect(following).to_have_class(re.compile("primary"))
    expect(page.locator(".readout .primary")).to_have_count(1)
    again = page.get_by_role("button", name="Train", exact=True)  # no primary button beside it
    expect(again).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(again).to_have_css("color", "rgb(13, 19, 28)")
    expect(page).to_have_title(re.compile(r"^[\d.]+\s% · "))
    # The script knows it too by now; nothing of that is seen.
    expect(page.get_by_role("button", name="Put its settings into the form")).to_be_visible()
    assert chart.evaluate("node => node.isConnected"), "the chart was built anew"
    assert page.evaluate("window.gone") == []
    assert len(page.evaluate("[...window.tops]")) == 1, "the chart jumped"

    page.get_by_role("heading", name="Confusion matrix").click()
    table = page.get_by_role("table", name="Confusion matrix")
    expect(table.get_by_role("button")).to_have_count(100)
    assert chart.evaluate("node => node.isConnected")
    assert len(page.evaluate("[...window.tops]")) == 1, "the chart jumped"
    with page.expect_download() as saved:
        page.get_by_role("link", name="Confusion matrix (CSV)").click()
    assert saved.value.path().read_text("utf-8").startswith("true class,0,1,2")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Curves (CSV)").click()
    assert saved.value.path().read_text("utf-8").startswith("event,step")

    page.get_by_test_id("stSidebar").get_by_role("link", name="Data").click()
    expect(page).to_have_title("Data · Netsketch")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Train a CNN").click()
    status(page, "Finished")
    expect(page).to_have_title(own)  # it did not train while one looked


def test_the_matrix_fills_while_the_run_trains(page: Page, server: Server) -> None:
    words = start(page, server)
    page.get_by_role("heading", name="Confusion matrix").click()
    table = page.get_by_role("table", name="Confusion matrix")
    expect(table.locator("td > *").first).to_be_visible()
    moves(words)
    stop(page)
    expect(page.get_by_role("link", name="See the mistakes, one by one")).to_be_visible()


def test_a_drag_shows_some_epochs_closer(page: Page, server: Server) -> None:
    moves(start(page, server))
    stop(page)
    chart = page.locator(".readout figure").first
    before = chart.locator("svg").text_content()
    box = chart.locator("svg").bounding_box()
    assert box is not None
    y = box["y"] + 80
    page.mouse.move(box["x"] + 60, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, y, steps=4)
    page.mouse.up()
    whole = chart.get_by_role("button", name="Whole run")
    expect(whole).to_be_visible()
    assert chart.locator("svg").text_content() != before
    whole.click()
    expect(whole).to_be_hidden()
    assert chart.locator("svg").text_content() == before


def test_a_run_that_is_deleted_meanwhile_stays_in_sight(page: Page, server: Server) -> None:
    moves(start(page, server))
    stop(page)
    run = query(page.url)["run"][0]
    other = page.context.new_page()
    other.goto(f"{server.url}/runs?run={run}")
    other.get_by_role("button", name="Delete").click()
    other.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(other.get_by_role("dialog")).to_have_count(0)
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".readout .state")).to_have_text("Deleted")
    expect(page.locator(".readout .words")).to_contain_text("This run was deleted")
    expect(page.get_by_text("There is no run").first).to_be_visible()
    expect(page.locator(".readout .state")).to_have_text("Deleted")
    expect(page.locator(".readout figure").first).to_be_visible()
    expect(page.locator(".readout").get_by_role("button", name="Resume")).to_be_hidden()


@pytest.mark.parametrize(
    ("label", "kind"), [("Train your own", "digits"), ("Train one on surnames", "names")]
)
def test_a_double_click_on_home_is_one_run(
    page: Page, server: Server, label: str, kind: str
) -> None:
    before = len(list((server.home / "runs").glob(f"{kind}-*")))
    page.goto(server.url)
    page.get_by_role("button", name=label).dblclick()
    page.wait_for_url(re.compile("run="))
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert len(list((server.home / "runs").glob(f"{kind}-*"))) == before + 1
    page.goto(f"{server.url}/train_{kind}?run={query(page.url)['run'][0]}")
    stop(page)
