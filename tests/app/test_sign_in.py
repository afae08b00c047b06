"""Sign-in with the shared password: what lies behind it, where it leads, how often one may try."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from tests.app.asgi import Answer, Browser, ask, connect
from ui.access.access import FRAMES
from ui.access.sign_in import SignIn, Tries

LONG = "correct horse battery staple " * 2000
PASSWORDS = ["secret", "Zürich 日本 😀", "a'b\"c<d>&e=f+g%20", " with spaces ", LONG]


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    """The app behind it."""
    if scope["type"] == "websocket":
        return await send({"type": "websocket.accept"})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    return await send({"type": "http.response.body", "body": b"inside"})


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def made(own_cache: Path, clock: Clock) -> Callable[..., SignIn]:
    def make(password: str = "secret", base: str = "") -> SignIn:
        return SignIn(inner, password, base, clock)

    return make


def enter(app: SignIn, browser: Browser, password: str, wanted: str = "/") -> Answer:
    return ask(app, f"{app.base}/sign-in", browser, {"password": password, "next": wanted})


@pytest.mark.parametrize("base", ["", "/class", "/a/b"])
def test_all_lies_behind_it(made: Callable[..., SignIn], base: str) -> None:
    app = made(base=base)
    for path in (
        "/", "/runs", "/static/js/index.js", "/media/x.png", "/component/x", "/look/run", "/sign-inx",
        "/_stcore/host-config", "/_stcore/metrics", "/_stcore/health/x", "/_stcore/upload_file/a/b",
        "/%2e/_stcore/health", "//_stcore/health", "/sign-in/", "/favicon.png",
    ):  # fmt: skip
        answer = ask(app, base + path)
        assert answer.status == 303, path
        assert answer.headers["location"].startswith(f"{base}/sign-in?next=")
        assert answer.headers["cache-control"] == "no-store"
        for refused in (ask(app, base + path, accept="*/*"), ask(app, base + path, form=b"x")):
            assert refused.status == 401, path
            assert "Sign in first" in refused.body
    assert connect(app, f"{base}/_stcore/stream") == [
        {"type": "websocket.close", "code": 1008, "reason": ""}
    ]
    # To whoever minds the server.
    assert ask(app, f"{base}/_stcore/health").body == "inside"


@pytest.mark.parametrize("host", ["x/_stcore/health?", "x/sign-in#", "x\\_stcore/health"])
def test_a_host_header_is_no_way_in(made: Callable[..., SignIn], host: str) -> None:
    assert ask(made(), "/runs", host=host).status == 303


@pytest.mark.parametrize(
    "password", PASSWORDS, ids=["plain", "non-ASCII", "marks", "spaces", "long"]
)
def test_the_password_lets_in(made: Callable[..., SignIn], password: str) -> None:
    app, browser = made(password), Browser()
    assert "That is not the password." in enter(app, browser, password + "x").body
    assert "That is not the password." in enter(app, browser, "").body
    assert not browser.cookies
    answer = enter(app, browser, password, "/runs?run=a%20b&x=1")
    assert (answer.status, answer.headers["location"]) == (303, "/runs?run=a%20b&x=1")
    assert ask(app, "/runs", browser).body == "inside"
    assert ask(app, "/look/x", browser, accept="*/*").body == "inside"
    assert connect(app, "/_stcore/stream", browser) == [{"type": "websocket.accept"}]


def test_the_page_leads_back_to_what_was_asked(made: Callable[..., SignIn]) -> None:
    app = made(base="/class")
    location = ask(app, "/class/type_name?name=O'Brien&run=a").headers["location"]
    page = ask(app, location)
    assert page.status == 200
    assert 'value="/class/type_name?name=O&#x27;Brien&amp;run=a"' in page.body
    browser = Browser()
    enter(app, browser, "secret")
    assert ask(app, location, browser).headers["location"] == "/class/type_name?name=O'Brien&run=a"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "/\n/evil.example", "javascript:alert(1)", "evil.example", "", "/classroom", "/../x", "/class\\..\\x",
     "///evil.example", " /class/x", "/ /evil.example", "/other"],
)  # fmt: skip
def test_it_leads_nowhere_else(made: Callable[..., SignIn], wanted: str) -> None:
    answer = enter(made(base="/class"), Browser(), "secret", wanted)
    assert answer.headers["location"] == "/class/"


def test_cookies_are_for_this_app_alone(
    made: Callable[..., SignIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = made(base="/class")
    for scheme, secure in (("http", ""), ("https", True)):
        for morsel in enter(app, Browser(scheme=scheme), "secret").cookies.values():
            assert morsel["httponly"] is True
            assert morsel["secure"] == secure
            assert morsel["samesite"].lower() == "lax"
            assert morsel["path"] == "/class"
            assert int(morsel["max-age"]) > 0
    # In another site's frame a browser sends a cookie only if it was told so, and over https.
    monkeypatch.setenv(FRAMES, "https://lms.example")
    framed = enter(app, Browser(scheme="https"), "secret").cookies["netsketch"]
    assert framed["samesite"].lower() == "none"


def test_a_cookie_holds_after_a_restart_but_not_after_a_new_password(
    made: Callable[..., SignIn], own_cache: Path
) -> None:
    browser = Browser()
    enter(made("one"), browser, "one")
    assert ask(made("one"), "/", browser).body == "inside"
    assert ask(made("two"), "/", browser).status == 303
    key = own_cache / "sign-in.key"
    if os.name != "nt":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.write_bytes(b"torn")  # made anew, as any cache
    assert ask(made("one"), "/", browser).status == 303
    assert len(key.read_bytes()) == 32


def test_a_cookie_is_not_to_be_made_up(made: Callable[..., SignIn]) -> None:
    app, browser = made(), Browser()
    enter(app, browser, "secret")
    good, known = browser.cookies["netsketch"], browser.cookies["netsketch_known"]
    for bad in ("", "x", good[:-1], good[:-2] + "AA", good.replace(".", ""), known, "é", "a.b.c"):
        browser.cookies["netsketch"] = bad
        assert ask(app, "/", browser).status == 303, bad


def test_a_cookie_ends(made: Callable[..., SignIn], monkeypatch: pytest.MonkeyPatch) -> None:
    app, browser = made(), Browser()
    enter(app, browser, "secret")
    later = time.time() + 8 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert ask(app, "/", browser).status == 303


def test_signing_out(made: Callable[..., SignIn]) -> None:
    app, browser = made(base="/class"), Browser()
    enter(app, browser, "secret")
    # A link of another site's signs nobody out.
    assert ask(app, "/class/sign-out", browser, sec_fetch_site="cross-site").status == 303
    assert ask(app, "/class/", browser).body == "inside"
    assert "You are signed out" in ask(app, "/class/sign-out", browser).body
    assert ask(app, "/class/", browser).status == 303


def test_a_form_of_another_site_is_refused(made: Callable[..., SignIn]) -> None:
    form = {"password": "secret", "next": "/"}
    app = made()
    assert ask(app, "/sign-in", form=form, origin="https://evil.invalid").status == 403
    assert ask(app, "/sign-in", form=form, origin="http://app.example").status == 303


def test_a_form_without_end_is_not_read(made: Callable[..., SignIn]) -> None:
    assert ask(made(), "/sign-in", form=b"password=" + b"x" * (2 << 20)).status == 413
    assert ask(made(), "/sign-in", form=b"\xff&=&;password=%ff%00&password").status == 403


def test_tries_are_slowed_down(made: Callable[..., SignIn], clock: Clock) -> None:
    app, thief = made(), Browser("10.0.0.66")
    assert [enter(app, thief, "guess").status for _ in range(25)] == [403] * 20 + [429] * 5
    waiting = enter(app, thief, "secret")  # even the right one has to wait
    assert waiting.status == 429
    assert "try again in 5 seconds" in waiting.body
    clock.now += int(waiting.headers["retry-after"])
    assert enter(app, thief, "guess").status == 403
    assert enter(app, thief, "guess").status == 429
    # Everybody else is let in.
    assert enter(app, Browser("10.0.0.67"), "secret").status == 303
    clock.now += 200
    assert [enter(app, thief, "guess").status for _ in range(21)] == [403] * 20 + [429]


def test_one_network_of_ipv6_is_one_address(made: Callable[..., SignIn]) -> None:
    app = made()
    for k in range(20):
        enter(app, Browser(f"2001:db8:1:2::{k + 1:x}"), "guess")
    assert enter(app, Browser("2001:db8:1:2:ffff::1"), "guess").status == 429
    assert enter(app, Browser("2001:db8:1:3::1"), "guess").status == 403
    for address in ("::ffff:10.0.0.9", "10.0.0.9", "fe80::1%eth0", "", "unix:"):
        assert enter(app, Browser(address), "secret").status == 303


def test_nobody_locks_the_class_out(made: Callable[..., SignIn], clock: Clock) -> None:
    """From one address, which the class has too, or from a great many."""
    app, pupil = made(), Browser("10.0.0.1")
    enter(app, pupil, "secret")
    del pupil.cookies["netsketch"]  # it ended, or they signed out
    statuses = [
        enter(app, Browser(f"10.{k // 200}.{k % 200}.1"), "guess").status for k in range(600)
    ]
    assert statuses.count(403) == 200
    for _ in range(30):
        enter(app, Browser("10.0.0.1"), "guess")
    assert enter(app, pupil, "secret").status == 303
    clock.now += 2
    assert enter(app, Browser("10.9.9.9"), "secret").status == 303
    # Their browser's own tries are limited as well.
    statuses = [enter(app, pupil, "guess").status for _ in range(25)]
    assert statuses == [403] * 20 + [429] * 5


def test_what_is_kept_of_tries_is_bounded(clock: Clock) -> None:
    tries = Tries(2, 5, clock)
    for k in range(10_000):
        tries.count(str(k))
    assert len(tries.forgiven) <= 4096
    assert tries.wait("9999") == 0
    tries.count("9999")
    assert tries.wait("9999") == 5
    clock.now += 10
    assert tries.wait("9999") == 0
    assert len(tries.forgiven) == 0
