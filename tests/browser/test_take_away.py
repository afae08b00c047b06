"""Taking networks and code away, and networks in, in a real browser."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from core.export.try_it import try_it
from core.names.config import NamesConfig
from core.runs import store, worker
from core.runs.shipped import shipped
from scripts.server import Server

SEVEN = ((0.3, 0.25), (0.7, 0.25), (0.45, 0.8))


@pytest.fixture(scope="session")
def run(server: Server) -> str:
    """A small finished run of surnames, in the server's runs folder."""
    path: Path = server.home / "runs" / "names-taken"
    store.create(NamesConfig(hidden_size=8, steps=20, test=100), path=path)
    assert worker.work(path) == "finished"
    return "names-taken"


def test_a_network_is_taken_away_and_comes_back(page: Page, server: Server, run: str) -> None:
    page.goto(f"{server.url}/runs?run={run}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take it away").click()
    content = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {"model.py", "weights.safetensors", "README.md"} <= set(packed.namelist())
    page.get_by_role("button", name="Import a network").click()
    file = {"name": "mine.zip", "mimeType": "application/zip", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(lambda url: "run=names-" in url and run not in url)
    expect(page.get_by_role("button", name="Take it away")).to_be_enabled()


def test_what_is_no_network_gets_a_sentence(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/runs")
    page.get_by_role("button", name="Import a network").click()
    file = {"name": "a *b*.zip", "mimeType": "application/zip", "buffer": b"hello"}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("a *b*.zip is no zip file, or a damaged one")).to_be_visible()


def test_the_code_follows_the_form(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train_digits")
    page.get_by_text("The same as PyTorch code").click()
    code = page.locator("pre code")
    expect(code).to_contain_text("nn.Conv2d(1, 8, 3")
    expect(page.locator(".line.changed")).to_have_count(0)
    page.get_by_text("Learning", exact=True).click()
    page.get_by_role("spinbutton", name="Epochs").fill("3")
    page.keyboard.press("Enter")
    expect(code).to_contain_text("for epoch in range(3)")
    marked = page.locator(".line.changed").filter(has_text="for epoch in range(3)")
    expect(marked).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download train.py").click()
    script = Path(download.value.path()).read_text(encoding="utf-8")
    assert "for epoch in range(3)" in script
    compile(script, "train.py", "exec")


def test_a_page_from_disk_answers_without_a_network(chromium: Browser, tmp_path: Path) -> None:
    """Drawn on and typed into, opened as a file, with nothing to ask."""
    errors: list[Error] = []
    for kind, answer in (("digits", "7"), ("names", "Polish")):
        file = tmp_path / f"{kind}.html"
        file.write_text(try_it([shipped(kind)]), encoding="utf-8")
        context = chromium.new_context(offline=True)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(error))
        page.goto(file.as_uri())
        if kind == "names":
            page.keyboard.type("Kowalski")
        else:
            box = page.locator("svg.sheet").bounding_box()
            assert box
            corners = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN
            ]
            page.mouse.move(*corners[0])
            page.mouse.down()
            for corner in corners[1:]:
                page.mouse.move(*corner, steps=10)
            page.mouse.up()
        expect(page.locator(f"[data-answer='{answer}']")).to_be_visible()
        if kind == "digits":
            expect(page.locator(".inspector")).to_contain_text("Point at a pixel")
        assert not errors
        context.close()
