"""The list of runs, a card each with picture, spark curve and accuracy, which the browser searches, filters
and sorts; the same runs as a scatter plot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.problems import title
from core.runs.card import Card
from ui import routes, urls
from ui.components.component import component

mount = component("run_list")
KEY = "runs"
ORDERS = ("newest first", "best first", "fastest first", "smallest first", "by name")
VIEWS = {"": "as a list", "seconds": "accuracy against time", "parameters": "accuracy against size"}


def run_list(
    cards: Sequence[Card],
    sweeps: Mapping[str, str],
    best: Sequence[str],
    opened: str,
    ticked: Sequence[str],
    open_run: Callable[[str], None],
    tick: Callable[[list[str]], None],
    choice: Mapping[str, str],
    came: int,
    choose: Callable[[dict[str, str]], None],
) -> None:
    """Show cards of runs, newest first.

    Args:
        cards: the runs.
        sweeps: by the ids of sweeps to which some of them belong, their titles.
        best: the ids of those that are marked as the best of their kind.
        opened: the id of the run that the page shows below, or "".
        ticked: the ids of those that are ticked.
        open_run: called with the id of the run that was opened, before the script runs again.
        tick: called with the ids of all that are ticked, likewise.
        choice: the search, filters, order and view, as `Choice` in `filtering.js` has them; "" where they
            are as at the beginning.
        came: how often a choice came from elsewhere than the browser, which then takes it over.
        choose: called with what is chosen there, before the script runs again.
    """

    def was_opened() -> None:
        if run_id := st.session_state[KEY].get("open"):
            open_run(str(run_id))

    def were_ticked() -> None:
        ids = st.session_state[KEY].get("ticks")
        if ids is not None:
            tick([str(run_id) for run_id in ids["ids"]])

    def was_chosen() -> None:
        if found := st.session_state[KEY].get("choice"):
            choose({str(name): str(value) for name, value in found.items()})

    shown = {"open": opened, "ticked": list(ticked), "choice": dict(choice), "came": came}
    mount(
        key=KEY,
        data=payload(cards, sweeps, best) | shown,
        on_choice_change=was_chosen,
        on_open_change=was_opened,
        on_ticks_change=were_ticked,
    )


def payload(
    cards: Sequence[Card], sweeps: Mapping[str, str], best: Sequence[str]
) -> dict[str, Any]:
    """What the browser shows of them, as `Data` in `filtering.js` has it. What many share is said once."""
    networks: dict[Any, int] = {}
    places, marked = {sweep: k for k, sweep in enumerate(sweeps)}, set(best)
    runs = []
    for card in cards:
        record, net = card.run.record, card.network
        drawn = (net.shapes, net.loops) if net else None
        found = {
            "id": card.run.id,
            "title": card.title,
            "kind": card.run.kind,
            "status": card.status,
            "nearest": card.nearest,
            "name": card.name if card.name not in card.title else "",
            "accuracy": record.get("accuracy"),
            "seconds": record.get("seconds"),
            "created": record["created"],
            "parameters": net.parameters if net else None,
            "network": networks.setdefault(drawn, len(networks)) if drawn else None,
            "sweep": places.get(card.run.id.rpartition("/")[0]),
            "best": card.run.id in marked,
            "tags": list(card.written.tags),
            "note": card.written.note,
        }
        # What is empty is left out: a thousand runs are sent at once.
        runs.append({name: value for name, value in found.items() if value not in (None, "", [])})
    kinds = dict.fromkeys(card.run.kind for card in cards)
    return {
        "url": f"{urls.page_url(urls.RUNS)}?run=",
        "sparks": routes.sparks_url(),
        "kinds": [[kind, title(kind)] for kind in kinds],
        "sweeps": list(sweeps.items()),
        "orders": ORDERS,
        "views": list(VIEWS.items()),
        "networks": [{"shapes": shapes, "loops": loops} for shapes, loops in networks],
        "runs": runs,
    }
