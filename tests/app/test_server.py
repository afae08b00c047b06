"""What the server does besides serving pages."""

import socket
import webbrowser
from typing import Any

import pytest
import streamlit as st

from ui import server


def options(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: values.get(name.replace(".", "_")))


@pytest.mark.parametrize(
    ("path", "base"), [("", ""), ("/", ""), ("a/b", "/a/b"), ("/nets/", "/nets")]
)
def test_looks_lie_below_the_base_path(
    path: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options(monkeypatch, server_baseUrlPath=path)
    assert server.url("sweep-1/names 1") == f"{base}/look/sweep-1/names%201"
    assert server.train_url("token", "names") == f"{base}/train/token/names"
    assert [route.path for route in server.routes()] == [
        f"{base}/look/{{run:path}}",
        f"{base}/train/{{token}}/{{kind}}",
    ]


@pytest.mark.parametrize("address", [None, "127.0.0.1", "0.0.0.0"])
def test_the_browser_opens_once_the_server_listens(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        options(monkeypatch, server_address=address, server_port=port, server_baseUrlPath="nets")
        server._open_browser()
    host = address if address == "127.0.0.1" else "localhost"
    assert opened == [f"http://{host}:{port}/nets"]
