"""From pixels to answer in a real browser: all layers at once, walked with mouse and keyboard."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from safetensors.torch import save_file

from core.digits.config import DigitsConfig
from core.digits.model import build
from core.runs import store
from scripts.server import Server
from tests.browser.test_inside import agrees
from tests.browser.test_story import ONE, THREE, draw

USUAL = DigitsConfig(conv_layers=3, channels=(8, 16, 32), pooling=(True, True, False))
WIDE = DigitsConfig(conv_layers=4, channels=256)


def made(server: Server, name: str, config: DigitsConfig) -> Path:
    """A finished run in the server's runs folder, with the weights that it began with: whatever they are,
    what is shown of them has to be right."""
    path: Path = server.home / "runs" / name
    if not path.exists():
        run = store.create(config, path=path)
        weights = {name: w.contiguous() for name, w in build(config).state_dict().items()}
        save_file(weights, path / "model.safetensors")
        store.write_json(path / "run.json", run.record | {"status": "finished"})
    return path


def opened(page: Page, server: Server, path: Path) -> None:
    page.goto(f"{server.url}/draw_digit?run={path.name}")
    expect(page.locator("svg.sheet")).to_be_visible()
    expect(page.locator(".stage canvas").first).to_be_attached()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def ink(page: Page, stage: int) -> str:
    """What a layer's canvas shows."""
    canvas = page.locator(f".stage[data-stage='{stage}'] canvas")
    return str(canvas.evaluate("canvas => canvas.toDataURL()"))


def test_all_layers_and_the_answer_are_on_one_screen(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    empty = [ink(page, k) for k in range(8)]
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    assert all(before != ink(page, k) for k, before in enumerate(empty))
    # Input, six of maps, dense units; labels; the sum; the pad.
    seen = page.locator(".stage canvas:visible, .bars .row .share, .inspector, svg.sheet")
    expect(seen).to_have_count(8 + 10 + 1 + 1)
    for element in seen.all():
        expect(element).to_be_in_viewport(ratio=1)
    lefts = page.locator(".stage canvas:visible").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect().left)"
    )
    assert lefts == sorted(lefts), "from left to right"


def test_a_map_is_walked_to_with_the_keyboard(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    inspector, said = page.locator(".view .inspector"), page.locator(".view .said")
    title = inspector.get_by_role("heading")
    page.locator(".stage[data-stage='1'] canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter", "ArrowLeft"):
        page.keyboard.press(key)
    expect(title).to_have_text(re.compile(r"Conv 1, map 2, row \d+, column \d+"))
    agrees(inspector)
    expect(said).to_have_text(re.compile("^Conv 1, map 2, .* plus bias"))
    before = title.inner_text()
    page.keyboard.press("ArrowDown")
    expect(title).not_to_have_text(before)
    for key in ("Escape", "ArrowRight"):
        page.keyboard.press(key)
    expect(title).to_have_text(re.compile("^Conv 1, map 2"))  # of what pooling let through
    agrees(inspector)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(title).to_have_text(re.compile("^Conv 3, map 2"))
    agrees(inspector)
    page.keyboard.press("End")
    expect(title).to_have_text("Score of 1")
    agrees(inspector)
    expect(said).to_have_text(re.compile(r"^Score of 1: .*%$"))
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_text(re.compile("^Dense, unit 2"))
    agrees(inspector)
    # A new stroke changes the numbers, and keeps what was chosen.
    numbers = inspector.inner_text()
    draw(page, ONE)
    expect(inspector).not_to_have_text(numbers, use_inner_text=True)
    expect(title).to_have_text(re.compile("^Dense, unit 2"))
    numbers = inspector.inner_text()
    page.get_by_role("button", name="Clear").click()
    expect(inspector).not_to_have_text(
        numbers, use_inner_text=True
    )  # of a test image, until one draws
    expect(title).to_have_text(re.compile("^Dense, unit 2"))


def test_what_is_pointed_at_is_spelled_out(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    inspector = page.locator(".view .inspector")
    page.locator(".stage[data-stage='3'] canvas").hover(position={"x": 1, "y": 1})
    expect(inspector.get_by_role("heading")).to_have_text("Conv 2, map 1, row 1, column 1")
    expect(inspector.locator(".outside")).to_have_count(3 * 5)
    agrees(inspector)
    page.locator(".bars .row").nth(7).locator(".track").hover()
    expect(inspector.get_by_role("heading")).to_have_text("Score of 7")
    agrees(inspector)


def test_a_wide_network_folds(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-wide", WIDE))
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    folded = page.get_by_role("button", name=re.compile(r"Show the other \d+ maps of Conv 2"))
    few = folded.inner_text()
    folded.click()
    fold = page.get_by_role("button", name="Fold Conv 2")
    expect(fold).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("m => m.scrollWidth - m.clientWidth") <= 0
    fold.click()
    expect(folded).to_have_text(few)


def test_weights_that_are_damaged_are_a_sentence(page: Page, server: Server) -> None:
    path = made(server, "digits-damaged", USUAL.replace(seed=3))
    file = path / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-4])
    page.goto(f"{server.url}/draw_digit?run={path.name}")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator(".view .layers")).to_be_hidden()


def test_a_run_that_is_deleted_meanwhile(page: Page, server: Server) -> None:
    path = made(server, "digits-deleted", USUAL.replace(seed=4))
    opened(page, server, path)
    draw(page, THREE)
    expect(page.locator("[data-answer]")).to_have_count(1)
    expect(
        page.get_by_role("heading", name="See inside")
    ).to_be_visible()  # Python has read it, too
    path.rename(server.home / "runs-deleted")
    draw(page, ONE)
    expect(page.get_by_test_id("stMain").get_by_role("alert").first).to_be_visible()


def test_layer_and_pixel_are_in_the_link(page: Page, server: Server) -> None:
    opened(page, server, made(server, "digits-view", USUAL))
    draw(page, THREE)
    title = page.locator(".view .inspector").get_by_role("heading")
    third = page.locator(".stage[data-stage='3'] canvas")
    for x, held in ((1, "3.0.0.0"), (5, r"3.0.0.[1-9]")):
        third.click(position={"x": x, "y": 1})
        expect(page).to_have_url(re.compile(f"pixel={held}(&|$)"))
    second = title.inner_text()
    page.locator(".stage[data-stage='1'] canvas").hover(position={"x": 1, "y": 1})
    expect(title).to_have_text("Conv 1, map 1, row 1, column 1")
    page.get_by_role("heading", name="See inside").hover()
    expect(title).to_have_text(second)
    page.reload()
    expect(title).to_have_text(second)
    page.go_back()
    expect(title).to_have_text("Conv 2, map 1, row 1, column 1")

    page.get_by_role("radio", name="Layer by layer").click()
    page.get_by_role("radio", name="Convolution 2").click()
    card = page.locator(".card[data-channel='4']")
    expect(card).to_have_attribute("aria-label", re.compile("14 by 14"))
    card.locator(".before").click(position={"x": 3, "y": 3})
    expect(page).to_have_url(re.compile("spot=4"))
    spot = page.locator(".inside .inspector").get_by_text(
        re.compile(r"^Map 5, row \d+, column \d+$")
    )
    said = spot.inner_text()
    page.reload()
    expect(spot).to_have_text(said)
    expect(page.get_by_role("radio", name="Convolution 2")).to_be_checked()
    expect(title).to_have_text("Conv 2, map 1, row 1, column 1")
