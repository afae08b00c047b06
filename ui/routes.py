"""Addresses of the server's own routes: what components ask it for, and where they POST to."""

from urllib.parse import quote

import streamlit as st


def base() -> str:
    """What all paths begin with: nothing, or "/..." where `server.baseUrlPath` is set."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def progress_url(run_id: str) -> str:
    """Where a look at a run is to be had in JSON, as `ui.components.run_monitor.payload.look` says it; with
    `?matrix` the confusion matrix is in it while the run trains, too."""
    return f"{base()}/look/{quote(run_id)}"


def control_url(run_id: str) -> str:
    """Where to POST to, with the command in {}'s place, to pause, resume or stop a run."""
    return f"{base()}/control/{{}}/{quote(run_id)}"


def sparks_url() -> str:
    """Where the spark curves of runs are to be had, each named by a `run` of the query."""
    return f"{base()}/sparks"


def file_url(run_id: str, name: str) -> str:
    """Where figures of a run are to be had as a CSV file: its "curves", or its "confusion" matrix."""
    return f"{base()}/csv/{name}/{quote(run_id)}"


def weights_url(run_id: str) -> str:
    """Where a run's newest weights are to be had; with `?step=` those of a snapshot."""
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
