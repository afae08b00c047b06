"""Who may come in from other machines, and what other sites may do: passwords, frames, Origin."""

import pytest
from starlette.requests import Request
from streamlit.web.server.starlette import starlette_websocket

from core.errors import AccessError
from tests.app.asgi import ask
from ui import server
from ui.access import access
from ui.access.access import FRAMES, PASSWORD


@pytest.mark.parametrize(
    "given", ["", " ", "\n", "two\nlines", "bell\x07", "\udcff", "\u2028"], ids=repr
)
def test_a_password_that_nobody_could_type_is_a_sentence(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, given)
    with pytest.raises(AccessError, match=PASSWORD):
        access.password()
    with pytest.raises(SystemExit, match="Netsketch cannot start"):
        server.middleware()


def test_a_password_is_one_however_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert access.password() is None
    monkeypatch.setenv(PASSWORD, "Zu\u0308rich 日本 \n")
    assert access.password() == "Z\u00fcrich 日本 "


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("", ()),
        (" , ", ()),
        ("https://moodle.example.org", ("https://moodle.example.org",)),
        (
            "https://A.example/, http://localhost:3000",
            ("https://a.example", "http://localhost:3000"),
        ),
        (
            "https://*.example.org\nhttp://10.0.0.2:*",
            ("https://*.example.org", "http://10.0.0.2:*"),
        ),
        ("https://bücher.example", ("https://xn--bcher-kva.example",)),
    ],
)
def test_sites_that_may_frame_the_app(
    named: str, found: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FRAMES, named)
    assert access.frames() == found


@pytest.mark.parametrize(
    "named", ["*", "moodle", "example.org", "https://", "https://a/b", "https://a;script-src *", "'none'",
              "https://a..b", "javascript:x", "https://ü..b"],
)  # fmt: skip
def test_what_is_no_site_is_a_sentence(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FRAMES, named)
    with pytest.raises(AccessError, match="which is no site"):
        access.frames()


async def page(scope, receive, send):  # type: ignore[no-untyped-def]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_headers_for_other_sites() -> None:
    plain = ask(access.Headers(page, frames=()), "/").headers
    assert plain["content-security-policy"] == "frame-ancestors 'self'"
    assert plain["x-frame-options"] == "SAMEORIGIN"
    assert plain["x-content-type-options"] == "nosniff"
    # Not "no-referrer", with which a browser sends forms without an Origin.
    assert plain["referrer-policy"] == "same-origin"
    named = ask(
        access.Headers(page, frames=("https://a.example", "https://b.example")), "/"
    ).headers
    assert named["content-security-policy"] == (
        "frame-ancestors 'self' https://a.example https://b.example"
    )
    assert "x-frame-options" not in named


ORIGINS = [
    None, "http://app.example", "https://app.example", "http://app.example:8501", "http://localhost:9",
    "http://127.0.0.1", "http://evil.example", "null", "", "https://lms.example", "http://proxy.example",
    "http://app.example.evil.example", "http://[bad",
]  # fmt: skip


@pytest.mark.parametrize("cors", [True, False])
@pytest.mark.parametrize("hosts", [[], ["app.example"]])
def test_origins_count_as_with_streamlits_websocket(
    cors: bool, hosts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit import config, net_util

    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "10.0.0.2")
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)
    options = {
        "server.enableCORS": cors,
        "server.allowedHosts": hosts,
        "server.corsAllowedOrigins": ["https://lms.example"],
        "browser.serverAddress": "proxy.example",
    }
    get, is_set = config.get_option, config.is_manually_set
    monkeypatch.setattr(config, "get_option", lambda o: options[o] if o in options else get(o))
    monkeypatch.setattr(config, "is_manually_set", lambda o: o in options or is_set(o))
    seen = set()
    for origin in ORIGINS:
        for host in ("app.example", "app.example:8501", "other.example"):
            headers = [(b"host", host.encode())]
            if origin is not None:
                headers.append((b"origin", origin.encode()))
            try:
                theirs = starlette_websocket._is_origin_allowed(origin, host)
            except ValueError:  # an address that is none; there it ends the connection
                theirs = False
            ours = access.is_ours(Request({"type": "http", "headers": headers}))
            assert ours == theirs, (origin, host)
            seen.add(ours)
    assert seen == {True, False} or (not cors and not hosts)


@pytest.mark.parametrize("route", [server.answer, server.start])
def test_other_sites_can_neither_look_nor_train(route) -> None:  # type: ignore[no-untyped-def]
    headers = [(b"host", b"app.example"), (b"origin", b"http://app.example.evil.example")]
    request = Request(
        {"type": "http", "headers": headers, "query_string": b"", "path_params": {"run": "x"}}
    )
    answer = route(request)
    assert answer.status_code == 403
    assert b"app.example.evil.example" in answer.body
