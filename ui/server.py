"""The server's own routes: starting runs, looking at them, their figures as files; access, start and end.

A page that follows a run could run its script again for every update. Streamlit's front end then goes
through all elements of the page several times, which takes far longer than drawing what is new, and
on few cores the training waits for it. So a page asks here instead.
"""

import contextlib
import logging
import re
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from core.errors import AccessError, RunError
from ui import front_end
from ui.access import access
from ui.routes import base

START_SECONDS = 30
MOST_SPARKS = 60  # of one answer: as many as a browser shows at once
NO_STORE = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """For `st.App`, before Streamlit's own."""
    return [
        Route(f"{base()}/look/{{run:path}}", answer),
        Route(f"{base()}/control/{{command}}/{{run:path}}", control, methods=["POST"]),
        Route(f"{base()}/sparks", sparks),
        Route(f"{base()}/csv/{{name}}/{{run:path}}", file),
        Route(f"{base()}/weights/{{run:path}}", weights),
        Route(f"{base()}/network/{{run:path}}", network),
        Route(f"{base()}/shipped/{{kind}}", shipped_weights),
        Route(f"{base()}/demo", demo, methods=["POST"]),
        Route(f"{base()}/demo/weights", demo_weights),
        Route(f"{base()}/train/{{token}}/{{kind}}", start, methods=["POST"]),
    ]


def middleware() -> list[Middleware]:
    """For `st.App`, before Streamlit's own. Ends the process with a sentence where it cannot be."""
    try:
        found = [Middleware(access.Headers, frames=access.frames())]
        if (password := access.password()) is not None:
            from ui.access.sign_in import SignIn  # costs nothing where there is no password

            found.append(Middleware(SignIn, password=password, base=base()))
    except AccessError as e:
        raise SystemExit(f"Netsketch cannot start. {e}") from e
    found.append(Middleware(front_end.Packed, folder=Path(get_static_dir()), base=base()))
    return found


def answer(request: Request) -> Response:
    """The progress of the run that the path names; 404 and a sentence where it cannot be had, 403 for
    another site."""

    def look() -> Response:
        from core.runs import listing  # by the first page, not by the server's start
        from ui.components.run_monitor import payload

        run = listing.find(request.path_params["run"])
        found = payload.look(run, "matrix" in request.query_params)
        return JSONResponse(found, headers=NO_STORE)

    return _ours(request, look)


def control(request: Request) -> Response:
    """Pause, resume or stop the run that the path names, as the panel's buttons do: a server that was just
    started has no script yet that could; errors as in `answer`."""

    def do() -> Response:
        from core.runs import commands, listing

        commands.command(listing.find(request.path_params["run"]), request.path_params["command"])
        return JSONResponse({}, headers=NO_STORE)

    return _ours(request, do)


def sparks(request: Request) -> Response:
    """By id, `core.runs.card.spark` of each `run` of the query that is there, of the first `MOST_SPARKS`;
    errors as in `answer`."""

    def read() -> Response:
        from core.runs import card, listing

        found = {}
        for run_id in request.query_params.getlist("run")[:MOST_SPARKS]:
            with contextlib.suppress(RunError):  # deleted since it was listed
                found[run_id] = card.spark(listing.find(run_id))
        return JSONResponse(found, headers=NO_STORE)

    return _ours(request, read)


def weights(request: Request) -> Response:
    """The weights of the run that the path names, the newest or those after the `step` of the query, in the
    safetensors format; errors as in `answer`."""

    def read() -> Response:
        from core.runs import listing, predict

        step = request.query_params.get("step", "")
        if not re.fullmatch("[0-9]{0,15}", step):
            raise RunError(f"There are no weights after {step[:20]!r} steps.")
        run = listing.find(request.path_params["run"])
        return _binary(predict.weights(run, int(step) if step else None))

    return _ours(request, read)


def network(request: Request) -> Response:
    """What the browser computes the network of the run that the path names with, beside its weights; errors
    as in `answer`."""

    def read() -> Response:
        from core.runs import listing
        from ui.components.network.network import description

        run = listing.find(request.path_params["run"])
        return JSONResponse(description(run), headers=NO_STORE)

    return _ours(request, read)


def shipped_weights(request: Request) -> Response:
    """The weights of the network that ships for the kind that the path names; errors as in `answer`."""

    def read() -> Response:
        from core.problems import PROBLEMS
        from core.runs import predict
        from core.runs.shipped import shipped

        kind = request.path_params["kind"]
        if kind not in PROBLEMS:
            raise RunError(f"There is no kind {kind[:40]!r}.")
        return _binary(predict.weights(shipped(kind)))

    return _ours(request, read)


def demo(request: Request) -> Response:
    """How the demo run stands, which begins where it may; with `?samples` also some test items. Errors as
    in `answer`."""

    def look() -> Response:
        from ui.components.demo_run import payload

        return JSONResponse(payload.look("samples" in request.query_params), headers=NO_STORE)

    return _ours(request, look)


def demo_weights(request: Request) -> Response:
    """The demo run's newest weights; errors as in `answer`."""

    def read() -> Response:
        from core.runs import demo, predict

        if (run := demo.current.look().run) is None:
            raise RunError("No network trains on the home page.")
        return _binary(predict.weights(run))

    return _ours(request, read)


def _binary(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream", headers=NO_STORE)


def _ours(request: Request, answered: Callable[[], Response]) -> Response:
    """An answer to a page of ours, or a sentence."""
    if not access.is_ours(request):
        return JSONResponse({"error": access.refusal(request)}, 403)
    from ui.text import without_folders

    try:
        return answered()
    except RunError as e:
        return JSONResponse({"error": without_folders(e)}, 404)
    except Exception as e:  # our mistake: whoever asks gets a sentence, the terminal the rest
        logging.getLogger("netsketch").exception("in an answer about a run")
        mistake = f"Netsketch made a mistake here ({type(e).__name__}). The terminal says more."
        return JSONResponse({"error": mistake}, 500)


def file(request: Request) -> Response:
    """A run's curves or confusion matrix as a CSV file to keep; 404 and a sentence where there is none, 403
    for another site."""
    if not access.is_ours(request):
        return PlainTextResponse(access.refusal(request), 403)
    from core.runs import export, listing
    from ui.components.run_monitor.payload import confusion_matrix
    from ui.text import without_folders

    name = request.path_params["name"]
    try:
        run = listing.find(request.path_params["run"])
        matrix = confusion_matrix(run) if name == "confusion" else None
        if name == "curves":
            text = export.metrics_csv(run)
        elif matrix and matrix["counts"]:
            text = export.confusion_csv(matrix["counts"], matrix["labels"])
        else:
            raise RunError(
                f"Run {run.title} has no such figures yet: train it until its first test."
            )
    except RunError as e:
        return PlainTextResponse(without_folders(e), 404)
    kept = f"attachment; filename*=UTF-8''{quote(run.id.replace('/', '-'))}-{name}.csv"
    return Response(text, media_type="text/csv", headers={"Content-Disposition": kept})


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
    order = {"session": launcher.token, "starts": launcher.start_count}
    return JSONResponse(payload | {"form": True} | order)


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
    if demos := sys.modules.get("core.runs.demo"):
        demos.current.leave()


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
            webbrowser.open(f"{scheme}://{host}:{port}{base()}")
            return
        time.sleep(0.05)
