"""Networks on their pictures: built with + and −, trained, alive with one's own drawing or name."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from core.digits.config import DigitsConfig
from core.runs import store, worker
from scripts.server import Server
from tests.browser.conftest import query
from tests.browser.test_story import (
    ONE,
    THREE,
    draw,
    field_of,
    hand_over,
    number,
    picture_of,
    status,
    train,
)

PRESSED = """(button) => {
  const value = button.getRootNode().querySelector('[role=spinbutton]');
  button.click();
  return value.textContent;
}"""


def picture(page: Page) -> Locator:
    return page.locator(".picture")


def answer(page: Page) -> Locator:
    """What the picture's network says, as screen readers hear it."""
    return picture(page).locator("[role=status][data-answer]")


def followed(page: Page, server: Server) -> Path:
    """The directory of the run that the address names."""
    return server.home / "runs" / query(page.url)["run"][0]


def long(page: Page, server: Server) -> None:
    """A digits network that trains for longer than a test looks."""
    page.goto(f"{server.url}/train_digits")
    number(page, "Epochs", "200")
    train(page)
    status(page, "Training")


@pytest.fixture(scope="module")
def trained(server: Server) -> Path:
    """The directory of a small finished run."""
    path = server.home / "runs" / "pictured"
    config = DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=1000, epochs=1)
    store.create(config, path=path)
    assert worker.work(path) == "finished"
    return path


LOST_FOR_A_MOMENT = """() => {
  document.dispatchEvent(new CustomEvent("netsketch:looked", { detail: null }));
  document.dispatchEvent(new CustomEvent("netsketch:look-wanted"));
}"""


def test_a_network_is_built_on_its_picture_and_trained(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits")
    # Until the machine is measured the page asks every two seconds, with what its fields hold by then. Each
    # step waits until the form has it; presses in a row are `ui.training.given`'s.
    expect(picture(page).locator(".estimate")).to_contain_text("About")
    channels = page.get_by_role("spinbutton", name="channels of convolution 1")
    expect(channels).to_have_text("8")
    more = page.get_by_role("button", name="More: channels of convolution 1")
    assert more.evaluate(PRESSED) == "10", "drawn before the press has returned"
    expect(field_of(page, "Channels, convolution 1")).to_have_value("10")
    channels.press("ArrowDown")
    expect(channels).to_have_text("9")
    expect(field_of(page, "Channels, convolution 1")).to_have_value("9")  # the form has it
    page.get_by_role("button", name="Remove convolution 3").click()
    expect(page.get_by_label("Channels, convolution 3", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Pool after convolution 2", exact=True).click()
    expect(picture(page).locator(".stages")).to_contain_text("16 × 14²")
    expect(picture(page).locator(".facts")).to_contain_text("202,820 parameters")
    add = page.get_by_role("button", name="Add a convolution")
    add.click()
    add.click()
    add.click()
    expect(page.get_by_role("alert").get_by_text("4 convolutions are the most.")).to_be_visible()
    expect(page.get_by_label("Channels, convolution 4", exact=True)).to_have_value("16")
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("rowheader", name="Conv2d(9, 16, 3×3)")).to_be_visible()
    page.get_by_role("button", name="Build").click()
    number(page, "Training images", "2000")
    train(page)
    status(page, "Finished")
    expect(picture(page)).to_have_attribute("data-view", "watch")
    expect(picture(page)).to_have_attribute("data-step", "32")
    expect(picture(page).locator(".stages figure")).to_have_count(7)
    made = store.Run(followed(page, server)).config
    assert isinstance(made, DigitsConfig)
    assert (made.channels, made.pooling) == ((9, 16, 16, 16), (True, False, False, False))


def test_what_the_form_holds_is_on_the_picture(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits?preset=conv")
    expect(page.get_by_role("spinbutton", name="channels of convolution 1")).to_have_text("4")
    number(page, "Channels", "256")
    expect(page.get_by_role("spinbutton", name="channels of convolution 1")).to_have_text("256")
    expect(picture(page).locator(".stages")).to_contain_text("256 × 28²")


def test_a_drawing_is_answered_while_the_network_learns(page: Page, server: Server) -> None:
    long(page, server)
    expect(picture(page).locator(".standing")).to_contain_text("Nothing is drawn")
    expect(answer(page)).to_be_visible()
    draw(page, THREE)
    expect(picture(page).locator(".standing")).not_to_contain_text("Nothing is drawn")
    bars = picture(page).locator(".bars")
    assert bars.locator(".row > span:first-child").all_inner_texts() == list("0123456789")
    before = bars.inner_text()
    expect(bars).not_to_have_text(before)
    expect(answer(page)).to_have_attribute("data-answer", "3")
    dozen = picture(page).get_by_role("group", name=re.compile("1[0-2] of 12 test items right"))
    expect(dozen).to_be_visible()
    # The next network is built meanwhile; the one that trains can be gone back to.
    page.get_by_role("button", name="Build").click()
    page.get_by_role("button", name="More: channels of convolution 1").click()
    expect(answer(page)).to_have_count(0)
    page.evaluate(LOST_FOR_A_MOMENT)
    expect(picture(page)).to_have_attribute("data-view", "build")
    page.get_by_role("button", name="Watch").click()
    expect(answer(page)).to_have_attribute("data-answer", "3")
    page.get_by_role("button", name="Stop").click()
    status(page, "Stopped")
    expect(answer(page)).to_have_attribute("data-answer", "3")


def test_a_pasted_picture_is_read_beside_the_form(
    page: Page, server: Server, trained: Path
) -> None:
    page.goto(f"{server.url}/train_digits?run={trained.name}")
    standing, bars = picture(page).locator(".standing"), picture(page).locator(".bars")
    expect(standing).to_contain_text("Nothing is drawn")
    expect(answer(page)).to_be_visible()
    before = bars.inner_text()
    assert hand_over(page, "paste", "body", ("one.png", "image/png", picture_of(ONE)))
    expect(standing).not_to_contain_text("Nothing is drawn")
    expect(answer(page)).to_be_visible()
    expect(bars).not_to_have_text(before)


def test_all_that_is_to_be_watched_is_on_one_screen(
    page: Page, server: Server, trained: Path
) -> None:
    page.goto(f"{server.url}/train_digits?run={trained.name}")
    expect(answer(page)).to_be_visible()
    for part in (".picture .bars", ".picture .dozen", ".picture .doctor", ".readout .charts"):
        box = page.locator(part).bounding_box()
        assert box is not None and box["y"] > 0 and box["y"] + box["height"] <= 900, part


def test_a_run_that_is_deleted_leaves_its_picture(
    page: Page, context: BrowserContext, server: Server
) -> None:
    long(page, server)
    expect(answer(page)).to_be_visible()
    second = context.new_page()
    second.goto(page.url)
    expect(answer(second)).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    status(second, "Stopped")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    # The script of each has heard of it by then.
    for tab in (page, second):
        tab.bring_to_front()
        expect(tab.get_by_role("button", name="Put its settings into the form")).to_be_visible()
    shutil.rmtree(followed(page, server))
    for tab in (page, second):
        tab.bring_to_front()
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        status(tab, "Deleted")
        expect(answer(tab)).to_be_visible()


def test_damaged_weights_are_a_sentence(page: Page, server: Server, trained: Path) -> None:
    copy = shutil.copytree(trained, trained.with_name("damaged"))
    for snapshot in (copy / "snapshots").iterdir():
        snapshot.write_bytes(snapshot.read_bytes()[:-8])
    page.goto(f"{server.url}/train_digits?run=damaged")
    alert = page.get_by_role("alert").get_by_text("are damaged or not its own")
    expect(alert).to_be_visible()
    page.get_by_role("button", name="Build").click()
    expect(page.get_by_role("spinbutton", name="channels of convolution 1")).to_be_visible()


def test_the_typed_name_is_read_while_the_network_learns(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_names")
    box = page.get_by_role("textbox", name="A surname to read")
    box.fill("Yamamoto")
    expect(picture(page).locator(".wires .letter").nth(1)).to_have_text("y")
    page.get_by_role("button", name="Less: hidden").click()
    expect(page.get_by_role("spinbutton", name="hidden")).to_have_text("40")
    expect(picture(page).locator(".wires")).to_contain_text("40 numbers")
    train(page)
    expect(answer(page)).to_be_visible()
    so_far = picture(page).locator(".strips .answer")
    expect(so_far).to_have_count(8)
    status(page, "Finished")
    expect(answer(page)).to_have_attribute("data-answer", "Japanese")
    expect(so_far.last).to_contain_text("Japanese")
    box.fill("Papadopoulos")
    expect(answer(page)).to_have_attribute("data-answer", "Greek")
    page.get_by_role("button", name="linear (notes)").click()
    expect(picture(page).locator(".wires .title")).to_have_text(
        ["letters", "one-hot", "table row", "h·W + b", "state", "answer so far"]
    )
    expect(page.get_by_role("spinbutton", name="embedding")).to_be_hidden()
    expect(answer(page)).to_have_count(0)
    page.get_by_role("button", name="GRU").click()
    expect(answer(page)).to_have_attribute("data-answer", "Greek")


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_train_is_there_on_a_phone_without_scrolling(
    phone: Page, server: Server, kind: str
) -> None:
    phone.goto(f"{server.url}/train_{kind}")
    box = phone.get_by_role("button", name="Train", exact=True).bounding_box()
    assert box is not None and box["y"] + box["height"] < 844
    expect(picture(phone)).to_be_visible()
