"""Requests to an ASGI app, without a server."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp, Message


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    body: str = ""


@dataclass
class Browser:
    """Who asks: an address and cookies, which answers may change."""

    address: str = "10.0.0.7"
    scheme: str = "http"
    cookies: dict[str, str] = field(default_factory=dict)


def ask(
    app: ASGIApp,
    url: str,
    browser: Browser | None = None,
    form: dict[str, str] | bytes | None = None,
    **headers: str,
) -> Answer:
    """GET a path, or POST a form to it."""
    browser = browser or Browser()
    body = urlencode(form).encode() if isinstance(form, dict) else form
    messages = _run(_talk(app, _scope("http", url, browser, body, headers), body or b""))
    answer = Answer()
    for message in messages:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            for name, value in message["headers"]:
                if name == b"set-cookie":
                    answer.cookies.load(value.decode())
                answer.headers[name.decode()] = value.decode()
        else:
            answer.body += message.get("body", b"").decode(errors="surrogateescape")
    for name, morsel in answer.cookies.items():
        browser.cookies[name] = morsel.value
        if morsel["max-age"] == "0":
            del browser.cookies[name]
    return answer


def connect(app: ASGIApp, url: str, browser: Browser | None = None) -> list[Message]:
    """The first message to a websocket."""
    return _run(_talk(app, _scope("websocket", url, browser or Browser(), None, {}), b""))


def _run(talk: Coroutine[Any, Any, list[Message]]) -> list[Message]:
    """In a thread of its own: in this one the loop of the browser's tests may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()


def _scope(
    kind: str, url: str, browser: Browser, body: bytes | None, headers: dict[str, str]
) -> dict[str, Any]:
    split = urlsplit(url)
    given = {"host": "app.example", "accept": "text/html"} | headers
    if browser.cookies:
        given["cookie"] = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return {
        "type": kind,
        "method": "GET" if body is None else "POST",
        "scheme": browser.scheme,
        "path": split.path,
        "query_string": split.query.encode(),
        "headers": [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in given.items()],
        "client": (browser.address, 1234),
        "server": ("app.example", 80),
    }


async def _talk(app: ASGIApp, scope: dict[str, Any], body: bytes) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent
