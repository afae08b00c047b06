"""Streamlit's front end reaches a first visitor packed, whatever else passes as it is."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from tests.app.asgi import Answer, ask
from ui.front_end import Packed

SCRIPT = "export const many = 1;\n" * 500
NAME = "index.D-rm_vYx.js"


@pytest.fixture
def front_end(tmp_path: Path, own_cache: Path) -> Packed:
    for folder, name in (("js", NAME), ("css", "index.C1JORDN2.css"), ("js", "secret.txt")):
        (tmp_path / "static" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "static" / folder / name).write_text(SCRIPT)
    return Packed(PlainTextResponse("as it is"), tmp_path, "/nets")


def unpacked(answer: Answer) -> str:
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    body = answer.body.encode(errors="surrogateescape")
    assert len(body) < len(SCRIPT) / 10
    return gzip.decompress(body).decode()


def test_a_script_is_packed_once(front_end: Packed, own_cache: Path) -> None:
    url = f"/nets/static/js/{NAME}"
    answer = ask(front_end, url, accept_encoding="gzip, deflate, br")
    assert unpacked(answer) == SCRIPT
    assert answer.headers["content-type"].startswith("text/javascript")
    (front_end.folder / "static" / "js" / NAME).unlink()
    assert unpacked(ask(front_end, url, accept_encoding="gzip")) == SCRIPT, "it was kept"
    styles = ask(front_end, "/nets/static/css/index.C1JORDN2.css", accept_encoding="gzip")
    assert unpacked(styles) == SCRIPT
    assert styles.headers["content-type"].startswith("text/css")
    assert [file.suffix for file in (own_cache / "front-end").iterdir()] == [".gz"] * 2


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"js/{NAME}", {}),
        (f"js/{NAME}", {"accept_encoding": "br"}),
        (f"js/{NAME}", {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        ("js/other.D-rm_vYx.js", {"accept_encoding": "gzip"}),
        ("js/secret.txt", {"accept_encoding": "gzip"}),
        ("js/../js/" + NAME, {"accept_encoding": "gzip"}),
        ("media/" + NAME, {"accept_encoding": "gzip"}),
    ],
)
def test_what_cannot_be_packed_passes(
    path: str, headers: dict[str, Any], front_end: Packed
) -> None:
    assert ask(front_end, f"/nets/static/{path}", **headers).body == "as it is"


def test_without_a_place_to_keep_it_a_script_passes(front_end: Packed, own_cache: Path) -> None:
    own_cache.write_text("a file")
    url = f"/nets/static/js/{NAME}"
    assert ask(front_end, url, accept_encoding="gzip").body == "as it is"
