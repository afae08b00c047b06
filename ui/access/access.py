"""Access from other machines and sites: the password, whose requests count, who may frame the app."""

import contextlib
import os
import re
import unicodedata
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import AccessError

PASSWORD, FRAMES = "NETSKETCH_PASSWORD", "NETSKETCH_FRAMES"
_ORIGIN = re.compile(
    r"https?://(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:(\d{1,5}|\*))?"
)


def protected() -> bool:
    """Whether a password is set."""
    return PASSWORD in os.environ


def password() -> str | None:
    """What NETSKETCH_PASSWORD holds, normalized; None where it is not set and everyone may come in.

    Raises AccessError for one that nobody could type: empty, or with control characters.
    """
    if not protected():
        return None
    typed = os.environ[PASSWORD].rstrip(
        "\r\n"
    )  # as `$(cat file)` leaves it out, and Docker does not
    if not typed.strip():
        raise AccessError(
            f"{PASSWORD} is empty: give it a password, or unset it to let everyone in."
        )
    if not all(character.isprintable() for character in typed):
        raise AccessError(
            f"{PASSWORD} holds a character that nobody can type into a form, such as a line break or "
            "one that is not UTF-8: choose another password."
        )
    return normalized(typed)


def normalized(typed: str) -> str:
    """The same text however a system composes its letters (Unicode's form C)."""
    return unicodedata.normalize("NFC", typed)


def frames() -> tuple[str, ...]:
    """The origins that NETSKETCH_FRAMES allows to show the app in a frame, as CSP names them.

    Raises AccessError for what is no origin.
    """
    return tuple(
        _origin(named) for named in re.split(r"[\s,;]+", os.environ.get(FRAMES, "")) if named
    )


def _origin(named: str) -> str:
    scheme, _, rest = named.rstrip("/").partition("://")
    host, colon, port = rest.partition(":")
    if not host.isascii():
        with contextlib.suppress(UnicodeError):
            host = host.encode("idna").decode()
    plain = f"{scheme}://{host}{colon}{port}".lower()
    if not _ORIGIN.fullmatch(plain):
        raise AccessError(
            f"{FRAMES} names “{named[:60]}”, which is no site: name each as https://school.example.org, "
            "with spaces between."
        )
    return plain


def is_ours(request: HTTPConnection) -> bool:
    """Whether a request comes from a page of this app, or of a site that Streamlit lets in.

    What Streamlit asks of its websocket: no Origin (not a browser), or the requested host, or one of
    `server.corsAllowedOrigins`, `browser.serverAddress` and this machine; all where CORS protection is off.
    It may resolve this machine's address in the network: not for the event loop.
    """
    from streamlit.web.server.server_util import is_url_from_allowed_origins
    from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

    host, origin = request.headers.get("host"), request.headers.get("origin")
    if not is_host_allowed(host):
        return False
    try:
        return (
            origin is None
            or urlsplit(origin).netloc == host
            or bool(is_url_from_allowed_origins(origin))
        )
    except ValueError:  # no address at all
        return False


def refusal(request: HTTPConnection) -> str:
    """The sentence for a request that is not ours."""
    origin = request.headers.get("origin", "another site")[:100]
    return (
        f"A page of {origin} asked for this, which is not where this app is: open the app itself, or name "
        "that site in server.corsAllowedOrigins."
    )


class Headers:
    """Middleware that tells browsers what other sites may do with what is answered: put it into a frame
    only where they are named, and never learn the full address of a page."""

    def __init__(self, app: ASGIApp, frames: tuple[str, ...]) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": " ".join(("frame-ancestors 'self'", *frames)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        if not frames:  # older browsers know only this, which cannot name sites
            self.headers["X-Frame-Options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.append(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
