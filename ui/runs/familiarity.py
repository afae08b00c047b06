"""Familiarity on screen: whether what was given is like anything a network learned, and at what price."""

import contextlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import NetsketchError
from core.insight.familiarity import REFUSED, Arrays, Familiarity, unlike
from core.runs import store
from core.runs.store import Run
from core.statistics.percent import percent
from ui.text import plain

SHARES = (0.005, 0.01, 0.02, 0.05, 0.1)
KEY = "inside.refused"


def share_refused(items: str) -> float:
    """The share of test items that may be refused, chosen on a slider."""
    return float(
        st.select_slider(
            f"Share of test {items} that may be refused",
            SHARES,
            REFUSED,
            format_func=lambda share: percent(share, 1),
            key=KEY,
            persist_state="session",
        )
    )


def verdict(known: Familiarity, far: float, refused: float, said: str, items: str) -> None:
    """Whether something so strange is like what the network learned; `said` is the answer to it."""
    if far > known.threshold(refused):
        st.warning(
            f"**Unlike anything it was trained on.** It says {plain(said)}, but "
            + _as_far(known, far, items),
            icon=":material/help:",
        )
    else:
        st.success(
            "**Like what it was trained on**, as far as can be told: " + _as_far(known, far, items),
            icon=":material/check:",
        )


def price(
    known: Familiarity, far: float, refused: float, right: NDArray[np.bool_], items: str
) -> None:
    """How that is judged, what it refuses of the test items, and which mistakes that saves."""
    limit = known.threshold(refused)
    saved, wrong = known.saved(right, limit)
    sentences = (
        known.about,
        f"{known.scale}: {signed(far)} here; beyond {signed(limit)} it is refused.",
        f"That refuses {percent(refused, 1)} of the first {len(known.tested):,} test {items}, {saved} of "
        f"its {wrong} mistakes on them among these.",
    )
    st.caption(" ".join(filter(None, sentences)))


def signed(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def strange(run: Run, given: Arrays) -> tuple[float, Familiarity] | None:
    """How unlike all that a network learned something is, to stand beside its answer: from the first on
    where its data set has a detector, else from the moment on at which somebody asked whether its answers
    can be trusted; before that, it would take seconds. None of what is like it."""
    if run.status in store.ACTIVE:
        return None
    with contextlib.suppress(
        NetsketchError
    ):  # of data that is gone its answers stand; the panel says so
        return unlike(run, given, float(st.session_state.get(KEY, REFUSED)))
    return None


def beside_answer(found: tuple[float, Familiarity] | None, items: str) -> None:
    """A line under an answer to what is `strange`."""
    if found:
        far, known = found
        st.warning(
            f"**Unlike anything it was trained on**: {_as_far(known, far, items)}",
            icon=":material/help:",
        )


def _as_far(known: Familiarity, far: float, items: str) -> str:
    tested = len(known.tested)
    n = round(known.share_as_far(far) * tested)
    many = "none is" if n == 0 else "one is" if n == 1 else f"{n:,} are"
    return f"of {tested:,} test {items} {many} {known.as_far}."
