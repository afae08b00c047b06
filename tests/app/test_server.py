"""What the server does besides serving pages."""

import json
import socket
import tomllib
import webbrowser
from typing import Any

import pytest
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from core.problems import PROBLEMS
from core.runs import demo
from core.runs.shipped import FOLDER
from tests.app.conftest import ROOT, MakeRun
from ui import routes, server
from ui.components.network import network


def options(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: values.get(name.replace(".", "_")))


@pytest.mark.parametrize(
    ("path", "base"), [("", ""), ("/", ""), ("a/b", "/a/b"), ("/nets/", "/nets")]
)
def test_looks_lie_below_the_base_path(
    path: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options(monkeypatch, server_baseUrlPath=path)
    assert routes.progress_url("sweep-1/names 1") == f"{base}/look/sweep-1/names%201"
    assert routes.weights_url("sweep-1/names 1") == f"{base}/weights/sweep-1/names%201"
    assert routes.train_url("token", "names") == f"{base}/train/token/names"
    assert [route.path for route in server.routes()] == [
        f"{base}/look/{{run:path}}",
        f"{base}/control/{{command}}/{{run:path}}",
        f"{base}/sparks",
        f"{base}/csv/{{name}}/{{run:path}}",
        f"{base}/weights/{{run:path}}",
        f"{base}/network/{{run:path}}",
        f"{base}/shipped/{{kind}}",
        f"{base}/demo",
        f"{base}/demo/weights",
        f"{base}/train/{{token}}/{{kind}}",
    ]


def weights(run_id: str, query: str = "", **headers: str) -> Response:
    found = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "headers": found, "path_params": {"run": run_id}}
    return server.weights(Request(scope | {"query_string": query.encode()}))


def described(run_id: str) -> Response:
    return server.network(Request({"type": "http", "headers": [], "path_params": {"run": run_id}}))


def test_a_runs_weights_are_to_be_had(finished: MakeRun) -> None:
    run = finished("digits")
    answer = weights(run.id)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.body == (run.path / "model.safetensors").read_bytes()


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_a_snapshots_weights_and_what_they_are_of_are_to_be_had(
    finished: MakeRun, kind: str
) -> None:
    run = finished(kind)
    for snapshot in run.snapshots():
        assert weights(run.id, f"step={snapshot.stem}").body == snapshot.read_bytes()
    said = json.loads(bytes(described(run.id).body))
    assert said["weights"] == routes.weights_url(run.id) and "damaged" in said["misfit"]
    known = PROBLEMS[kind].description(run.config, len(said["labels"]))
    assert known and {part: said[part] for part in known} == json.loads(json.dumps(known))
    for query in ("step=999999", "step=-1", "step=../model", "step=1e3"):
        answer = weights(run.id, query)
        assert answer.status_code == 404
        assert "no weights" in json.loads(bytes(answer.body))["error"]


def test_a_network_that_is_too_large_for_a_browser_is_said_to_be(
    finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_BYTES", 1_000)
    said = json.loads(bytes(described(finished("digits").id).body))
    assert "is not drawn while it trains" in said["refusal"] and len(said) == 1


@pytest.mark.parametrize("kind", ["digits", "names", "../runs", "points"])
def test_the_shipped_weights_are_to_be_had(kind: str) -> None:
    answer = server.shipped_weights(
        Request({"type": "http", "headers": [], "path_params": {"kind": kind}})
    )
    if kind in PROBLEMS:
        assert answer.body == (FOLDER / kind / "model.safetensors").read_bytes()
    else:
        assert answer.status_code == 404 and b"There is no kind" in bytes(answer.body)


def demo_request(**headers: str) -> Request:
    found = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": found, "query_string": b"", "path_params": {}})


def test_other_sites_start_nothing_on_the_home_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "current", None)  # it must not be asked
    request = demo_request(host="localhost:8501", origin="https://elsewhere.example")
    assert server.demo(request).status_code == server.demo_weights(request).status_code == 403


def test_where_nothing_learns_on_the_home_page_its_weights_are_a_sentence() -> None:
    look = server.demo(demo_request())
    assert json.loads(bytes(look.body))["phase"] == "none"
    answer = server.demo_weights(demo_request())
    assert answer.status_code == 404 and b"No network trains" in bytes(answer.body)


def test_what_cannot_be_had_is_a_sentence(finished: MakeRun) -> None:
    run = finished("digits")
    (run.path / "model.safetensors").unlink()
    for run_id, said in (
        (run.id, "has no weights yet"),
        ("../x", "is not the id"),
        ("x", "no run x"),
    ):
        answer = weights(run_id)
        assert answer.status_code == 404
        assert said in json.loads(bytes(answer.body))["error"]
    assert (
        weights(run.id, host="localhost:8501", origin="https://elsewhere.example").status_code
        == 403
    )


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
