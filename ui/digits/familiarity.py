"""The panel on whether to trust an answer: the nearest training images, how far they are, calibration."""

import html as markup

import numpy as np
import streamlit as st

from core.charts import reliability
from core.digits import data
from core.digits.picture_sets import picture_set
from core.digits.problem import batch
from core.insight.familiarity import neighbours, reference
from core.insight.held_out import held_out
from core.problem import Input
from core.runs import predict
from core.runs.store import Run
from core.statistics import calibration
from core.statistics.percent import percent
from ui.components.live_chart.live_chart import live_chart
from ui.digits import html
from ui.digits.widgets import results
from ui.runs import familiarity


def show(run: Run, picture: np.ndarray, drawing: str) -> None:
    """What of its training data a picture (28, 28) is nearest to, and whether it is like any of it."""
    known, given = picture_set(run.config.dataset), (batch(picture[None]),)
    results(
        f"A network answers to whatever it is given. Here are the training images that are nearest to this "
        f"one, as the network holds pictures, and how many test {known.nouns} are as far from theirs.",
        f"draw a letter, a smiley or a scribble: is it sure, and is it far? Not all of them are: a B lies "
        f"near an 8, and some fool it. Then draw a {known.noun}.",
    )
    with st.spinner("Looking through what it was trained on …"):  # seconds, the first time only
        near, found = neighbours(run, given), reference(run)
    refused, far = familiarity.share_refused(known.nouns), near[0].distance
    said = predict.answer(run, Input(given)).best
    familiarity.verdict(found, far, refused, said, known.nouns, "image")
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
    familiarity.price(found, refused, known.nouns)
    _calibration(run, known.nouns)


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
