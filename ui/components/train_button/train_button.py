"""The Train button of a form.

A button of Streamlit's runs the script, and the front end goes through all elements of the page five times
while the network trains already, which has to wait for that. So the browser asks the server itself to start
what the form holds (`ui/server.py`), and the script is run only where that cannot be.
"""

import secrets
import threading
from weakref import WeakValueDictionary

import streamlit as st

from core.errors import RunError
from core.problem import Preset
from core.runs import queue
from core.runs.store import Run
from core.settings.config import Config
from ui import server
from ui.components.component import component

mount = component("train_button")


class Starter:
    """What the forms of one session hold, ready to be trained; it lives as long as the session.

    Only that session's pages know its token: no other site can start runs here.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(16)
        self.offers: dict[str, tuple[Preset, Config | None]] = {}
        """By kind."""
        self.starts = 0
        """How many runs it has started."""
        self.started: dict[str, Run] = {}
        """The newest of them by kind, until the script has learned of it."""
        self.last: tuple[str, Run] | None = None
        """The press that started the last of them."""
        self.starting = threading.Lock()
        _starters[self.token] = self

    def start(self, kind: str, press: str) -> Run:
        """Train what the form of a kind holds. A run is called by its preset's name where the form still
        holds what that says, seed aside. Raises RunError where that cannot be trained.

        A press that comes again, since its answer was lost on the way, gets the run that it started.
        """
        with (
            self.starting
        ):  # one press may come several times at once: looking and noting are one step
            if self.last and press and self.last[0] == press:
                return self.last[1]
            preset, config = self.offers.get(kind, (None, None))
            if preset is None or config is None:
                raise RunError(
                    "What the form holds cannot be trained; it says why beside the control."
                )
            same = config.replace(seed=preset.config.seed) == preset.config
            run = queue.start(
                config, title=preset.title if same else "", preset=preset.name if same else ""
            )
            self.starts, self.started[kind], self.last = self.starts + 1, run, (press, run)
            return run


_starters: WeakValueDictionary[str, Starter] = WeakValueDictionary()


def of_token(token: str) -> Starter:
    """Raises RunError where its session has ended."""
    if starter := _starters.get(token):
        return starter
    raise RunError("This page is from before the server was started; reload it.")


def of_session() -> Starter:
    if "starter" not in st.session_state:
        st.session_state.starter = Starter()
    starter: Starter = st.session_state.starter
    return starter


def button(preset: Preset, config: Config | None) -> None:
    """The button for what a form holds, which is no config where that has problems."""
    starter, kind = of_session(), preset.config.kind
    starter.offers[kind] = preset, config
    result = mount(
        key="train",
        data={"url": server.train_url(starter.token, kind), "disabled": config is None},
        on_pressed_change=lambda: None,
    )
    if result.pressed:  # where the browser could not ask the server
        starter.start(kind, str(result.pressed))
