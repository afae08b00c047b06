"""Surnames on the screen, as `ui.problem_page` describes a kind."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.names import data
from core.names.config import NamesConfig
from core.problem import Preset
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps.plan import Plan
from ui import urls
from ui.names import challenges, first_look, picture, story
from ui.names.form import names_form
from ui.problem_page import Ambiguity, Link, ProblemPage, SweepDefaults


class NamesPage(ProblemPage):
    kind = "names"
    train = Link("pages/train_names.py", "Train an RNN", ":material/abc:")
    intro = "Build a network that reads a surname letter by letter, and watch it learn."
    ask = Link("pages/type_name.py", "Type a surname", ":material/keyboard:")
    item_query = "name"
    sweep = SweepDefaults(
        preset="quick",
        vary=("cell", "hidden_size"),
        values={
            "cell": ("linear", "gru"),
            "hidden_size": ("32", "64"),
            "learning_rate": ("0.1", "0.3"),
        },
        sizes=("steps",),
    )
    ambiguity = Ambiguity(
        many="Ambiguous spellings",
        help="The data has the same spelling in the language that was answered, too: from "
        "the letters alone nobody can tell which is meant.",
        one="stands there too",
    )
    drawn = (
        " He scored 100 names, drawn by language, so that chance widens this by as much as for "
        "100 names; ours is the balanced accuracy on all held-out names."
    )

    figures: ClassVar[Mapping[str, Callable[[Run | None], None]]] = {
        "one-hot": story.one_hot,
        "ask": story.ask,
    }
    challenges = challenges.CHALLENGES

    def first_look(self) -> None:
        first_look.show()

    def form(self, top: DeltaGenerator) -> tuple[Preset, Config | None]:
        return names_form(top)

    def describe(self, config: NamesConfig | None, threads: int | None) -> None:
        picture.show(config, threads)

    def invitation(self, config: NamesConfig) -> str:
        return "Type a name for it"

    def data(self) -> None:
        from ui.names import surnames_tab  # Plotly: other pages need not wait for it

        surnames_tab.show()

    def table_fields(self) -> dict[str, Any]:
        available = data.available()
        urls.widget("dataset", "notes.dataset", available, available[0])
        chosen = st.selectbox(
            "Surnames", available, key="notes.dataset", persist_state="session", width=240
        )
        return {"dataset": chosen}

    def table_caveat(self, plan: Plan) -> str:
        if plan.base["dataset"] != "surnames":
            return ""
        return (
            "He chose among the 18 languages of PyTorch’s tutorial, these networks among more: to "
            "compare like with like, download those names on the Data page and choose them for this "
            "table."
        )


NAMES = NamesPage()
