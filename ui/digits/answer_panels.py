"""Panels on an answer: why, what all networks say, and what this one said while it learned."""

import numpy as np
import streamlit as st

from core.digits.picture_sets import picture_set
from core.digits.problem import batch
from core.problems import tested_alike
from core.runs import export, listing, predict
from core.runs.store import Run
from ui.digits import html
from ui.digits.hints import hint, hints
from ui.digits.html import number
from ui.digits.widgets import class_choice, conv_choice, results
from ui.runs import download
from ui.text import sentence

MOST_NETWORKS = 40


def why(run: Run, picture: np.ndarray, drawing: str) -> None:
    """Which ink speaks for a class and which for another."""
    from core.digits.insight.attribution import attribute, regions

    labels, dataset = predict.classes(run), run.config.dataset
    known = hints(dataset)
    results(hint(dataset, "why"), hint(dataset, "try_why"))
    ranked = np.argsort(-predict.probabilities(run, [batch(picture[None])])[0]).tolist()
    left, right = st.columns(2)
    with left:
        this = class_choice(
            "Why", "inside.this", ranked[0], "Click it again to follow the answer.", labels
        )
    other = next(d for d in ranked if d != this)
    with right:
        that = class_choice(
            "and why not",
            "inside.that",
            other,
            f"Click it again to follow the likeliest other {picture_set(dataset).noun}.",
            labels,
            but=this,
        )
    method = st.segmented_control(
        "How it is found",
        list(known.methods),
        format_func=known.methods.__getitem__,
        default="gradients",
        key="inside.method",
        required=True,
        persist_state="session",
    )
    with st.spinner("Getting Captum ready …"):  # a second or two, the first time only
        found = attribute(predict.network_of(run), picture, (this, that), str(method))
    maps = [found.maps[0], found.maps[1], found.maps[0] - found.maps[1]]
    scale = float(max(np.abs(m).max() for m in maps))
    one, two = labels[this], labels[that]
    titles = (f"For {one}", f"For {two}", f"Why {one}, not {two}")
    for k, (column, title, values) in enumerate(zip(st.columns(3), titles, maps, strict=True)):
        most, least = regions(values)
        where = f"Most for it: {most or 'nowhere'}. Most against it: {least or 'nowhere'}."
        with column:
            st.markdown(f"**{title}**")
            html.heat(values, picture, scale, f"{title}. {where}", drawing)
            if k < 2:
                score, blank = float(found.scores[k]), float(found.blank[k])
                words = f"Its score is {number(score)}, that of a blank sheet {number(blank)}"
                if method == "gradients":
                    words += (
                        f"; the pixels add up to {number(float(values.sum()))} of the difference"
                    )
            else:
                words = f"The scores differ by {number(float(found.scores[0] - found.scores[1]))}"
            st.caption(f"{where} {words}.")
    st.caption(known.about_methods[str(method)])


def all_networks(run: Run, picture: np.ndarray, drawing: str) -> None:
    """The answer of every network that was trained on the same data set."""
    from core.insight.all_networks import ask_all

    results(
        hint(run.config.dataset, "networks"),
        hint(run.config.dataset, "try_networks"),
    )
    labels = predict.classes(run)
    noun = picture_set(run.config.dataset).noun
    runs = [
        r for r in listing.runs(run.kind) if r.has_weights and tested_alike(r.config, run.config)
    ]
    found, problems = ask_all(runs[:MOST_NETWORKS], picture)
    for problem in problems:
        st.warning(sentence(problem), icon=":material/warning:")
    if not found:
        return
    votes = np.bincount([o.best for o in found], minlength=len(labels))
    order = np.argsort(-votes, kind="stable")
    said = " · ".join(f"{votes[d]} say {labels[d]}" for d in order if votes[d])
    if len(found) == 1:
        st.markdown(
            "You have only one network yet. Train another, with another seed or other channels."
        )
    else:
        st.markdown(f"**Of {len(found)} networks:** {said}")
    html.opinions(found, labels, noun, drawing)
    if len(runs) > MOST_NETWORKS:
        st.caption(f"The {MOST_NETWORKS} newest of {len(runs)} networks answer.")
    st.caption("“differs”: the share of its probability that would have to move to reach the mean.")
    rows = [
        [o.run.id, f"{o.disagreement:.4f}", *(f"{p:.5f}" for p in o.probabilities)] for o in found
    ]
    text = export.as_csv(["run", "disagreement", *labels], rows)
    download.as_csv("answers of all networks", text, "all-networks.csv")


def time(run: Run, picture: np.ndarray, drawing: str) -> None:
    """The answer, the kernels and the maps while the run learned."""
    from core.insight.snapshots import through_time
    from ui.components.training_film.training_film import MOST_FILMED, film

    results(
        hint(run.config.dataset, "time"),
        hint(run.config.dataset, "try_time"),
    )
    index = int(conv_choice(run, "inside.filmed").split()[1]) - 1
    moments = through_time(run, picture, index)
    if not moments:
        st.info(
            "This run has kept no earlier weights yet. Wait a moment, or train it again.",
            icon=":material/history:",
        )
        return
    if moments[-1].weight.shape[0] > MOST_FILMED:
        st.caption(f"The first {MOST_FILMED} of {moments[-1].weight.shape[0]} channels.")
    known = picture_set(run.config.dataset)
    film(moments, index, drawing, known)
    rows = [[m.step, *(f"{p:.5f}" for p in m.probabilities)] for m in moments]
    text = export.as_csv(["step", *known.labels], rows)
    download.as_csv("answers through time", text, "through-time.csv")
