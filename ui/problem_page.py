"""The protocol of a kind's twin on the screen: links to its pages, form, description, sweep defaults,
a mistake's card.

`ui/problems.py` lists the objects. They import nothing that draws a whole page: each page asks them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.problem import Preset
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps.plan import Plan


@dataclass(frozen=True)
class Link:
    """A page, and what a link to it is called; that is the page's title as well."""

    page: str
    """"pages/train_digits.py"."""
    label: str
    icon: str


@dataclass(frozen=True)
class SweepDefaults:
    """What the form of a new sweep begins with."""

    preset: str
    """What stays the same: the settings of."""
    vary: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    """By field, as a user types them."""
    sizes: tuple[str, ...]
    """Settings of all runs that say how long each takes."""


@dataclass(frozen=True)
class Ambiguity:
    """What a mistake is called where the data bears the answer out too."""

    many: str
    """As the title of their number: "Ambiguous spellings"."""
    help: str
    one: str
    """On the card of one: "stands there too"."""


class ProblemPage(Protocol):
    """A kind of problem on the screen. `config` is always one of the kind's own.

    A kind inherits from it: what has a body here holds of a kind that says nothing else.
    """

    kind: str
    train: Link
    intro: str
    """Under the title of the train page."""
    ask: Link
    more: Sequence[Link] = ()
    """Its further pages."""
    item_query: str
    """Of the page `ask`: what stands in its address for an item of the test set."""
    sweep: SweepDefaults
    data_title: str = ""
    """Of its tab on the Data page; "" for the kind's own."""
    ambiguity: Ambiguity | None = None
    """None where `core.problem.Problem.ambiguous` cannot tell."""
    drawn: str = ""
    """How the notes' tests were drawn, where unlike ours: a sentence below their figures."""

    figures: ClassVar[Mapping[str, Callable[[Run | None], None]]] = {}
    """Of the notes' story, by name, those that live in the browser: of a run, or of what ships. "ask" is
    something to give to a run, and its answer."""

    challenges: ClassVar[Mapping[str, Callable[[], None]]] = {}
    """Of its challenges (`core.problem.Problem.challenges`), those done in the browser."""

    def form(self, top: DeltaGenerator) -> tuple[Preset, Config | None]:
        """The settings: the preset they started from, which is chosen at the page's `top`, and the config,
        None where there are problems."""

    def describe(self, config: Any, threads: int | None) -> None:
        """Above the form, what its network is or gets, and how long that many threads will take.

        `config` is None where the form has problems.
        """
        return

    def invitation(self, config: Any) -> str:
        """What to do next with a network that has been trained: "Draw a digit for it"."""
        return self.ask.label

    def data(self) -> None:
        """Its tab of the Data page: what its networks learn from, what is held out. Raises DataError."""
        st.info("Its data set cannot be looked through here.", icon=":material/database:")

    def first_look(self) -> None:
        """On the home page: something to give to the network that ships for this kind, and its answer."""
        return

    def learner(self) -> None:
        """On the home page: a network of this kind that learns in view, where one does."""
        return

    def samples(self, config: Any) -> dict[str, Any]:
        """Some test items, as what stands on the home page beside a network in training asks it; none where
        that takes long. Raises DataError."""
        return {}

    def pictures(self, config: Any, numbers: np.ndarray) -> np.ndarray | None:
        """Test items as pictures (n, height, width) uint8, ink on nothing; None where they have names.
        Raises DataError."""
        return None

    def item(self, config: Any, number: int, truth: str) -> None:
        """A test item on the card of a mistake, above its name."""
        return

    def table_fields(self) -> dict[str, Any]:
        """Widgets above the notes' tables, and the settings that they choose for tables of this kind."""
        return {}

    def table_caveat(self, plan: Plan) -> str:
        """What to know before a sweep is compared with the notes' table, or ""."""
        return ""
