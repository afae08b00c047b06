"""The panel on whether to trust an answer: the nearest training images, how far they are, calibration."""

import html as markup

import numpy as np
import streamlit as st

from core.charts import reliability
from core.digits import data
from core.digits.picture_sets import picture_set
from core.insight.familiarity import REFUSED, neighbours, reference
from core.insight.held_out import held_out
from core.runs import predict
from core.runs.store import Run
from core.statistics import calibration
from core.statistics.percent import percent
from ui.components.live_chart.live_chart import live_chart
from ui.digits import html
from ui.digits.widgets import results
from ui.text import plain

SHARES = (0.005, 0.01, 0.02, 0.05, 0.1)


def show(run: Run, picture: np.ndarray, drawing: str) -> None:
    """What of its training data a picture (28, 28) is nearest to, and whether it is like any of it."""
    known = picture_set(run.config.dataset)
    results(
        f"A network answers to whatever it is given. Here are the training images that are nearest to this "
        f"one, as the network holds pictures, and how many test {known.nouns} are as far from theirs.",
        f"draw a letter, a smiley or a scribble: is it sure, and is it far? Not all of them are: a B lies "
        f"near an 8, and some fool it. Then draw a {known.noun}.",
    )
    with st.spinner("Looking through what it was trained on …"):  # seconds, the first time only
        near, found = neighbours(run, picture), reference(run)
    refused = float(
        st.select_slider(
            f"Share of test {known.nouns} that may be refused",
            SHARES,
            REFUSED,
            format_func=lambda share: percent(share, 1),
            key="inside.refused",
            persist_state="session",
        )
    )
    limit, far = found.threshold(refused), near[0].distance
    as_far, tested = found.share_as_far(far), len(found.distances)
    said = plain(predict.classes(run)[int(_probabilities(run, picture).argmax())])
    if far > limit:
        st.warning(
            f"**Unlike anything it was trained on.** It says {said}, but "
            + _as_far(as_far, tested, known.nouns),
            icon=":material/help:",
        )
    else:
        st.success(
            "**Like what it was trained on**, as far as can be told: "
            + _as_far(as_far, tested, known.nouns),
            icon=":material/check:",
        )
    images = data.raw(run.config.dataset, train=True)[0]
    cards = [
        html.step(
            images[n.number] / 255,
            f"Training image {n.number}, {n.label}, at a distance of {n.distance:.2f}",
            f"<b>{markup.escape(n.label)}</b><br>{n.distance:.2f} away",
        )
        for n in near
    ]
    html.steps(cards, drawing)
    saved, wrong = found.saved(limit)
    st.caption(
        f"Distances go from 0 to 2; beyond {limit:.2f} it is refused. That refuses {percent(refused, 1)} "
        f"of the first {tested:,} test {known.nouns}, {saved} of its {wrong} mistakes on them among these."
    )
    _calibration(run, known.nouns)


def _probabilities(run: Run, picture: np.ndarray) -> np.ndarray:
    from core.digits.problem import batch

    found: np.ndarray = predict.probabilities(run, [batch(picture[None])])[0]
    return found


def _as_far(share: float, tested: int, nouns: str) -> str:
    n = round(share * tested)
    many = "none is" if n == 0 else "one is" if n == 1 else f"{n:,} are"
    return f"of {tested:,} test {nouns} {many} as far from the nearest training image."


def _calibration(run: Run, nouns: str) -> None:
    """How sure it was on its test images, beside how often it was right."""
    held = held_out(run)
    found = calibration.calibration(held.confidence, held.right)
    st.subheader("When it was so sure, how often was it right?", anchor=False)
    alt = "How often answers were right by how sure the network was."
    live_chart(reliability.reliability(found), "inside-digits-reliability", 260, alt)
    sure, right = float(held.confidence.mean()), float(held.right.mean())
    st.caption(
        f"On its {len(held.truth):,} test {nouns} it was {percent(sure)} sure and {percent(right)} right; "
        f"the mean gap between bar and line (expected calibration error) is {percent(found.error)}."
    )
