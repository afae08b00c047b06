"""What the server does besides serving pages."""

import socket
import tomllib
import webbrowser
from typing import Any

import pytest
import streamlit as st

from tests.app.conftest import ROOT
from ui import server, urls


def options(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: values.get(name.replace(".", "_")))


@pytest.mark.parametrize(
    ("path", "base"), [("", ""), ("/", ""), ("a/b", "/a/b"), ("/nets/", "/nets")]
)
def test_looks_lie_below_the_base_path(
    path: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options(monkeypatch, server_baseUrlPath=path)
    assert urls.progress_url("sweep-1/names 1") == f"{base}/look/sweep-1/names%201"
    assert urls.train_url("token", "names") == f"{base}/train/token/names"
    assert [route.path for route in server.routes()] == [
        f"{base}/look/{{run:path}}",
        f"{base}/csv/{{name}}/{{run:path}}",
        f"{base}/train/{{token}}/{{kind}}",
    ]


@pytest.mark.parametrize(
    ("address", "host"),
    [(None, "localhost"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"),
     ("::", "localhost")],
)  # fmt: skip
def test_the_browser_opens_once_the_server_listens(
    address: str | None, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        options(monkeypatch, server_address=address, server_port=port, server_baseUrlPath="nets")
        server._open_browser()
    assert opened == [f"http://{host}:{port}/nets"]


def test_the_browser_opens_an_address_of_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(socket, "create_connection", lambda to, timeout: socket.socket())
    options(monkeypatch, server_address="::1", server_port=8501)
    server._open_browser()
    assert opened == ["http://[::1]:8501"]


def test_the_app_listens_to_this_machine_alone() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["address"] == "localhost"
