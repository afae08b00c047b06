"""What to sweep: the settings that vary, their values, how many seeds."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import ConfigError
from core.problems import problem
from core.runs import executors
from core.runs.progress import clock
from core.settings.setting import settings
from core.sweeps import plan
from core.sweeps.plan import Plan
from ui.errors import error_boundary
from ui.text import sentence

FIRST = {"digits": ["channels", "learning_rate"], "names": ["cell", "hidden_size"]}
VALUES = {
    "channels": ["4", "8"],
    "learning_rate": ["0.1", "0.3"],
    "cell": ["linear", "gru"],
    "hidden_size": ["32", "64"],
}
START = {"digits": "2-pools-rate-0.3", "names": "quick"}
SIZES = {"digits": ("epochs", "train_size"), "names": ("steps",)}


@st.fragment
def show(start: Callable[[Plan], None]) -> None:
    """The form with its button; `start` trains what is asked for."""
    with error_boundary():
        asked = form()
        button = "Start the sweep"
        if st.button(button, type="primary", icon=":material/play_arrow:", disabled=asked is None):
            assert asked is not None
            start(asked)


def form() -> Plan | None:
    """The settings of a new sweep; None, with a sentence, where nothing of it can be trained."""
    kinds = {"digits": "Digits", "names": "Surnames"}
    kind = st.segmented_control(
        "What the networks read",
        list(kinds),
        default="digits",
        required=True,
        format_func=lambda k: kinds[k],
        key="sweep.kind",
        persist_state="session",
    )
    left, right = st.columns(2, gap="large")
    with left:
        found = {p.name: p for p in problem(kind).presets}
        preset = st.selectbox(
            "What stays the same: the settings of",
            list(found),
            list(found).index(START[kind]),
            format_func=lambda n: found[n].title,
            key=f"sweep.{kind}.preset",
            persist_state="session",
        )
        base = found[preset].config.to_dict()
        fields: dict[str, Any] = {}
        with st.container(horizontal=True):
            for field in SIZES[kind]:
                known = settings(problem(kind).Config)[field]
                fields[field] = st.number_input(
                    known.label,
                    known.low,
                    known.high,
                    base[field],
                    key=f"sweep.{preset}.{field}",
                    width=170,
                )
            seeds = st.number_input(
                "Seeds",
                1,
                50,
                3,
                key="sweep.seeds",
                persist_state="session",
                width=120,
                help="Each combination is trained so many times, from different initial weights. Below "
                "three, luck looks like skill.",
            )
    with right:
        texts = _texts(kind)
    try:
        # With the semicolon 8,16 is one value, of a number for each layer.
        vary = {
            name: [value for text in typed for value in plan.values_of(f"{text};")]
            for name, typed in texts.items()
        }
        asked = plan.plan(kind, vary, int(seeds), preset, fields)
    except ConfigError as e:
        st.warning(sentence(e), icon=":material/tune:")
        return None
    _cost(asked)
    return asked


def _texts(kind: str) -> dict[str, list[str]]:
    """The fields that vary, and what was chosen or typed as their values."""
    known = settings(problem(kind).Config)
    names = [name for name in known if name != "seed"]
    chosen = st.multiselect(
        "What varies",
        names,
        FIRST[kind],
        format_func=lambda field: known[field].label,
        max_selections=4,
        key=f"sweep.{kind}.vary",
        persist_state="session",
        placeholder="Choose a setting",
    )
    usual = problem(kind).Config()
    texts: dict[str, list[str]] = {}
    for field in chosen:
        suggested = known[field].suggest or (getattr(usual, field),)
        texts[field] = st.multiselect(
            f"{known[field].label}: values",
            list(map(plan.shown, suggested)),
            VALUES.get(field, []),
            accept_new_options=True,
            key=f"sweep.{kind}.{field}",
            persist_state="session",
            help=f"{known[field].help} Choose values, or type others.",
            placeholder="Choose, or type a value and press Enter",
        )
    return texts


def _cost(asked: Plan) -> None:
    """How many runs, how long, and what of it cannot be built."""
    runs = sum(cell.config is not None for cell in asked.cells)
    sizes = " × ".join(str(len(axis.points)) for axis in asked.axes)
    workers = executors.workers()
    seconds = asked.seconds(workers)
    about = f", about **{clock(seconds)}** on this machine" if seconds else ""
    st.markdown(
        f"**{runs:,} runs**: {sizes} combinations × {len(asked.seeds)} seeds, {workers} at a "
        f"time{about}."
    )
    reasons = list(dict.fromkeys(cell.reason for cell in asked.cells if cell.reason))
    if reasons:
        missing = len(asked.cells) - runs
        st.warning(
            f"{missing} runs cannot be built and stay empty. {sentence(reasons[0])}",
            icon=":material/block:",
        )
