"""A network beside simple methods on the Mistakes page: the items on which they part."""

import numpy as np
import streamlit as st

from core.insight.held_out import HeldOut
from core.insight.simple_methods import Beside, beside
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui.runs.item_cards import cards

MOST = 12  # cards
RARE = 0.05


def show(run: Run, answers: HeldOut, disputed: np.ndarray) -> None:
    """Both accuracies, and the items in groups by who is right."""
    found = beside(run, answers)
    if not found:
        st.info("No simple method is known for these test items.", icon=":material/grid_off:")
        return
    pair = found[-1]
    if len(found) > 1:
        names = [p.simple.name for p in found]
        chosen = st.segmented_control(
            "Method", names, default=names[-1], required=True, key="simple-method"
        )
        pair = found[names.index(chosen)]
    st.text(f"{verdict(pair)} {pair.simple.about}")
    words = problem(run.kind).words.items
    groups = {
        "Only the network is right": pair.only_network,
        "Only the simple method is right": pair.only_simple,
        "Both are wrong": pair.neither,
    }
    which = st.segmented_control(
        "Show",
        list(groups),
        format_func=lambda name: f"{name} ({groups[name].sum():,})",
        default="Only the simple method is right",
        required=True,
        key="simple-group",
    )
    rows = np.flatnonzero(groups[which])
    if not len(rows):
        st.info(f"There are no such {words}.", icon=":material/grid_off:")
        return
    rows = rows[np.argsort(-answers.confidence[rows], kind="stable")]
    st.caption(
        f"The {MOST} of {len(rows):,} on which the network was surest."
        if len(rows) > MOST
        else "The one on which the network was surest comes first."
    )
    labels = classes(run)
    said = pair.simple.said
    cards(
        run,
        answers,
        rows[:MOST],
        disputed,
        lambda row: f"simple method: {labels[said[row]]}",
        "simple-",
    )


def verdict(pair: Beside) -> str:
    """Both accuracies, and whether the difference is more than chance, in a sentence or two."""
    ours, simple = float(pair.network_right.mean()), float(pair.simple.right.mean())
    digits = 2 if len(pair.network_right) > 1000 else 0
    text = (
        f"This network gets {percent(ours, digits)} of its {len(pair.network_right):,} test items right, "
        f"{pair.simple.name[0].lower()}{pair.simple.name[1:]} {percent(simple, digits)}."
    )
    only, other = int(pair.only_network.sum()), int(pair.only_simple.sum())
    if pair.chance >= RARE:
        return (
            f"{text} Where just one of them is right it is the network {only:,} times and the simple "
            f"method {other:,} times: no more apart than chance would have them."
        )
    better = "network" if only > other else "simple method"
    return (
        f"{text} Where just one of them is right it is the network {only:,} times and the simple method "
        f"{other:,} times: the {better} is better, and not by chance (McNemar’s test)."
    )
