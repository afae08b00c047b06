"""URLs: every address of the app that is made or read, and every query parameter in it.

run      the run that a page shows          compare  the runs that are compared, with commas between
sweep    the sweep that is opened           preset   the settings that a form begins with
test     a test image, by its number        name     the surname to read
dataset  the pictures that the Data page shows
"""

import contextlib
from pathlib import PurePosixPath
from typing import NoReturn
from urllib.parse import quote, urlencode

import streamlit as st

RUNS, SWEEPS = "pages/runs.py", "pages/sweeps.py"
MISTAKES, DATA = "pages/mistakes.py", "pages/data.py"


def base() -> str:
    """What all paths begin with: nothing, or "/..." where `server.baseUrlPath` is set."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def progress_url(run_id: str) -> str:
    """Where a look at a run is to be had in JSON, as `ui.components.run_monitor.payload.look` says it; with
    `?matrix` the confusion matrix is in it while the run trains, too."""
    return f"{base()}/look/{quote(run_id)}"


def file_url(run_id: str, name: str) -> str:
    """Where figures of a run are to be had as a CSV file: its "curves", or its "confusion" matrix."""
    return f"{base()}/csv/{name}/{quote(run_id)}"


def weights_url(run_id: str) -> str:
    """Where a run's newest weights are to be had, as the browser computes with them; with `?step=` those
    of a snapshot."""
    return f"{base()}/weights/{quote(run_id)}"


def network_url(run_id: str) -> str:
    """Where the description of a run's network is to be had, as the browser computes it."""
    return f"{base()}/network/{quote(run_id)}"


def shipped_url(kind: str) -> str:
    """Where the weights of the network are to be had that ships for a kind."""
    return f"{base()}/shipped/{kind}"


def demo_url() -> str:
    """Where to POST to for how the demo run stands (`core.runs.demo`), which may then begin."""
    return f"{base()}/demo"


def demo_weights_url() -> str:
    """Where the demo run's newest weights are to be had."""
    return f"{base()}/demo/weights"


def train_url(token: str, kind: str) -> str:
    """Where to POST to for what a session's form of a kind holds to be trained."""
    return f"{base()}/train/{token}/{kind}"


def sign_out_url() -> str:
    return f"{base()}/sign-out"


def page_url(page: str, **parameters: str) -> str:
    """The address of a page ("pages/runs.py") for the browser, with query parameters."""
    query = f"?{urlencode(parameters, safe='/', quote_via=quote)}" if parameters else ""
    return f"{base()}/{PurePosixPath(page).stem}{query}"


def train_page(kind: str) -> str:
    """The page on which a kind is trained, and a run of it followed."""
    return f"pages/train_{kind}.py"


def open_page(page: str, **parameters: str) -> NoReturn:
    """Go to a page with query parameters, and to it alone: what is left of this one is not run."""
    st.switch_page(page, query_params=parameters)


def link(page: str, label: str, icon: str, **parameters: str) -> None:
    """Show a link to a page with query parameters."""
    st.page_link(page, label=label, icon=icon, query_params=parameters or None)


def parameter(name: str) -> str | None:
    """A query parameter of this page's address; None where it has none of that name."""
    return st.query_params.get(name)


def set_parameter(name: str, value: str) -> None:
    """Put a query parameter into the address, in the place of another value."""
    if parameter(name) != value:
        st.query_params[name] = value


def remove(*names: str) -> None:
    """Take query parameters out of the address, where it has them."""
    for name in names:
        with contextlib.suppress(KeyError):
            del st.query_params[name]


def remove_all() -> None:
    """Take all query parameters out of the address."""
    st.query_params.clear()


def compared() -> list[str]:
    """The ids of the runs that this page's address asks to compare."""
    ids = parameter("compare")
    return ids.split(",") if ids else []


def compare(ids: list[str]) -> None:
    """Put the runs that are compared into the address."""
    set_parameter("compare", ",".join(ids))
