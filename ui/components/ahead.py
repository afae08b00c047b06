"""Components that draw a change made on them at once and tell the form of it: which of both is ahead."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui import session


class Ahead:
    """What was changed last on a component that sends `wanted`, {revision, settings}, under its key.

    Each change has a higher revision. The component gets back the last one that the form has: data of an
    earlier one would undo on the screen what was pressed since.
    """

    def __init__(self, key: str):
        self.key, self._heard = key, session.Entry[int](f"{key}-heard")

    @property
    def revision(self) -> int:
        return self._heard.get(0)

    def told(self, changed: Callable[[Mapping[str, Any]], None]) -> Callable[[], None]:
        """For the component to call back: gives new settings to `changed`, before the script runs again."""

        def heard() -> None:
            wanted = st.session_state[self.key].get("wanted")
            if wanted and wanted["revision"] > self.revision:
                self._heard.set(wanted["revision"])
                changed(wanted["settings"])

        return heard
