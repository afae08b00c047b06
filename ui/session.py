"""The session: what Netsketch keeps for one visitor while their tab is open.

Streamlit keeps it under names; here each entry is an object with a type. What a widget holds is Streamlit's
own, under the widget's key, and is no entry.
"""

import secrets
import threading
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

import streamlit as st

from core.errors import RunError
from core.problem import Preset
from core.runs import listing, queue
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps import ranking, sweep
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from ui import urls
from ui.runs import annotations
from ui.text import plain, sentence

T = TypeVar("T")


class Entry(Generic[T]):
    """An entry of the session, by its name there."""

    def __init__(self, name: str):
        self.name = name

    def get(self, default: T) -> T:
        """What it holds, or the default where nothing was put there."""
        value: T = st.session_state.get(self.name, default)
        return value

    def set(self, value: T) -> None:
        st.session_state[self.name] = value

    def clear(self) -> None:
        st.session_state.pop(self.name, None)

    def pop(self) -> T | None:
        """What it holds, which it holds no more; None where nothing was put there."""
        value: T | None = st.session_state.pop(self.name, None)
        return value


class Launcher:
    """What the forms of one session hold, ready to be trained; it lives as long as the session.

    Only that session's pages know its token: no other site can start runs here.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(16)
        self.pending: dict[str, tuple[Preset, Config | None]] = {}
        """By kind, what its form holds: the preset it began with, and no config where that has problems."""
        self.begun: dict[str, tuple[Config, str]] = {}
        """By kind, the config that its form began with, and the id of a run of it, or ""."""
        self.start_count = 0
        """How many runs it has started."""
        self.started: dict[str, Run] = {}
        """The newest of them by kind, until the script has learned of it."""
        self.last: tuple[str, Run] | None = None
        """The press that started the last of them."""
        self.own: list[str] = []
        """The ids of all runs and sweeps that were started in this browser, as far as known here."""
        self.starting = threading.Lock()
        _launchers[self.token] = self

    def also(self, ids: list[str]) -> None:
        """Take in what the browser says was started in it, in earlier sessions or other tabs."""
        self.own = list(dict.fromkeys([*ids, *self.own]))

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
            preset, config = self.pending.get(kind, (None, None))
            if preset is None or config is None:
                raise RunError(
                    "What the form holds cannot be trained; it says why beside the control."
                )
            same = config.replace(seed=preset.config.seed) == preset.config
            run = queue.current.start(
                config,
                title=preset.title if same else "",
                preset=preset.name if same else "",
                base=self._base(kind, config),
                threads=preset.threads,
            )
            self.start_count += 1
            self.started[kind], self.last = run, (press, run)
            self.own.append(run.id)
            return run

    def _base(self, kind: str, config: Config) -> str:
        """The id of the run of which a config is a change, or ""."""
        begun, base = self.begun.get(kind, (config, ""))
        if self.last and self.last[1].config == begun:
            base = self.last[1].id
        return "" if begun == config else base


_launchers: WeakValueDictionary[str, Launcher] = WeakValueDictionary()
_launcher = Entry[Launcher | None]("launcher")


def launcher() -> Launcher:
    """This session's."""
    found = _launcher.get(None)
    if found is None:
        found = Launcher()
        _launcher.set(found)
    return found


def launcher_of(token: str) -> Launcher:
    """The launcher of another script's session. Raises RunError where that has ended."""
    if found := _launchers.get(token):
        return found
    raise RunError("This page is from before the server was started; reload it.")


def start(config: Config, *, threads: int | None = None, **record: str) -> Run:
    """Start a run that is this browser's own. As `queue.current.start` takes it; raises as that does."""
    run = queue.current.start(config, threads=threads, **record)
    launcher().own.append(run.id)
    return run


def start_sweep(plan: Plan) -> Sweep:
    """Start a sweep that is this browser's own. Raises as `core.sweeps.sweep.start` does."""
    started = sweep.start(plan)
    launcher().own.append(started.id)
    return started


def problems(kind: str) -> Entry[dict[str, str]]:
    """By field, the problems of what the form of a kind holds."""
    return Entry(f"{kind}.problems")


def opened_groups(kind: str) -> Entry[frozenset[str]]:
    """The groups of the form of a kind in which a problem was found."""
    return Entry(f"{kind}.opened-groups")


def used_rate(kind: str) -> Entry[float]:
    """A learning rate that was tried and is to be the form's of a kind, until it is."""
    return Entry(f"{kind}.use-rate")


def start_with(kind: str) -> Entry[str]:
    """The run with whose settings the form of a kind is to begin when it is next drawn."""
    return Entry(f"{kind}.start-with")


imports = Entry[int]("imports")
"""How many networks this session has taken in: a number for the next one's widget."""

chosen_cell = Entry[tuple[int, int]]("cell")
"""The (truth, answer) of the confusion matrix whose items are shown."""


def _current(kind: str) -> Entry[str]:
    """The id of the run of a kind that this session showed last."""
    return Entry(f"run-{kind}")


def run_from_url(kind: str) -> Run | None:
    """The run that the URL names, or that this session showed last; it is put into the URL.

    A run that cannot be had is said so, and None.
    """
    run, notice = _from_url(kind)
    if notice:
        st.warning(notice, icon=":material/link_off:")
    return run


def _from_url(kind: str) -> tuple[Run | None, str]:
    """The same, and what there is to say where it cannot be had."""
    if started := launcher().started.pop(kind, None):
        set_current_run(started)
    run_id = urls.parameter("run") or _current(kind).get("")
    if not run_id:
        return None, ""
    try:
        run = listing.find(run_id)
        if run.kind != kind:
            raise RunError(f"Run {run.title} was trained on {run.kind}, not on {kind}.")
    except RunError as e:
        _current(kind).clear()
        urls.remove("run")
        return None, sentence(e)
    set_current_run(run)
    return run, ""


def run_of(config: Config) -> str:
    """The id of the run that this session showed last of a config's kind, where it is of that config."""
    try:
        run = listing.find(_current(config.kind).get(""))
    except RunError:
        return ""
    return run.id if run.config == config else ""


def set_current_run(run: Run) -> None:
    """Make a run the one that this page's URL, and this session, speak of."""
    _current(run.kind).set(run.id)
    urls.set_parameter("run", run.id)


def forget_run(run: Run) -> None:
    """Speak of no run of its kind any more."""
    _current(run.kind).clear()
    urls.remove_all()


def select_run(kind: str, label: str = "Network") -> Run | None:
    """A selector over the networks that can predict, the best first; None where there is none."""
    named, notice = _from_url(kind)
    usable = ranking.candidates(kind)
    if named and all(r.id != named.id for r in usable):
        usable.insert(0, named)
    if notice and usable:
        notice = f"{notice} Below is another one: {plain(usable[0].title)}."
    if notice:
        st.warning(notice, icon=":material/link_off:")
    if not usable:
        return None
    ids = [r.id for r in usable]
    called = dict(zip(ids, ranking.labels(usable), strict=True))
    index = ids.index(named.id) if named else 0
    chosen = st.selectbox(
        label,
        ids,
        index=index,
        format_func=called.__getitem__,
        help="The best on the test set first. Of each sweep the best run is here; the others open from "
        "their cells on the page Sweeps.",
    )
    run = usable[ids.index(chosen)]
    set_current_run(run)
    annotations.show(run)
    return run
