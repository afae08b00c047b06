"""The challenge board: goals with hints, the way to where each is done, and ticks that a browser keeps."""

from collections.abc import Sequence

from core.problem_values import Challenge
from ui.components.component import component

mount = component("challenge_board")


def challenge_board(challenges: Sequence[tuple[Challenge, str]], opened: str) -> str:
    """Show challenges, each with how a run of the user's reaches it, or "", which ticks it; the name of the
    one whose button was pressed, if one was. `opened` is that of the one that the page shows below."""
    result = mount(
        key="challenges",
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
        },
        on_go_change=lambda: None,
    )
    return str(result.go or "")
