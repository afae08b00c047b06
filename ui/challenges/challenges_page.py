"""The Challenges page below its title: the board, and the challenge that is opened."""

import streamlit as st

from core.challenges import challenges, reached
from core.runs import listing
from core.sweeps import sweep as sweeps
from ui import urls
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
        runs = [*listing.runs(), *(run for s in sweeps.list_sweeps()[0] for run in s.runs())]
        done = [(one, reached(kind, one, runs)) for kind, one in known.values()]
        chosen = challenge_board(done, opened)
        if chosen in known:
            kind, one = known[chosen]
            if one.reached:
                urls.open_page(urls.train_page(kind), **one.start)
            if chosen != opened:
                urls.set_parameter("challenge", chosen)
                st.rerun()
        if opened:
            problem_page(known[opened][0]).challenges[opened]()
