"""The Challenges page below its title: the board, and the challenge that is opened."""

from contextlib import suppress

import streamlit as st

from core.challenges import challenges, reached
from core.errors import RunError
from core.runs import listing
from core.runs.store import Run
from core.sweeps import sweep as sweeps
from ui import session, urls
from ui.components.challenge_board.challenge_board import challenge_board
from ui.errors import error_boundary
from ui.problems import problem_page


def show() -> None:
    """The whole of it."""
    with error_boundary():
        known = {one.name: (kind, one) for kind, one in challenges()}
        opened = urls.parameter("challenge") or ""
        if opened and (opened not in known or known[opened][1].reached):
            urls.unread("challenge", opened, "no challenge of that name is done here")
            urls.remove("challenge")
            opened = ""
        runs = _runs(session.launcher().own)
        done = [(one, reached(kind, one, runs)) for kind, one in known.values()]
        chosen = challenge_board(done, opened, session.launcher().own, session.launcher().also)
        if chosen in known:
            kind, one = known[chosen]
            if one.reached:
                urls.open_page(urls.train_page(kind), **one.start)
            if chosen != opened:
                urls.set_parameter("challenge", chosen)
                st.rerun()
        if opened:
            problem_page(known[opened][0]).challenges[opened]()


def _runs(ids: list[str]) -> list[Run]:
    """The runs among the ids of runs and of sweeps, and those of the sweeps, the newest first. Deleted ones
    are passed over."""
    found: list[Run] = []
    for one in reversed(ids):
        try:
            found.append(listing.find(one))
        except RunError:
            with suppress(RunError):
                found += sweeps.find(one).runs()
    return found
