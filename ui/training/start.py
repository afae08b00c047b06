"""The start of a form: a preset or a run whose settings fill it, what differs by now, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import ConfigError, RunError
from core.problem import Preset
from core.problems import problem
from core.runs import listing
from core.runs.store import Run
from core.settings import words
from core.settings.config import Config, parse_value
from core.settings.execution import Execution
from core.statistics.percent import percent
from core.sweeps import ranking
from ui import session, urls
from ui.text import plain, sentence
from ui.training import given

C = TypeVar("C", bound=Config)
MOST_RUNS = 30
"""Newest runs that are offered beside the presets."""


@dataclass(frozen=True)
class Start(Generic[C]):
    """What a form began with."""

    kind: str
    preset: Preset
    """Of a run, one without a name."""
    config: C
    held: Mapping[str, Any]
    """By field, what the widgets hold for it."""
    title: str
    run: Run | None
    summary: DeltaGenerator
    """The place, below the choice, that says how the form differs by now."""

    def differs(self, field: str, value: Any) -> bool:
        """Whether a field of the form, or a detail of its execution, is not what it was."""
        before = getattr(self.config, field, self.held.get(field))
        return _even(value) != _even(before)

    def way_back(self, field: str, *more: str) -> None:
        """A button below a field that brings back what it held; `more` are widgets that belong to it."""
        before = getattr(self.config, field, self.held.get(field))
        label = words.value(type(self.config), field, before)
        st.button(
            f"was {plain(label)}",
            key=f"{self.kind}.back.{field}",
            icon=":material/undo:",
            type="tertiary",
            help=f"It was {plain(label)} in {plain(self.title)}; bring it back.",
            on_click=self._restore,
            args=(field, *more),
        )

    def summarise(self, config: Config | None) -> None:
        """Say at the top which settings differ."""
        if config is None or not (changes := changed(self.config, config)):
            return
        with self.summary.container(horizontal=True, vertical_alignment="center", key="differs"):
            said = words.phrases_of(type(config), {f: getattr(config, f) for f in changes})
            st.markdown(f"**Changed:** {plain(said)}", width="content")
            st.button(
                "Back to the start",
                key=f"{self.kind}.back",
                icon=":material/undo:",
                type="tertiary",
                on_click=self._restore,
                args=tuple(self.held),
            )

    def tell(self, config: Config | None, threads: int) -> None:
        """Let the address hold all of the form; while it has problems, what it held before."""
        if config is None:
            return
        now = {f: getattr(config, f) for f in changed(self.config, config)}
        if threads != self.held["threads"]:
            now["threads"] = threads
        run, preset = self.run.id if self.run else None, self.preset.name
        urls.tell(
            start=run,
            preset=None if preset in ("", "quick") else preset,
            **{"with": joined(now)},
        )

    def _restore(self, *fields: str) -> None:
        back = {}
        for name, value in self.held.items():
            own = (field for field in fields if name.startswith((f"{field}.", f"{field}_")))
            if value is not None and (name in fields or next(own, None)):
                back[name] = value
        given.give(self.kind, back)


def _even(value: Any) -> Any:
    """A value of which one number for all layers is the same as that number for each."""
    if isinstance(value, (list, tuple)):
        value = tuple(value)
        return value[0] if len(set(value)) == 1 else value
    return value


def changed(before: Config, now: Config) -> list[str]:
    """The fields in which two configs of a kind differ, in the order of their declarations."""
    return [f for f, v in vars(now).items() if _even(v) != _even(getattr(before, f))]


def put(config: Config, threads: int | None = None) -> None:
    """Let the form of a kind hold these settings when it is next drawn; as many threads as the kind has,
    unless said."""
    st.session_state[f"{config.kind}.put"] = config, threads or problem(config.kind).threads


def from_run(run: Run) -> None:
    """Let the form of a run's kind begin with its settings when it is next drawn."""
    session.start_with(run.kind).set(run.id)
    put(run.config, run.threads)


def choose(cls: type[C], fill: Callable[[C], dict[str, Any]], place: DeltaGenerator) -> Start[C]:
    """Choose a preset or a run at a place of the page; choosing fills the form. `fill` gives what the
    form's own widgets hold for a config, by field; None for a field that has none of its name."""
    kind, state = cls.kind, st.session_state
    key, presets = f"{kind}.preset", {p.name: p for p in problem(kind).presets}
    runs = {run.id: run for run in listing.newest(kind, MOST_RUNS)}

    def take(name: str) -> None:
        if name in presets:
            put(presets[name].config, presets[name].threads)
        else:
            put(runs[name].config, runs[name].threads)

    if named := session.start_with(kind).pop():
        state[key] = named
    came = [urls.brought(name) for name in ("start", "preset", "with")]
    (_, of_run), (_, of_preset), (_, changes) = came
    linked = of_run or of_preset
    for named in (linked, state.get(key)):
        if named and named not in presets | runs:
            _add(runs, kind, named, place if named == of_run else None)
    known = presets.keys() | runs.keys()
    if state.get(key) not in known or any(brought for brought, _ in came):
        if linked or changes is None or state.get(key) not in known:
            state[key] = linked if linked in known else "quick"
        take(state[key])
        _follow(kind, changes)

    def held(config: C, threads: int | None) -> dict[str, Any]:
        of_all = config.to_dict() | {"threads": threads or problem(kind).threads}
        return of_all | fill(config)

    given.again(kind)
    if taken_over := state.pop(f"{kind}.put", None):
        given.give(kind, {f: v for f, v in held(*taken_over).items() if v is not None})
    called = {name: p.title for name, p in presets.items()}
    called |= dict(zip(runs, ranking.labels(list(runs.values())), strict=True))
    name = place.selectbox(
        "Start from",
        list(called),
        format_func=called.__getitem__,
        key=key,
        on_change=lambda: take(state[key]),
        persist_state="session",
        help="Ready-made settings: two of our own, then every network of the notes; below them your "
        "newest runs. Change any setting after choosing.",
    )
    if run := runs.get(name):
        place.caption("A run of yours. Change one thing, train, and see what that did.")
        preset = Preset("", "", run.config, "", threads=run.threads)
    else:
        preset = presets[name]
        notes = preset.reported
        reported = f" The notes report {percent(notes, 0)}." if notes is not None else ""
        place.caption(preset.about + reported)
    config = cls.from_dict(preset.config.to_dict())
    below = place.empty()
    title = run.title if run else preset.title
    return Start(kind, preset, config, held(config, preset.threads), title, run, below)


def _follow(kind: str, changes: str | None) -> None:
    """Change what the form is about to hold as a link says: all that can be read of it."""
    if changes is None:
        return
    config, threads = st.session_state[f"{kind}.put"]
    values = {field: parse_value(text) for field, text in pairs(changes)}
    try:
        threads = Execution(threads=values.pop("threads", threads)).threads
    except ConfigError as e:
        urls.unread("with", "threads", str(e))
    while values:
        try:
            config = config.replace(**values)
            break
        except ConfigError as e:
            wrong = {f: said for f, said in e.problems.items() if f in values}
            # What is wrong with a field that the link does not name comes of those that it does.
            for field, said in (wrong or dict.fromkeys(values, str(e))).items():
                urls.unread("with", f"{field}:{_text(values.pop(field))}", said)
    put(config, threads)


def joined(values: Mapping[str, Any]) -> str:
    """Settings with their values as one parameter: "learning_rate:0.1;channels:8,16"."""
    return ";".join(f"{field}:{_text(value)}" for field, value in values.items())


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(map(_text, value)) + "," * (len(value) == 1)
    return str(value).lower() if isinstance(value, bool) else str(value)


def pairs(text: str) -> list[tuple[str, str]]:
    """The inverse of `joined`; what has no colon is a field without a value."""
    parts = (part.partition(":") for part in text.split(";") if part)
    return [(field, value) for field, _, value in parts]


def _add(runs: dict[str, Run], kind: str, named: str, place: DeltaGenerator | None) -> None:
    """A run that is no more among the newest; where a link names one that cannot be had, a sentence."""
    try:
        run = listing.find(named)
        if run.kind != kind:
            raise RunError(f"Run {run.title} was trained on {run.kind}, not on {kind}.")
        runs[named] = run
    except RunError as e:
        if place:
            place.warning(
                f"{sentence(e)} The form begins with a preset.", icon=":material/link_off:"
            )
