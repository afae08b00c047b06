"""Sign-in with the one password that everybody shares: the page, the cookie, how often one may try.

All of the app lies behind it, websocket included, but `/_stcore/health`, which says "ok" to whoever
minds the server. It is there only where NETSKETCH_PASSWORD is set.
"""

import contextlib
import hmac
import html
import ipaddress
import logging
import math
import os
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlencode

from cachetools import TTLCache
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from core.environment import cache_dir
from core.files import read_bytes
from ui.access import access

COOKIE, KNOWN = "netsketch", "netsketch_known"
DAYS, KNOWN_DAYS = 7, 365
MOST_BYTES = 1 << 20  # of a form: a password can be long, not endless
PAGE = Template((Path(__file__).parent / "sign_in.html").read_text("utf-8"))
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'"
log = logging.getLogger("netsketch")


class Tries:
    """Wrong tries: so many at once, then one every so many seconds, for each one that tries.

    The generic cell rate algorithm: of each, the moment from which all its tries are forgiven. What is
    kept is bounded; where there is no room, those who tried longest ago are forgotten.
    """

    def __init__(
        self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.seconds, self.clock = burst, seconds, clock
        self.forgiven: TTLCache[str, float] = TTLCache(4096, burst * seconds, timer=clock)

    def wait(self, who: str) -> float:
        """Seconds until the next try, or 0."""
        now = self.clock()
        return max(0.0, self.forgiven.get(who, now) - now - (self.burst - 1) * self.seconds)

    def count(self, who: str) -> None:
        """One try more."""
        now = self.clock()
        self.forgiven[who] = max(self.forgiven.get(who, now), now) + self.seconds


class SignIn:
    """Middleware that lets in who has the cookie, and asks all others for the password.

    Nobody can lock the others out. Each address has tries of its own, and so has each browser that was once
    let in, which matters to a class that shares one address. All those never let in share a limit, too.
    """

    def __init__(
        self, app: ASGIApp, password: str, base: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.base = app, base
        self.secret = _secret()
        self.password = self._digest(password)
        # The password is in the key: another one signs everybody out. The secret is in it, too, or a
        # cookie would be enough to guess passwords at home.
        self.signed = URLSafeTimedSerializer(self.password, salt="signed in")
        self.known = URLSafeTimedSerializer(self.password, salt="known")
        self.each, self.all = Tries(20, 5, clock), Tries(200, 1, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp | None = None
        if scope["type"] == "http":
            answer = await self._answer(Request(scope, receive))
        elif scope["type"] == "websocket" and not self._inside(HTTPConnection(scope)):
            answer = WebSocketClose(1008)  # before it was accepted: the browser sees a 403
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """What is answered in the app's place; None where it is to answer itself."""
        path = str(request.scope["path"]).removeprefix(
            self.base
        )  # `request.url` trusts the Host header
        answer: Response
        if path == "/sign-in":
            answer = await self._sign_in(request)
        elif path == "/sign-out":
            answer = self._sign_out(request)
        elif path == "/_stcore/health" or self._inside(request):
            return None
        elif request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
            query = request.scope["query_string"].decode("latin-1")
            wanted = quote(request.scope["path"]) + (f"?{query}" if query else "")
            query = urlencode({"next": wanted})
            answer = RedirectResponse(f"{self.base}/sign-in?{query}", 303)
        else:
            answer = JSONResponse({"error": "Sign in first: reload the page."}, 401)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _inside(self, request: HTTPConnection) -> bool:
        return self._cookie(request, COOKIE, self.signed, DAYS) is not None

    async def _sign_in(self, request: Request) -> Response:
        """The page, or what its form was sent with."""
        if request.method != "POST":
            wanted = self._safe(request.query_params.get("next", ""))
            return RedirectResponse(wanted, 303) if self._inside(request) else self._page(wanted)
        if not await run_in_threadpool(access.is_ours, request):
            return self._page("", access.refusal(request), 403)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return self._page("", "That is too long for a password.", 413)
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        typed, wanted = form.get("password", [""])[0], self._safe(form.get("next", [""])[0])
        browser = self._cookie(request, KNOWN, self.known, KNOWN_DAYS)
        address = _address(request)
        lanes = [(self.each, browser)] if browser else [(self.each, address), (self.all, "")]
        if wait := max(tries.wait(who) for tries, who in lanes):
            seconds = math.ceil(wait)
            page = self._page(wanted, f"Too many wrong tries: try again in {seconds} seconds.", 429)
            page.headers["Retry-After"] = str(seconds)
            return page
        if not hmac.compare_digest(self._digest(access.normalized(typed)), self.password):
            for tries, who in lanes:
                tries.count(who)
            log.warning("A wrong password came from %s.", address)
            return self._page(wanted, "That is not the password.", 403)
        answer = RedirectResponse(wanted, 303)
        browser = browser or secrets.token_urlsafe(12)
        self._set(request, answer, COOKIE, self.signed.dumps(browser), DAYS)
        self._set(request, answer, KNOWN, self.known.dumps(browser), KNOWN_DAYS)
        return answer

    def _sign_out(self, request: HTTPConnection) -> Response:
        if request.headers.get("sec-fetch-site") == "cross-site":  # a link of another site's
            return RedirectResponse(f"{self.base}/", 303)
        answer = self._page("", greeting="You are signed out.")
        answer.delete_cookie(COOKIE, self.base or "/")
        return answer

    def _page(
        self,
        wanted: str,
        problem: str = "",
        status: int = 200,
        greeting: str = "This app asks for a password before it lets you in.",
    ) -> Response:
        said = f'<p class="problem" role="alert">{html.escape(problem)}</p>' if problem else ""
        page = PAGE.substitute(
            action=html.escape(f"{self.base}/sign-in"),
            next=html.escape(wanted),
            problem=said,
            greeting=greeting,
        )
        return HTMLResponse(page, status, headers={"Content-Security-Policy": CSP})

    def _safe(self, wanted: str) -> str:
        """Where to go then: a path of this app's, or else its home page."""
        # Browsers take \ for /, pass over line breaks and tabs, and take //name for another site.
        ours = re.fullmatch(r"/(?!/)[^\\\s\x00-\x1f\x7f]*", wanted) and (
            wanted.partition("?")[0] == self.base or wanted.startswith(f"{self.base}/")
        )
        return wanted if ours else f"{self.base}/"

    def _digest(self, text: str) -> bytes:
        """A password as bytes that are equally long for all: comparing them tells nothing of it."""
        return hmac.digest(self.secret, text.encode("utf-8", "surrogatepass"), "sha256")

    def _cookie(
        self, request: HTTPConnection, name: str, signer: URLSafeTimedSerializer, days: int
    ) -> str | None:
        """What a cookie of ours says, which is a browser's id; None where it is not there, or not valid."""
        with contextlib.suppress(BadData, ValueError):
            return str(signer.loads(request.cookies.get(name, ""), max_age=days * 86_400))
        return None

    def _set(self, request: Request, answer: Response, name: str, value: str, days: int) -> None:
        """A cookie that no script can read. A frame of another site's gets it only over https."""
        secure = request.scope["scheme"] == "https"
        answer.set_cookie(
            name,
            value,
            max_age=days * 86_400,
            path=self.base or "/",
            secure=secure,
            httponly=True,
            samesite="none" if secure and access.frames() else "lax",
        )


def _address(request: HTTPConnection) -> str:
    """Who sent a request, as far as one can tell: an address, of IPv6 the network that one customer has."""
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _secret() -> bytes:
    """32 bytes that only this machine knows; kept, so that a restart signs nobody out.

    Where they cannot be kept they are new at every start.
    """
    path = cache_dir() / "sign-in.key"
    with contextlib.suppress(OSError):
        if len(kept := read_bytes(path)) == 32:
            return kept
    made = secrets.token_bytes(32)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made)
        new.replace(path)
    return made
