"""The panel on whether to trust an answer: is it like the data at all, the nearest images, calibration."""

import html as markup

import numpy as np
import streamlit as st

from core.charts import reliability
from core.digits import data
from core.digits.detector import ENOUGH, detector
from core.digits.made_images import WAYS, made_images
from core.digits.picture_sets import PictureSet, picture_set
from core.digits.problem import batch
from core.insight.familiarity import familiarity as familiarity_of
from core.insight.familiarity import neighbours
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
from ui.text import plain


def show(run: Run, picture: np.ndarray, drawing: str) -> None:
    """Whether a picture (28, 28) is like a run's training data, and what of it is nearest."""
    known, given = picture_set(run.config.dataset), (batch(picture[None]),)
    results(
        f"A network answers to whatever it is given. Here is whether this is like the {known.nouns} that "
        "it learned from, and which of them are nearest, as the network holds pictures.",
        "draw a letter, a smiley or a scribble: is the network sure all the same? Some letters are drawn "
        f"like a {known.noun}, an O or an S, and no one could tell. Then draw a {known.noun}.",
    )
    with st.spinner("Looking through what it was trained on …"):  # seconds, the first time only
        found, near = familiarity_of(run), neighbours(run, given)
    refused, far = familiarity.share_refused(known.nouns), float(found.of(*given)[0])
    said = predict.answer(run, Input(given)).best
    familiarity.verdict(found, far, refused, said, known.nouns)
    images = data.raw(known.name, train=True)[0]
    st.markdown("**Nearest training images**")
    cards = [
        html.step(
            images[n.number] / 255,
            f"Training image {n.number}, {n.label}, at a distance of {n.distance:.2f}",
            f"<b>{markup.escape(n.label)}</b><br>{n.distance:.2f} away",
        )
        for n in near
    ]
    html.steps(cards, drawing)
    _detector(known, images, drawing)
    held = held_out(run)
    familiarity.price(found, far, refused, held.right, known.nouns)
    _calibration(run, known.nouns)


def _detector(known: PictureSet, images: np.ndarray, drawing: str) -> None:
    """What a data set's detector learned to refuse, or where it has none, a button that trains one."""
    if detector(known.name):
        st.markdown("**Some of what the detector learned to refuse**")
        made = made_images(images, len(WAYS), np.random.default_rng(0))
        ways = [way.__name__.replace("_", " ") for way in WAYS]
        cards = [html.step(each / 255, way, way) for each, way in zip(made, ways, strict=True)]
        html.steps(cards, drawing)
    elif len(images) >= ENOUGH and st.button(
        "Train a detector",
        help=f"Minutes, once for {plain(known.title)}: a second small network that tells {known.nouns} "
        "from what is none, better than distances do.",
        icon=":material/radar:",
    ):
        from core.digits.detector_training import make_detector

        bar = st.progress(0.0, "Training a detector …")
        make_detector(known.name, lambda share: bar.progress(share, "Training a detector …"))
        st.rerun()


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
