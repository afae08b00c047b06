"""The server's own routes: starting runs and looking at them; access, start and end.

A page that follows a run could run its script again for every update. Streamlit's front end then goes
through all elements of the page several times, which takes far longer than drawing what is new, and
on few cores the training waits for it. So a page asks here instead.
"""

import contextlib
import logging
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import AccessError
from ui import urls
from ui.access import access

START_SECONDS = 30


def routes() -> list[Route]:
    """For `st.App`, before Streamlit's own."""
    return [
        Route(f"{urls.base()}/look/{{run:path}}", answer),
        Route(f"{urls.base()}/train/{{token}}/{{kind}}", start, methods=["POST"]),
    ]


def middleware() -> list[Middleware]:
    """For `st.App`, before Streamlit's own. Ends the process with a sentence where it cannot be."""
    try:
        found = [Middleware(access.Headers, frames=access.frames())]
        if (password := access.password()) is not None:
            from ui.access.sign_in import SignIn  # costs nothing where there is no password

            found.append(Middleware(SignIn, password=password, base=urls.base()))
    except AccessError as e:
        raise SystemExit(f"Netsketch cannot start. {e}") from e
    return found


def answer(request: Request) -> Response:
    """The progress of the run that the path names; 404 and a sentence where it cannot be had, 403 for
    another site."""
    if not access.is_ours(request):
        return JSONResponse({"error": access.refusal(request)}, 403)
    from core.errors import RunError
    from core.runs import listing, progress  # by the first page, not by the server's start
    from ui.text import without_folders

    try:
        payload = progress.run_progress(listing.find(request.path_params["run"]))
    except RunError as e:
        return JSONResponse({"error": without_folders(e)}, 404)
    except Exception as e:  # our mistake: whoever asks gets a sentence, the terminal the rest
        logging.getLogger("netsketch").exception("in an answer about a run")
        mistake = f"Netsketch made a mistake here ({type(e).__name__}). The terminal says more."
        return JSONResponse({"error": mistake}, 500)
    return JSONResponse(payload, headers={"Cache-Control": "no-store"})


def start(request: Request) -> Response:
    """Train what a session's form holds, and tell of the run; 409 and a sentence where that cannot be, 403
    for another site."""
    if not access.is_ours(request):
        return JSONResponse({"error": access.refusal(request)}, 403)
    from core.errors import NetsketchError
    from ui import session
    from ui.components.run_monitor.payload import panel_payload
    from ui.text import without_folders

    try:
        launcher = session.launcher_of(request.path_params["token"])
        press = request.query_params.get("press", "")
        payload = panel_payload(launcher.start(request.path_params["kind"], press))
    except NetsketchError as e:
        return JSONResponse({"error": without_folders(e)}, 409)
    return JSONResponse(payload | {"session": launcher.token, "starts": launcher.start_count})


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Open the browser at the start, which Streamlit itself does only for an app without routes; at the
    end, let what trains end with a checkpoint."""
    if not st.get_option("server.headless"):
        threading.Thread(target=_open_browser, daemon=True).start()
    yield
    # A SIGTERM kills the process right after this, before its exit functions.
    if jobs := sys.modules.get("core.runs.queue"):
        jobs.current.shut_down()


def _open_browser() -> None:
    """Open the home page once the server takes connections."""
    address, port = st.get_option("server.address"), st.get_option("server.port")
    if not address or address in ("0.0.0.0", "::"):
        address = "localhost"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
            scheme = "https" if st.get_option("server.sslCertFile") else "http"
            host = f"[{address}]" if ":" in address else address
            webbrowser.open(f"{scheme}://{host}:{port}{urls.base()}")
            return
        time.sleep(0.05)
