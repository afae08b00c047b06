"""The whole story, as a user lives it: train, watch, draw, type, reload, pause, stop."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from scripts.server import Server
from tests.browser.conftest import query
from tests.pages import PAGES

THREE = (
    *((0.33, 0.25), (0.5, 0.17), (0.66, 0.27), (0.62, 0.42), (0.47, 0.48)),
    *((0.64, 0.55), (0.68, 0.7), (0.52, 0.82), (0.33, 0.75)),
)
ONE = ((0.5, 0.15), (0.5, 0.85))


def field_of(page: Page, label: str) -> Locator:
    """A field of a form, in whichever of its groups it is, which is opened."""
    field = page.get_by_label(label, exact=True)
    field.wait_for(state="attached")
    group = page.get_by_test_id("stExpander").filter(has=field)
    if group.count() and not field.is_visible():
        group.locator("summary").click()
    return field


LONG = "train_names?preset=quick&with=threads:1"
"""Where a run begins that, with enough steps, takes an hour of one core."""


def number(page: Page, label: str, value: str) -> None:
    """Type into a number field and leave it."""
    field = field_of(page, label)
    field.fill(value)
    field.press("Enter")
    expect(field).to_have_value(value)


def train(page: Page) -> None:
    """Press Train and wait until the URL names the new run."""
    before = page.url
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(lambda url: "run=" in url and url != before)


def status(page: Page, word: str) -> None:
    expect(page.locator(".readout .state")).to_have_text(word)


def draw(page: Page, points: tuple[tuple[float, float], ...]) -> None:
    """One stroke with the mouse, in units of the pad."""
    sheet = page.locator("svg.sheet")
    expect(sheet).to_be_visible()  # from then on it stays where it is
    sheet.scroll_into_view_if_needed()
    box: FloatRect | None = sheet.bounding_box()
    assert box is not None
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=6)
    page.mouse.up()


def run_of(kind: str, page: Page, server: Server, trained: dict[str, str]) -> str:
    if kind not in trained:
        page.goto(f"{server.url}/train_{kind}?preset=quick")
        if kind == "digits":
            number(page, "Training images", "20000")
        train(page)
        status(page, "Finished")
        trained[kind] = query(page.url)["run"][0]
    return trained[kind]


def test_training_is_seen_as_it_happens(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits")
    number(page, "Training images", "20000")
    train(page)
    chart = page.get_by_role("img", name=re.compile(r"^Loss \(nats\) so far: training \d"))
    expect(chart).to_be_visible()
    node = chart.element_handle()
    words = page.locator(".readout .words")
    expect(words).to_have_text(re.compile(r"Step [\d,]+ of 313 .* images/s .* left"))
    first = words.inner_text()
    expect(words).not_to_have_text(first)  # it moves
    assert node is not None
    assert node.evaluate("node => node.isConnected"), "the chart was built anew"
    status(page, "Finished")
    expect(page.locator(".readout .numbers")).to_contain_text("Test accuracy")
    assert node.evaluate("node => node.isConnected"), "the chart was built anew at the end"


def test_a_drawn_digit_is_read(page: Page, server: Server, trained: dict[str, str]) -> None:
    run = run_of("digits", page, server, trained)
    page.goto(f"{server.url}/draw_digit?run={run}")
    expect(page.get_by_text(re.compile("draw a digit", re.I)).last).to_be_visible()
    draw(page, THREE)
    expect(page.get_by_role("heading", name=re.compile("It says 3"))).to_be_visible()
    expect(page.get_by_role("img", name="The 28 by 28 picture the network got")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_have_count(0)
    draw(page, ONE)
    expect(page.get_by_role("heading", name=re.compile("It says 1"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name=re.compile("It says"))).to_have_count(0)


def picture_of(points: tuple[tuple[float, float], ...]) -> bytes:
    """A PNG file: one white stroke on blue, small and off-centre."""
    picture = Image.new("RGB", (640, 480), "navy")
    stroke = [(200 + 250 * x, 100 + 300 * y) for x, y in points]
    ImageDraw.Draw(picture).line(stroke, "white", 24, joint="curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def hand_over(page: Page, event: str, selector: str, *files: tuple[str, str, bytes]) -> bool:
    """Paste or drop files, (name, type, bytes) each, as a browser does: an event of the page with a
    DataTransfer. True where the page took them, and the browser is not to open them itself."""
    packed = [(name, kind, base64.b64encode(data).decode()) for name, kind, data in files]
    return page.locator(selector).evaluate(
        """(target, [type, files]) => {
          const transfer = new DataTransfer();
          for (const [name, kind, packed] of files) {
            const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
            transfer.items.add(new File([bytes], name, { type: kind }));
          }
          const how = { bubbles: true, cancelable: true, composed: true };
          return !target.dispatchEvent(type === "paste"
            ? new ClipboardEvent(type, { ...how, clipboardData: transfer })
            : new DragEvent(type, { ...how, dataTransfer: transfer }));
        }""",
        [event, packed],
    )


def test_a_picture_is_read_and_a_bad_one_explained(
    page: Page, server: Server, trained: dict[str, str], tmp_path: Path
) -> None:
    run = run_of("digits", page, server, trained)
    (tmp_path / "three.png").write_bytes(picture_of(THREE))
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    page.goto(f"{server.url}/draw_digit?run={run}")
    upload = page.locator("[data-testid=stFileUploader] input[type=file]")
    upload.set_input_files(tmp_path / "three.png")
    expect(page.get_by_role("heading", name=re.compile("It says 3"))).to_be_visible()
    as_it_stands = "a *three* $x$ :red[r].jfif"  # no Markdown
    (tmp_path / as_it_stands).write_bytes(picture_of(THREE))
    upload.set_input_files(tmp_path / as_it_stands)
    expect(page.get_by_text(f"Reading {as_it_stands}.")).to_be_visible()
    upload.set_input_files(tmp_path / "bad.png")
    expect(page.get_by_text("is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture")).to_be_visible()


def test_a_picture_is_pasted_and_another_dropped(
    page: Page, server: Server, trained: dict[str, str]
) -> None:
    run = run_of("digits", page, server, trained)
    page.goto(f"{server.url}/draw_digit?run={run}")
    pasted, paper = page.get_by_alt_text("The picture to be read"), ".pad .paper"
    expect(page.locator(paper)).to_be_visible()
    expect(pasted).to_be_hidden()
    # Ctrl+V, wherever the focus is; text goes to the field that has it.
    assert not hand_over(page, "paste", "body", ("note.txt", "text/plain", b"3"))
    assert hand_over(page, "paste", "body", ("three.png", "image/png", picture_of(THREE)))
    expect(page.get_by_role("heading", name=re.compile("It says 3"))).to_be_visible()
    expect(pasted).to_be_visible()
    draw(page, ONE)  # a stroke takes the picture's place
    expect(page.get_by_role("heading", name=re.compile("It says 1"))).to_be_visible()
    expect(pasted).to_be_hidden()
    assert hand_over(page, "dragover", paper)
    assert hand_over(page, "drop", paper, ("three.png", "image/png", picture_of(THREE)))
    expect(page.get_by_role("heading", name=re.compile("It says 3"))).to_be_visible()
    expect(pasted).to_be_visible()
    assert hand_over(page, "drop", paper, ("notes.pdf", "application/pdf", b"%PDF"))
    expect(page.get_by_text("is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture")).to_be_visible()
    # What is in a file counts, not its name or type.
    assert hand_over(page, "drop", paper, ("scan", "", picture_of(THREE)))
    expect(page.get_by_role("heading", name=re.compile("It says 3"))).to_be_visible()
    assert hand_over(page, "drop", paper)  # a picture dragged out of another page is no file
    alert = page.get_by_role("alert").get_by_text("Save the picture first, then drop the file.")
    expect(alert).to_be_visible()


def test_a_typed_surname_is_read(page: Page, server: Server, trained: dict[str, str]) -> None:
    run = run_of("names", page, server, trained)
    expect(page.get_by_text("Running log").first).to_be_visible()
    page.goto(f"{server.url}/type_name?run={run}")
    box = page.get_by_role("textbox", name="A surname, or several")
    box.press_sequentially("Yamamoto", delay=20)
    expect(page.get_by_role("heading", name=re.compile("It says Japanese"))).to_be_visible()
    box.fill("Łukaszewicz, 😀, <b>Papadopoulos</b>")
    expect(page.get_by_text("Ł → l")).to_be_visible()
    expect(page.get_by_text("No letters are left to read in")).to_be_visible()
    expect(page.get_by_text("<b>Papadopoulos</b>")).to_be_visible()


def test_a_run_outlives_its_page(page: Page, context: BrowserContext, server: Server) -> None:
    page.goto(f"{server.url}/{LONG}")
    number(page, "Steps", "1000000")
    train(page)
    status(page, "Training")
    page.reload()
    status(page, "Training")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Data").click()
    expect(page.get_by_role("heading", name="Data")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Train an RNN").click()
    status(page, "Training")
    second = context.new_page()
    second.goto(page.url)
    status(second, "Training")
    second.get_by_role("button", name="Pause").click()
    status(second, "Paused")
    status(page, "Paused")
    page.get_by_role("button", name="Resume").click()
    status(second, "Training")
    page.get_by_role("button", name="Stop").click()
    status(page, "Stopped")
    status(second, "Stopped")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()


def test_the_runs_page_opens_and_renames(
    page: Page, server: Server, trained: dict[str, str]
) -> None:
    run = run_of("digits", page, server, trained)
    page.goto(f"{server.url}/runs?run={run}")
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("My first network")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="My first network")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(phone: Page, server: Server, path: str) -> None:
    phone.goto(f"{server.url}/{path}")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_test_id("stSkeleton")).to_have_count(0)
    assert phone.get_by_test_id("stException").count() == 0
    phone.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth + 2 }"
    )


# How many fields of this name stand on the page at once, at most, from now on.
COUNT = """(name) => {
  const fields = () => document.querySelectorAll(`input[aria-label^="${name}"]`).length;
  window.most = fields();
  new MutationObserver(() => { window.most = Math.max(window.most, fields()); })
    .observe(document.body, { childList: true, subtree: true });
}"""


def test_one_box_stays_when_a_run_ends(page: Page, context: BrowserContext, server: Server) -> None:
    page.goto(f"{server.url}/{LONG}")
    number(page, "Steps", "1000000")
    train(page)
    status(page, "Training")
    typing = context.new_page()
    typing.goto(f"{server.url}/type_name?run={query(page.url)['run'][0]}")
    box = typing.get_by_role("textbox", name="A surname, or several")
    box.fill("Yamamoto")
    expect(typing.get_by_role("heading", name=re.compile("It says"))).to_be_visible()
    bar = typing.get_by_role("progressbar")
    expect(bar).to_be_visible()
    typing.evaluate(COUNT, "A surname")
    page.get_by_role("button", name="Stop").click()
    expect(bar).to_have_count(0)
    expect(typing.get_by_text("Nearest surnames")).to_be_visible()  # only of a run that has ended
    expect(box).to_have_value("Yamamoto")
    assert typing.evaluate("window.most") == 1
