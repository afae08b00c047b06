"""Panels inside a digits network: six ways to look at the learner's own drawing."""

import zlib

import numpy as np
import streamlit as st

from core.digits.drawing import MIDDLE, SIDE, bounding_box, without_dust
from core.digits.photo import Photo
from core.digits.picture_sets import picture_set
from core.digits.preprocessing import Drawing, ablations, preprocessing_steps
from core.digits.problem import batch
from core.runs import predict
from core.runs.store import Run
from ui import urls
from ui.digits import answer_panels, familiarity, html
from ui.digits.hints import hint
from ui.digits.widgets import class_choice, conv_choice, results

PANELS = (
    "How it got in",
    "Layer by layer",
    "Why this digit",
    "All my networks",
    "Through time",
    "None of these?",
)
BY_LAYER = (PANELS[1], PANELS[4])
"""What shows one layer, which the address has."""
STEP_WORDS = {
    "background": (
        "Negated",
        "The background is 0 and what stands on it bright, as on a photo’s negative.",
    ),
    "trim": ("Cut out", "The plain edges go, and what is left is made 28 pixels long."),
    "sharpen": (
        "Sharpened",
        "Pixels are left out and the rest sharpened, as the data set’s makers did.",
    ),
    "drawn": ("As drawn", "The whole sheet, white paper and all, squeezed into 28 × 28."),
    "ink": ("Ink found", "Ink is bright and paper 0, as in MNIST, whatever their colours were."),
    "crop": ("Cropped", "Only the ink’s frame counts, not the paper around it."),
    "thickness": ("Pen evened", "Strokes thinner or thicker than MNIST’s become like theirs."),
    "scale": ("Scaled", "The frame is made as large as fits into 20 × 20."),
    "centre": ("Centred", "The ink’s centre of mass goes to the cross."),
}


AS_IT_CAME = "As it came", "The whole picture, in grey, squeezed into 28 × 28."


def panels(run: Run, sketch: Drawing | Photo | None, picture: np.ndarray, open_one: bool) -> None:
    """Choose a panel, and see it; only the chosen one is computed.

    `picture` is the (28, 28) that the network got for the sketch; None for one that it got as it is, such
    as a test image, which has no way in. `open_one`: whether one of them is open from the start.
    """
    st.header("See inside", anchor=False)
    shown = PANELS if sketch else PANELS[1:]
    if st.session_state.get("inside.panel") not in (*shown, None):
        del st.session_state["inside.panel"]
    urls.widget("view", "inside.panel", shown, shown[0] if open_one else None)
    with st.container(key="views"):
        chosen = st.segmented_control(
            "See inside",
            shown,
            default=shown[0] if open_one else None,
            format_func=lambda panel: panel.replace("digit", picture_set(run.config.dataset).noun),
            key="inside.panel",
            label_visibility="collapsed",
            persist_state="session",
        )
    if chosen != PANELS[1]:
        urls.remove("spot")
    if chosen not in BY_LAYER:
        urls.remove("layer")
    if chosen is None:
        return
    drawing = f"{zlib.crc32(picture.tobytes()):08x}"
    if sketch and chosen == PANELS[0]:
        _way_in(run, sketch, drawing)
    elif chosen == PANELS[1]:
        _layers(run, picture, drawing)
    elif chosen == PANELS[2]:
        answer_panels.why(run, picture, drawing)
    elif chosen == PANELS[3]:
        answer_panels.all_networks(run, picture, drawing)
    elif chosen == PANELS[4]:
        answer_panels.time(run, picture, drawing)
    else:
        familiarity.show(run, picture, drawing)


def _way_in(run: Run, sketch: Drawing | Photo, drawing: str) -> None:
    labels, dataset = predict.classes(run), run.config.dataset
    results(hint(dataset, "road"), hint(dataset, "try_road"))
    taken = "photo" if isinstance(sketch, Photo) else "drawing"
    on = st.pills(
        "Steps taken; switch one off",
        sketch.steps,
        selection_mode="multi",
        default=sketch.steps,
        format_func=lambda step: STEP_WORDS[step][0],
        key="inside.steps" if taken == "drawing" else "inside.photo_steps",
        persist_state="session",
    )
    stages = preprocessing_steps(sketch, on)
    pictures = np.concatenate(
        [np.stack([s.picture for s in stages]), ablations(sketch), sketch.seen(sketch.steps)[None]]
    )
    p = predict.probabilities(run, [batch(pictures)])  # (stages + steps + 1, 10)
    best, sure = p.argmax(1), p.max(1)
    full = best[-1]
    cards = []
    for k, stage in enumerate(stages):
        shown, marks = stage.picture, ""
        if stage.step == "drawn":
            shown = sketch.brightness
        elif (
            isinstance(sketch, Drawing)
            and stage.on
            and stage.step in ("ink", "crop")
            and "ink" in on
        ):
            shown = sketch.ink
            if stage.step == "crop":
                marks = html.frame(bounding_box(without_dust(shown)), max(shown.shape))
        elif stage.step == "scale":
            marks = html.frame(bounding_box(shown), SIDE)
        elif stage.step == "centre":
            marks = html.cross(MIDDLE)
        title, about = STEP_WORDS[stage.step]
        if stage.step == "drawn" and isinstance(sketch, Photo):
            title, about = AS_IT_CAME
        says = html.answer(labels[best[k]], float(sure[k]), best[k] != full)
        words = f"<b>{title}</b><br>{'' if stage.on else 'switched off; '}says {says}"
        if k:
            at = len(stages) + k - 1
            without = html.answer(labels[best[at]], float(sure[at]), best[at] != full)
            words += f"<br>without this step: {without}"
        words += f"<br><small>{about}</small>"
        cards.append(html.step(shown, f"{title}. {about}", words, marks))
    html.steps(cards, drawing)
    st.caption(
        "“says” is the answer to the picture after the steps so far; “without this step” is the answer "
        "where every other step is taken. ≠ marks an answer other than that of the whole road. The "
        "answer at the top always takes all steps."
    )


def _layers(run: Run, picture: np.ndarray, drawing: str) -> None:
    from core.digits.insight.activations import activations
    from ui.components.feature_maps.feature_maps import MOST_CHANNELS, layer_maps

    inside = activations(predict.network_of(run), picture)
    layer = conv_choice(run, "inside.layer", "Dense units and answer")
    labels, noun = predict.classes(run), picture_set(run.config.dataset).noun
    if layer.startswith("Dense"):
        results(
            "The maps, laid out in one long row, feed the dense units; each unit’s value times its "
            f"weight is its part in a {noun}’s score, and softmax turns scores into shares of 100 %.",
            f"choose another {noun}: which units that spoke for the one speak against the other?",
        )
        best = int(inside.probabilities.argmax())
        help_text = "Click it again to follow the network’s answer."
        digit = class_choice("Score of", "inside.score", best, help_text, labels)
        left, right = st.columns([3, 2], gap="large")
        with left:
            html.units(inside, digit, labels, drawing)
        with right:
            html.softmax(inside, labels, noun, drawing)
        return
    index = int(layer.split()[1]) - 1
    conv = inside.convs[index]
    outputs, inputs, k, _ = conv.weight.shape
    source = "the picture" if index == 0 else f"the {inputs} maps before it"
    after = [
        *(["the largest of every 2 × 2"] if conv.pools else []),
        *(["nothing below 0"] if conv.rectifies else []),
    ]
    results(
        f"Each of {outputs} kernels of {k} × {k} slides over {source} and makes a feature map: "
        "the kernel, then its map"
        + (f", then what is handed on ({', '.join(after)})." if after else "."),
        "point at a bright pixel, or walk with the arrow keys: the sum that made it stands beside. "
        "Orange is above 0, blue below.",
    )
    if outputs > MOST_CHANNELS:
        st.caption(f"The first {MOST_CHANNELS} of {outputs} channels.")
    layer_maps(conv, index, drawing)
