"""A value held open in a view, such as a pixel whose sum stands beside it: the address keeps which."""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import session, urls


def held(
    parameter: str, key: str, numbers: int, of: str = ""
) -> tuple[dict[str, Any], Callable[[], None]]:
    """What a component of a key is to hold open, as data that it gets, and what it calls back with `held`
    when something else is.

    The address has it as so many numbers with points between, in a parameter; behind them stands, where it
    is held open for one thing alone, which that is: `of` is a pattern of it. `came` counts how often it
    came from elsewhere than the browser, which then takes it over.
    """
    entry = session.Entry[tuple[str, int]](f"{key}.held")
    text, came = entry.get(("", 0))

    def read(said: str) -> str:
        if said and not re.fullmatch(rf"\d{{1,4}}(\.\d{{1,4}}){{{numbers - 1}}}{of}", said):
            many = "a number" if numbers == 1 else f"{numbers} numbers with points between"
            raise ValueError(f"it is not {many}" + (" and what they are of" if of else ""))
        return said

    brought = urls.follow(parameter, read, "")
    if brought is not None and brought != text:
        text, came = brought, came + 1
        entry.set((text, came))

    def changed() -> None:
        said = st.session_state[key].get("held")
        if said is not None:
            entry.set((read(str(said["at"])), came))

    urls.tell(**{parameter: text or None})
    return {"held": text, "came": came}, changed
