"""All mistakes of a run at a glance: a mosaic of a hundred, the surest first, or names by language pair."""

from typing import Any

import numpy as np
import streamlit as st

from core.insight import mistakes
from core.insight.held_out import HeldOut, test_set
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui import session
from ui.components.mistake_mosaic.mistake_mosaic import mosaic
from ui.problems import problem_page

MOST = 100
_shown = session.Entry[dict[str, int]]("mosaic-shown")  # how many, by run and group


def show(run: Run, answers: HeldOut, disputed: np.ndarray) -> None:
    """The mistakes of the group that is chosen above them."""
    twin = problem_page(run.kind)
    found = mistakes.groups(run, answers, disputed)
    names = {"others": twin.ambiguity.many if twin.ambiguity else "Others too"} | {
        "all": "All", "own": "Only this network", "people": "People disagree"
    }  # fmt: skip
    offered = [g for g, rows in found.items() if len(rows) or g == "all"]
    if st.session_state.get("mosaic-group") not in offered:
        st.session_state["mosaic-group"] = "all"
    group = st.segmented_control(
        "Which mistakes",
        offered,
        format_func=lambda g: f"{names[g]} ({len(found[g]):,})",
        key="mosaic-group",
        required=True,
    )
    rows, key = found[str(group)], f"{run.id} {group}"
    if not len(rows):
        st.info("It made no mistake on the test set.", icon=":material/check:")
        return
    st.caption(
        "Its truth → what the network said, the surest first. Press one to see all about it."
    )
    most = _shown.get({}).get(key, MOST)
    _mosaic(run, answers, rows[:most])
    if len(rows) > most and st.button(
        f"Show {min(MOST, len(rows) - most)} more", key="mosaic-more"
    ):
        _shown.set({key: most + MOST})
        st.rerun()


def _mosaic(run: Run, answers: HeldOut, rows: np.ndarray) -> None:
    twin, labels = problem_page(run.kind), classes(run)
    names, unit = test_set(run).names, problem(run.kind).words_of(run.config).item
    pictures = twin.pictures(run.config, answers.items[rows])
    groups: dict[str, list[dict[str, str]]] = {}
    for row, item in zip(rows.tolist(), answers.items[rows].tolist(), strict=True):
        truth, said = labels[answers.truth[row]], labels[answers.said[row]]
        name = names[item] if names else f"Test {unit} {item}"
        label = f"{name}: said {said} ({percent(answers.confidence[row], 0)}), is {truth}"
        value = names[item] if names else str(item)
        short = f"{truth} → {said}"
        title = "" if pictures is not None else f"{truth} read as {said}"
        text = short if pictures is not None else name
        groups.setdefault(title, []).append({"value": value, "text": text, "label": label})
    ordered: list[dict[str, Any]] = [
        {"title": f"{title} ({len(items)})" if title else "", "items": items}
        for title, items in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]
    mosaic(twin.ask.page, {"run": run.id}, twin.item_query, ordered, pictures)
