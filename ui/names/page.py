"""Surnames on the screen, as `ui.problem_page` describes a kind."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.names import data
from core.names.config import NamesConfig
from core.names.text import ALPHABET, clean, one_hot
from core.problem import Preset
from core.runs import step_time
from core.settings.config import Config
from core.statistics.durations import clock
from core.sweeps.plan import Plan
from ui.names import first_look
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

    def first_look(self) -> None:
        first_look.show()

    def form(self, top: DeltaGenerator) -> tuple[Preset, Config | None]:
        return names_form(top)

    def describe(self, config: NamesConfig | None, threads: int | None) -> None:
        from core.charts import figures  # Plotly: the home page need not wait for it

        sample = st.text_input(
            "A sample name", "Kowalski", live=True, key="sample", persist_state="session"
        )
        letters = clean(sample).letters
        st.plotly_chart(figures.one_hot(letters, one_hot(letters), ALPHABET), key="one-hot")
        st.caption(
            f"{len(letters)} letters, so {len(letters)} one-hot rows of {len(ALPHABET)} columns, a 1 "
            f"where the letter stands. {reading(config or NamesConfig())}"
        )
        if config:
            cost(config, threads)

    def invitation(self, config: NamesConfig) -> str:
        return "Type a name for it"

    def data(self) -> None:
        from ui.names import surnames_tab  # Plotly: other pages need not wait for it

        surnames_tab.show()

    def table_fields(self) -> dict[str, Any]:
        chosen = st.selectbox("Surnames", data.available(), key="notes.dataset", width=240)
        return {"dataset": chosen}

    def table_caveat(self, plan: Plan) -> str:
        if plan.base["dataset"] != "surnames":
            return ""
        return (
            "He chose among the 18 languages of PyTorch’s tutorial, these networks among more: to "
            "compare like with like, download those names on the Data page and choose them for this "
            "table."
        )


def reading(config: NamesConfig) -> str:
    """How a network of these settings reads the rows of a name, in sentences."""
    said = []
    if config.marks:
        said.append("A mark of its own stands before the first row and after the last.")
    if config.embedding:
        what = {
            1: "Each row becomes",
            2: "Each row, and the pair of letters that ends there, become",
            3: "Each row, and the pair and the triple of letters that end there, become",
        }[config.ngrams]
        said.append(f"{what} {config.embedding} numbers, which are learned.")
    way = {
        "forwards": "from top to bottom",
        "backwards": "from bottom to top",
        "both": "from top to bottom and, with other states, from bottom to top",
    }[config.direction]
    answer = {
        "last": "after the last" if config.direction != "both" else "from the last state of each",
        "max": "from the maximum of each hidden unit on the way",
        "mean": "from the mean of each hidden unit on the way",
        "last-max": "from the last state and the maximum of each hidden unit on the way",
    }[config.readout]
    said.append(f"The network reads them {way} and answers {answer}.")
    if config.shortcut:
        said.append("Past that, what ends at each letter speaks for each language by itself.")
    return " ".join(said)


def cost(config: NamesConfig, threads: int | None) -> None:
    """What it is trained and tested on, and how long that takes on this machine."""
    names, split = data.split_for(config)
    seen = config.steps * config.batch_size
    st.markdown(
        f"Trains on **{len(split.train):,}** names of {len(names.languages)} languages, is tested "
        f"on **{len(split.test):,}** others, and sees {seen:,} names in all."
    )
    seconds = step_time.seconds_per_step(config, threads)
    if seconds:
        st.markdown(f"About **{clock(seconds * config.steps)}** on this machine.")


NAMES = NamesPage()
