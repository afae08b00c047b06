"""The challenge board: goals with hints, the way to where each is done, and ticks that a browser keeps."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.problem_values import Challenge
from ui.components.component import component

mount = component("challenge_board")
KEY = "challenges"


def challenge_board(
    challenges: Sequence[tuple[Challenge, str]],
    opened: str,
    own: Sequence[str],
    found: Callable[[list[str]], None],
) -> str:
    """Show challenges, each with how a run of the user's reaches it, or "", which ticks it; the name of the
    one whose button was pressed, if one was.

    Args:
        challenges: in the order in which they are shown.
        opened: the name of the one that the page shows below, or "".
        own: the ids of the runs and sweeps of this browser that are known.
        found: is called with all that the browser kept, before the script runs again, where those are more.
    """

    def more() -> None:
        found([str(one) for one in st.session_state[KEY].get("own") or ()])

    result = mount(
        key=KEY,
        data={
            "cards": [
                {
                    "name": one.name,
                    "title": one.title,
                    "goal": one.goal,
                    "hint": one.hint,
                    "action": one.action,
                    "how": how,
                }
                for one, how in challenges
            ],
            "open": opened,
            "own": list(own),
        },
        on_go_change=lambda: None,
        on_own_change=more,
    )
    return str(result.go or "")
