"""Text of others on every page: shown as it stands, nothing of it carried out."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import store, worker
from core.sweeps.plan import plan
from scripts.server import ROOT, Server
from tests.browser.stocked import serve
from tests.hostile import LANGUAGE, LINES, MARKED, TITLES
from tests.tiny import FILES

SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from tests.hostile import LINES
from ui.text import plain
for k, line in enumerate(LINES):
    with st.container(key=f"line-{{k}}"):
        st.markdown(plain(line))
        st.button(plain(line), key=f"button-{{k}}")
        st.markdown(f"#### It says **{{plain(line)}}** of ten")
st.text("all shown")
"""
# What Markdown, LaTeX, directives and tags would make of a text.
MADE = (
    "a:not([href^='#']), img, em, del, code, b, i, ul, ol, li, input, hr, table, pre, .katex, "
    "[role=img], [style]"
)


def squeezed(text: str | None) -> str:
    """As a browser lays it out: runs of spaces are one."""
    return re.sub(r"[ \t\n]+", " ", text or "").strip(" ")


def test_markdown_shows_it_as_it_was_typed(page: Page, tmp_path: Path) -> None:
    script = tmp_path / "lines.py"
    script.write_text(SCRIPT, "utf-8")
    with serve(tmp_path / "home", script) as server:
        server.wait()
        page.goto(server.url)
        expect(page.get_by_text("all shown")).to_be_attached()
        for k, line in enumerate(LINES):
            shown = page.locator(f".st-key-line-{k} [data-testid=stMarkdownContainer]")
            expect(shown).to_have_count(3)
            texts = [squeezed(text) for text in shown.all_text_contents()]
            assert texts == [squeezed(line)] * 2 + [squeezed(f"It says {line} of ten")]
            assert shown.locator(MADE).count() == 0, line
            assert shown.locator("strong").count() == 1, line


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose runs, languages, statuses and reasons are called as nobody should call them."""
    home = tmp_path_factory.mktemp("hostile")
    folder = home / "cache" / "surnames" / "tiny"
    folder.mkdir(parents=True)
    for (name, content), language in zip(
        FILES.items(), (LANGUAGE, "Omegan", "Zetish"), strict=True
    ):
        assert name.endswith(".txt")
        (folder / f"{language}.txt").write_bytes(content)
    runs = home / "runs"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETSKETCH_CACHE", str(home / "cache"))
        digits = DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1)
        names = NamesConfig(dataset="tiny", steps=60, batch_size=8, hidden_size=8, test=0.3)
        made = [
            store.create(digits, title=TITLES[0], path=runs / "digits-1"),
            store.create(names, title=TITLES[1], path=runs / "names-1"),
        ]
        for run in made:
            assert worker.work(run.path) == "finished"
    shutil.copytree(made[0].path, runs / "digits-2")
    failed = json.loads((runs / "digits-2" / "run.json").read_text("utf-8"))
    where = f"'{home / 'runs' / 'x.bin'}'"
    failed |= {"status": "failed", "title": TITLES[2], "error": f"{TITLES[0]} {where}"}
    (runs / "digits-2" / "run.json").write_text(json.dumps(failed), "utf-8")
    waiting = runs / "sweep-1"
    waiting.mkdir()
    asked = plan("digits", {"channels": [2, 4]}, 1, "quick", {}).to_dict() | {"title": TITLES[0]}
    (waiting / "sweep.json").write_text(
        json.dumps({"schema": 1, "created": 1.0, "plan": asked}), "utf-8"
    )
    with serve(home, NETSKETCH_WORKERS="1") as server:
        server.wait()
        yield server


SEEN = {
    "runs?run=digits-1": (TITLES[0],),
    "runs?run=digits-2": (TITLES[2], f"{TITLES[0]} 'x.bin'"),
    f"runs?run={quote(TITLES[0])}": (TITLES[0][:30],),
    f"runs?compare=digits-1,digits-2,{quote(TITLES[1])}": (TITLES[1][:30], TITLES[2]),
    "train_digits?run=digits-1": (TITLES[0],),
    f"train_digits?run={quote(TITLES[1])}": (TITLES[1][:30],),
    "train_digits?run=names-1": (f"Run {TITLES[1]} was trained on names",),
    "draw_digit?run=digits-1": (),
    f"draw_digit?run=digits-1&test={quote('$x$ **bold** :red[r]')}": ("“$x$ **bold** :red[r]”",),
    "train_names?run=names-1": (TITLES[1],),
    "type_name?run=names-1&name=abba": (f"It says {LANGUAGE}",),
    f"type_name?run=names-1&name={quote(TITLES[0])}": (),
    "mistakes?run=names-1": (LANGUAGE,),
    "sweeps?sweep=sweep-1": (TITLES[0],),
    f"sweeps?sweep={quote(TITLES[1])}": (TITLES[1][:30],),
}  # fmt: skip


@pytest.mark.parametrize("path", SEEN)
def test_pages_carry_out_nothing(hostile: Server, page: Page, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{hostile.url}/{path}")
    for text in SEEN[path]:
        expect(page.get_by_text(text).first).to_be_attached()
    nothing_made(page, hostile)
    assert [url for url in asked if not url.startswith((hostile.url, "data:", "blob:"))] == []


def test_languages_on_the_data_page(hostile: Server, page: Page) -> None:
    page.goto(f"{hostile.url}/data")
    page.get_by_role("tab", name="Surnames").click()
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="tiny").click()
    expect(page.locator(".ytick text").filter(has_text=LANGUAGE)).to_be_visible()
    nothing_made(page, hostile)


def test_the_name_of_a_picture(hostile: Server, page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "7 _aslant_ $x$ and $y$ :red[r].png"
    Image.new("L", (40, 40), 255).save(picture)
    page.goto(f"{hostile.url}/draw_digit?run=digits-1")
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.get_by_text(f"Reading {picture.name}.")).to_be_visible()
    nothing_made(page, hostile)


def nothing_made(page: Page, server: Server) -> None:
    """No formula, link, picture, colour or emphasis was made of the texts, and no folder is named."""
    page.wait_for_load_state("networkidle")
    main = page.get_by_test_id("stMain")
    assert main.locator(".katex, svg a").count() == 0
    links = main.locator("a, img").evaluate_all("all => all.map((one) => one.href ?? one.src)")
    assert [url for url in links if url and not url.startswith((server.url, "data:"))] == []
    assert main.locator(".stMarkdownColoredText, [aria-label='home icon']").count() == 0
    made = main.locator("strong, b, em, i, del, tspan[style*=italic]").all_text_contents()
    assert not MARKED & {text.strip() for text in made}
    assert str(server.home) not in page.content()
