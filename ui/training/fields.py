"""Form fields made from settings: label, limits, choices and help are the setting's, the problem with its
value stands below it. What a kind's form does not place itself comes under "More settings".
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import ConfigError
from core.notes.story.glossary import explained
from core.problem import Preset
from core.settings.config import Config
from core.settings.execution import Execution
from core.settings.setting import settings
from ui import session
from ui.text import sentence
from ui.training import start, try_rates
from ui.training.start import Start

C = TypeVar("C", bound=Config)
RATES = [round(m * 10.0**e, 6) for e in range(-4, 1) for m in (1, 1.5, 2, 3, 4, 5, 6, 8)]
RATES = [r for r in RATES if r <= 3]


class Fields(Generic[C]):
    """The widgets of one kind of config, keyed `<kind>.<field>` in the session, and their values."""

    def __init__(self, cls: type[C]):
        self.cls, self.kind = cls, cls.kind
        self.known = settings(cls) | settings(Execution)
        self.values: dict[str, Any] = {}
        self.problems: dict[str, str] = session.problems(self.kind).get({})
        self._start: Start[C]
        self._tries_rates = False
        self._group = ""
        self._places: Iterator[DeltaGenerator] = iter(())
        self._opens = session.opened_groups(self.kind).get(frozenset())

    def start(self, fill: Callable[[C], dict[str, Any]], place: DeltaGenerator) -> Preset:
        """Choose at a place of the page what the form begins with, as `start.choose` has it."""
        self._start = start.choose(self.cls, fill, place)
        return self._start.preset

    def key(self, field: str) -> str:
        return f"{self.kind}.{field}"

    def kept(self, field: str) -> dict[str, Any]:
        """Key, help and persistence of a field's widget."""
        known = self.known[field]
        said = explained(known.label, known.help)
        return {"key": self.key(field), "help": said, "persist_state": "session"}

    def side_by_side(self, groups: int) -> None:
        """Let the next so many groups stand beside each other, where there is room."""
        self._places = iter(st.columns(groups))

    @contextlib.contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Fields below a title, to be opened. A group in which a problem was found is open from then on."""
        self._group = title
        place = next(self._places, None) or st.container()
        with place, st.expander(title, expanded=title in self._opens):
            yield
        self._group = ""

    def problem(self, field: str) -> None:
        """What is wrong with a field, where something is."""
        if field in self.problems:
            self._opens |= {self._group} - {""}
            st.error(sentence(self.problems[field]), icon=":material/error:")

    def take(self, field: str, value: Any, *more: str) -> Any:
        """Note a field's value; what is wrong with it, and how to bring back what the form began with,
        stand here. `more` are widgets that belong to the field."""
        self.problem(field)
        if self._start.differs(field, value):
            self._start.way_back(field, *more)
        self.values[field] = value
        return value

    def _words(self, field: str) -> Callable[[Any], str]:
        return lambda value: self.known[field].choices.get(value, str(value))

    def choice(
        self,
        field: str,
        options: Iterable[Any] | Mapping[Any, str] = (),
        changed: Callable[[], None] | None = None,
    ) -> Any:
        """A list to choose from, of the setting's choices or of others, with words for them or without.
        `changed` is called when another one was chosen, before the script runs again."""
        known = self.known[field]
        listed = list(options) or list(known.choices)
        words = options if isinstance(options, Mapping) else known.choices
        value = st.selectbox(
            known.label,
            listed,
            format_func=lambda value: words.get(value, str(value)),
            on_change=changed,
            **self.kept(field),
        )
        return self.take(field, value)

    def buttons(self, field: str) -> Any:
        """A button for each choice, or for each whole number within the limits."""
        known = self.known[field]
        listed = list(known.choices) or list(range(int(known.low or 0), int(known.high or 0) + 1))
        value = st.segmented_control(
            known.label,
            listed,
            format_func=self._words(field),
            required=True,
            wrap=True,
            **self.kept(field),
        )
        return self.take(field, value)

    def number(self, field: str) -> Any:
        """A number within the setting's limits."""
        known = self.known[field]
        assert known.low is not None and known.high is not None
        number = float if known.type is float else int
        low, high, step = map(number, (known.low, known.high, known.step))
        return self.take(
            field, st.number_input(known.label, low, high, step=step, **self.kept(field))
        )

    def fixed(self, field: str, value: int) -> None:
        """A number that follows from other settings: to be seen, not set."""
        known = self.known[field]
        assert known.low is not None and known.high is not None
        st.session_state[self.key(field)] = value
        low, high = int(known.low), int(known.high)
        st.number_input(known.label, low, high, disabled=True, **self.kept(field))
        self.values[field] = value

    def flag(self, field: str) -> bool:
        """Yes or no."""
        return bool(self.take(field, st.toggle(self.known[field].label, **self.kept(field))))

    def rate(self, field: str = "learning_rate") -> float:
        """A number on a scale that is about even in powers of ten."""
        if proposed := session.used_rate(self.kind).pop():
            st.session_state[self.key(field)] = proposed
        current = st.session_state.get(self.key(field))
        options = sorted({*RATES, *([current] if current else [])})
        value = st.select_slider(
            self.known[field].label,
            options,
            format_func=lambda r: f"{r:g}",
            **self.kept(field),
        )
        self._tries_rates = try_rates.button(self.kind)
        return float(self.take(field, value))

    def usual(self, field: str) -> Any:
        """The widget that suits a setting's type."""
        known = self.known[field]
        if known.choices:
            return self.choice(field)
        return self.flag(field) if known.type is bool else self.number(field)

    def columns(self, *columns: Sequence[str]) -> None:
        """Columns of fields, each as is usual."""
        for place, fields in zip(st.columns(len(columns)), columns, strict=True):
            with place:
                for field in fields:
                    self.usual(field)

    def more(self) -> None:
        """ "More settings": all that have no place in the form, and how the run is computed."""
        self._below = st.container()
        with self.group("More settings"):
            for field in self.known:
                if field not in self.values:
                    self.usual(field)

    def result(self, preset: Preset) -> tuple[Preset, C | None]:
        """The preset with the threads that were chosen, and the config; None where it cannot be: then the
        problems appear beside the widgets."""
        execution = {field: self.values[field] for field in settings(Execution)}
        values = {k: v for k, v in self.values.items() if k not in execution}
        config: C | None
        try:
            config, problems = self.cls.from_dict(values), {}
        except ConfigError as e:
            config, problems = None, e.problems
        self._start.summarise(config)
        self._start.tell(config, self.values["threads"])
        begun, run = self._start.config, self._start.run
        session.launcher().begun[self.kind] = begun, run.id if run else session.run_of(begun)
        opened = session.opened_groups(self.kind)
        if problems != self.problems or self._opens != opened.get(frozenset()):
            session.problems(self.kind).set(problems)
            opened.set(self._opens)
            st.rerun()
        if config:
            with self._below:
                try_rates.show(config, self._tries_rates)
        return replace(preset, **execution), config
