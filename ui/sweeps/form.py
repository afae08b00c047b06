"""The sweep form: the settings that vary, their values, how many seeds."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import ConfigError
from core.notes.story.glossary import explained
from core.problems import PROBLEMS, problem, title
from core.runs import executors
from core.settings.setting import settings
from core.statistics.durations import clock
from core.sweeps import plan
from core.sweeps.plan import Plan
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.sweeps import planned
from ui.text import sentence


@st.fragment
def show(start: Callable[[Plan], None]) -> None:
    """The form with its button; `start` trains its plan."""
    with error_boundary():
        chosen = form()
        button = "Start the sweep"
        if st.button(button, type="primary", icon=":material/play_arrow:", disabled=chosen is None):
            assert chosen is not None
            start(chosen)


def form() -> Plan | None:
    """The settings of a new sweep; None, with a sentence, where nothing of it can be trained."""
    planned.follow()
    kind = st.segmented_control(
        "What the networks read",
        list(PROBLEMS),
        default=next(iter(PROBLEMS)),
        required=True,
        format_func=title,
        key="sweep.kind",
        persist_state="session",
    )
    usual, known = problem_page(kind).sweep, settings(problem(kind).Config)
    left, right = st.columns(2, gap="large")
    with left:
        found = {p.name: p for p in problem(kind).presets}
        preset = st.selectbox(
            "What stays the same: the settings of",
            list(found),
            list(found).index(usual.preset),
            format_func=lambda n: found[n].title,
            key=f"sweep.{kind}.preset",
            persist_state="session",
        )
        base = found[preset].config.to_dict()
        fields: dict[str, Any] = {}
        with st.container(horizontal=True):
            for field in usual.sizes:
                size = known[field]
                fields[field] = st.number_input(
                    size.label,
                    size.low,
                    size.high,
                    base[field],
                    key=f"sweep.{preset}.{field}",
                    width=170,
                    help=explained(size.label, size.help),
                )
            seeds = st.number_input(
                "Seeds",
                1,
                50,
                3,
                key="sweep.seeds",
                persist_state="session",
                width=120,
                help=explained(
                    "Seeds",
                    "Each combination is trained so many times, from different initial weights. Below "
                    "three, luck passes for skill.",
                ),
            )
        if "stop_when_lost" in known:
            fields["stop_when_lost"] = st.toggle(
                "End runs early that are lost",
                key="sweep.stop_when_lost",
                persist_state="session",
                help=f"{known['stop_when_lost'].help} It counts with the accuracy that it had then.",
            )
    with right:
        texts = _texts(kind)
    planned.tell(kind, preset, fields, int(seeds), texts)
    if empty := [
        known.label
        for field, known in settings(problem(kind).Config).items()
        if texts.get(field) == []
    ]:
        st.info(f"{empty[0]} has no values yet: choose some, or type one.", icon=":material/tune:")
        return None
    try:
        # With the semicolon 8,16 is one value, of a number for each layer.
        vary = {
            name: [value for text in typed for value in plan.values_of(f"{text};")]
            for name, typed in texts.items()
        }
        chosen = plan.plan(kind, vary, int(seeds), preset, fields)
    except ConfigError as e:
        st.warning(sentence(e), icon=":material/tune:")
        return None
    _cost(chosen)
    return chosen


def _texts(kind: str) -> dict[str, list[str]]:
    """The fields that vary, and what was chosen or typed as their values."""
    first, known = problem_page(kind).sweep, settings(problem(kind).Config)
    names = [name for name in known if name != "seed"]
    chosen = st.multiselect(
        "What varies",
        names,
        first.vary,
        format_func=lambda field: known[field].label,
        max_selections=4,
        key=f"sweep.{kind}.vary",
        persist_state="session",
        placeholder="Choose a setting",
    )
    default = problem(kind).Config()
    texts: dict[str, list[str]] = {}
    for field in chosen:
        suggested = known[field].suggest or (getattr(default, field),)
        texts[field] = st.multiselect(
            f"{known[field].label}: values",
            list(map(plan.shown, suggested)),
            first.values.get(field, ()),
            accept_new_options=True,
            key=f"sweep.{kind}.{field}",
            persist_state="session",
            help=explained(
                known[field].label, f"{known[field].help} Choose values, or type others."
            ),
            placeholder="Choose, or type a value and press Enter",
        )
    return texts


def _cost(chosen: Plan) -> None:
    """How many runs, how long, and what of it cannot be built."""
    runs = sum(cell.config is not None for cell in chosen.cells)
    sizes = " × ".join(str(len(axis.points)) for axis in chosen.axes)
    workers = executors.workers()
    seconds = chosen.seconds(workers)
    about = f", about **{clock(seconds)}** on this machine" if seconds else ""
    st.markdown(
        f"**{runs:,} runs**: {sizes} combinations × {len(chosen.seeds)} seeds, {workers} at a "
        f"time{about}."
    )
    reasons = list(dict.fromkeys(cell.reason for cell in chosen.cells if cell.reason))
    if reasons:
        missing = len(chosen.cells) - runs
        st.warning(
            f"{missing} runs cannot be built and stay empty. {sentence(reasons[0])}",
            icon=":material/block:",
        )
