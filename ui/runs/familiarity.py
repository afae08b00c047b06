"""Familiarity on screen: whether what was given is like anything a network learned, and at what price."""

import streamlit as st

from core.insight.familiarity import REFUSED, Arrays, Reference, unlike
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


def verdict(
    found: Reference, far: float, refused: float, said: str, items: str, an_item: str
) -> None:
    """Whether something at a distance is like what the network learned; `said` is the answer to it."""
    if far > found.threshold(refused):
        st.warning(
            f"**Unlike anything it was trained on.** It says {plain(said)}, but "
            + _as_far(found, far, items, an_item),
            icon=":material/help:",
        )
    else:
        st.success(
            "**Like what it was trained on**, as far as can be told: "
            + _as_far(found, far, items, an_item),
            icon=":material/check:",
        )


def price(found: Reference, refused: float, items: str) -> None:
    """What it refuses of the test items, and which mistakes that saves."""
    limit = found.threshold(refused)
    saved, wrong = found.saved(limit)
    st.caption(
        f"Distances go from 0 to 2; beyond {limit:.2f} it is refused. That refuses {percent(refused, 1)} "
        f"of the first {len(found.distances):,} test {items}, {saved} of its {wrong} mistakes on them "
        "among these."
    )


def beside_answer(run: Run, given: Arrays, items: str, an_item: str) -> None:
    """A line under an answer to what is unlike all that the network learned, from the moment on at which
    somebody asked whether its answers can be trusted: before that, it would take seconds."""
    if run.status in store.ACTIVE:
        return
    refused = float(st.session_state.get(KEY, REFUSED))
    if found := unlike(run, given, refused):
        far, known = found
        st.warning(
            f"**Unlike anything it was trained on**: {_as_far(known, far, items, an_item)}",
            icon=":material/help:",
        )


def _as_far(found: Reference, far: float, items: str, an_item: str) -> str:
    tested = len(found.distances)
    n = round(found.share_as_far(far) * tested)
    many = "none is" if n == 0 else "one is" if n == 1 else f"{n:,} are"
    return f"of {tested:,} test {items} {many} as far from the nearest training {an_item}."
