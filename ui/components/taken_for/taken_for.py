"""The challenge of a made-up name: whether a network takes it for one of a language."""

from typing import Any

from ui.components.component import component

mount = component("taken_for")


def taken_for(name: str, letters: str, where: str, goal: dict[str, Any]) -> None:
    """Show how far the name that is typed, and answered beside this, is to a challenge's goal, and tick it
    once it is reached. Mount it before the answer, which it listens to.

    Args:
        name: of the challenge.
        letters: what the network reads of the name that was typed when the script ran.
        where: the languages as which that stands in the data; "" for none.
        goal: as `Goal` in `judged.js` has it.
    """
    known = {"letters": letters, "where": where}
    mount(key="taken-for", data={"name": name, "known": known, "goal": goal})
