"""Panels on an answer: why, what all networks say, and what this one said while it learned."""

import numpy as np
import streamlit as st

from core.digits.problem import batch
from core.runs import export, listing, predict
from core.runs.store import Run
from ui.digits import html
from ui.digits.html import number
from ui.digits.widgets import conv_choice, digit_choice, results
from ui.runs import download
from ui.text import sentence

MOST_NETWORKS = 40
METHODS = {
    "gradients": "Ink that counts",
    "erase": "Erase a patch",
    "add": "Add a patch of ink",
}
METHOD_WORDS = {
    "gradients": "Integrated gradients: the score is followed from a blank sheet to the drawing and "
    "shared out among the pixels of the ink.",
    "erase": "Occlusion: a patch of 4 × 4 pixels is erased here and there; orange is where the score "
    "is lost.",
    "add": "Occlusion with ink: a patch of 4 × 4 pixels is inked here and there; orange is where the "
    "score rises.",
}


def why(run: Run, picture: np.ndarray, drawing: str) -> None:
    """Which ink speaks for a digit and which for another."""
    from core.digits.insight.attribution import attribute, regions

    results(
        "Where your ink speaks for a digit (orange) and where against it (blue), and which strokes "
        "decide between two digits.",
        "draw a 4 that is nearly closed at the top, and ask **Add a patch of ink**: where would it "
        "become a 9?",
    )
    ranked = np.argsort(-predict.probabilities(run, [batch(picture[None])])[0]).tolist()
    left, right = st.columns(2)
    with left:
        this = digit_choice("Why", "inside.this", ranked[0], "Click it again to follow the answer.")
    other = next(d for d in ranked if d != this)
    with right:
        that = digit_choice(
            "and why not",
            "inside.that",
            other,
            "Click it again to follow the likeliest other digit.",
            but=this,
        )
    method = st.segmented_control(
        "How it is found",
        list(METHODS),
        format_func=METHODS.__getitem__,
        default="gradients",
        key="inside.method",
        required=True,
        persist_state="session",
    )
    with st.spinner("Getting Captum ready …"):  # a second or two, the first time only
        found = attribute(predict.network_of(run), picture, (this, that), str(method))
    maps = [found.maps[0], found.maps[1], found.maps[0] - found.maps[1]]
    scale = float(max(np.abs(m).max() for m in maps))
    titles = (f"For {this}", f"For {that}", f"Why {this}, not {that}")
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
    st.caption(METHOD_WORDS[str(method)])


def all_networks(picture: np.ndarray, drawing: str) -> None:
    """Every trained network's answer."""
    from core.insight.all_networks import ask_all

    results(
        "The same drawing, read by every network that you have trained: those that disagree most "
        "with the others come first.",
        "draw something between a 4 and a 9. Networks that agree on every clean digit part here.",
    )
    runs = [r for r in listing.runs("digits") if r.has_weights]
    found, problems = ask_all(runs[:MOST_NETWORKS], picture)
    for problem in problems:
        st.warning(sentence(problem), icon=":material/warning:")
    if not found:
        return
    votes = np.bincount([o.best for o in found], minlength=10)
    said = " · ".join(f"{votes[d]} say {d}" for d in np.argsort(-votes, kind="stable") if votes[d])
    if len(found) == 1:
        st.markdown(
            "You have only one network yet. Train another, with another seed or other channels."
        )
    else:
        st.markdown(f"**Of {len(found)} networks:** {said}")
    html.opinions(found, drawing)
    if len(runs) > MOST_NETWORKS:
        st.caption(f"The {MOST_NETWORKS} newest of {len(runs)} networks answer.")
    st.caption("“differs”: the share of its probability that would have to move to reach the mean.")
    rows = [
        [o.run.id, f"{o.disagreement:.4f}", *(f"{p:.5f}" for p in o.probabilities)] for o in found
    ]
    text = export.as_csv(["run", "disagreement", *map(str, range(10))], rows)
    download.as_csv("answers of all networks", text, "all-networks.csv")


def time(run: Run, picture: np.ndarray, drawing: str) -> None:
    """The answer, the kernels and the maps while the run learned."""
    from core.insight.snapshots import through_time
    from ui.components.training_film.training_film import MOST_FILMED, film

    results(
        "The network as it was at moments of its training, reading the drawing that you made now: "
        "its answer, and kernels that turn from noise into edges.",
        "press Play, then drag back to where the answer tips; draw a harder digit and see it tip later.",
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
    film(moments, index, drawing)
    rows = [[m.step, *(f"{p:.5f}" for p in m.probabilities)] for m in moments]
    text = export.as_csv(["step", *map(str, range(10))], rows)
    download.as_csv("answers through time", text, "through-time.csv")
