"""Five ways to look inside a digits network, at the learner's own drawing."""

import zlib

import numpy as np
import streamlit as st

from core import predict
from core.config import DigitsConfig
from core.digits.drawing import MIDDLE, SIDE, bounding_box, without_dust
from core.insight.way_in import STEPS, Sketch, leaving_out, seen, way_in
from core.runs import store
from core.runs.store import Run
from ui import inside_html
from ui.inside_html import number

PANELS = ("How it got in", "Layer by layer", "Why this digit", "All my networks", "Through time")
MOST_NETWORKS = 40
STEP_WORDS = {
    "drawn": ("As drawn", "The whole sheet, white paper and all, squeezed into 28 × 28."),
    "ink": ("Ink found", "Ink is bright and paper 0, as in MNIST, whatever their colours were."),
    "crop": ("Cropped", "Only the ink’s frame counts, not the paper around it."),
    "thickness": ("Thickened", "Strokes thinner than MNIST’s are made as thick; others stay."),
    "scale": ("Scaled", "The frame is made as large as fits into 20 × 20."),
    "centre": ("Centred", "The ink’s centre of mass goes to the cross."),
}
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


def panels(run: Run, sketch: Sketch, picture: np.ndarray) -> None:
    """Choose a panel, and see it; only the chosen one is computed.

    `picture` is the (28, 28) that the network got for the sketch.
    """
    st.subheader("See inside", anchor=False)
    chosen = st.segmented_control(
        "See inside",
        PANELS,
        key="inside.panel",
        default=PANELS[0],
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    drawing = f"{zlib.crc32(picture.tobytes()):08x}"
    if chosen == PANELS[0]:
        _way_in(run, sketch, drawing)
    elif chosen == PANELS[1]:
        _layers(run, picture, drawing)
    elif chosen == PANELS[2]:
        _why(run, picture, drawing)
    elif chosen == PANELS[3]:
        _all(picture, drawing)
    else:
        _time(run, picture, drawing)


def _told(shows: str, attempt: str) -> None:
    """What a panel shows, and what to try with it."""
    st.markdown(f"{shows}  \n**Try:** {attempt}")


def _way_in(run: Run, sketch: Sketch, drawing: str) -> None:
    _told(
        "The road from your strokes to the 28 × 28 pixels that the network reads, with what it would "
        "say at each stop.",
        "draw a small 7 in a corner, then switch off **Centred**: the same 7, and another answer.",
    )
    columns = st.columns(1 + len(STEPS))
    on = []
    for column, step in zip(columns, ("drawn", *STEPS), strict=True):
        title = STEP_WORDS[step][0]
        with column:
            if step == "drawn":
                st.html(f"<div style='font-size:.875rem;padding:.15rem 0'>{title}</div>")
            elif st.toggle(
                title,
                value=True,
                key=f"inside.{step}",
                help=STEP_WORDS[step][1],
                persist_state="session",
            ):
                on.append(step)
    stages = way_in(sketch, on)
    pictures = np.concatenate(
        [np.stack([s.picture for s in stages]), leaving_out(sketch), seen(sketch, STEPS)[None]]
    )
    p = predict.digits(run, pictures)  # (6 + 5 + 1, 10)
    best, sure = p.argmax(1), p.max(1)
    full = best[-1]
    for k, (column, stage) in enumerate(zip(columns, stages, strict=True)):
        shown, marks = stage.picture, ""
        if stage.step == "drawn":
            shown = sketch.brightness
        elif stage.on and stage.step in ("ink", "crop") and "ink" in on:
            shown = sketch.ink
            if stage.step == "crop":
                marks = inside_html.frame(bounding_box(without_dust(shown)), max(shown.shape))
        elif stage.step == "scale":
            marks = inside_html.frame(bounding_box(shown), SIDE)
        elif stage.step == "centre":
            marks = inside_html.cross(MIDDLE)
        title, about = STEP_WORDS[stage.step]
        says = inside_html.answer(int(best[k]), float(sure[k]), best[k] != full)
        words = f"says {says}" if stage.on else f"switched off; says {says}"
        if k:
            at = len(stages) + k - 1
            without = inside_html.answer(int(best[at]), float(sure[at]), best[at] != full)
            words += f"<br>all but this: {without}"
        with column:
            inside_html.step(shown, f"{title}. {about}", words, drawing, marks)
    st.caption(
        "“says” is the answer to the picture after the steps so far; “all but this” is the answer "
        "where every other step is taken. ≠ marks an answer other than that of the whole road. The "
        "answer at the top always takes all steps."
    )


def _conv_choice(run: Run, key: str, *more: str) -> str:
    assert isinstance(run.config, DigitsConfig)
    names = [f"Convolution {k + 1}" for k in range(run.config.conv_layers)]
    options = [*names, *more]
    if st.session_state.get(key) not in options:  # another network has fewer
        st.session_state[key] = options[0]
    chosen = st.segmented_control(
        "Layer",
        options,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(chosen)


def _digit_choice(label: str, key: str, help_text: str) -> int | None:
    """A digit, or None to follow the answer."""
    return st.segmented_control(
        label, range(10), key=key, help=help_text, wrap=True, persist_state="session"
    )


def _layers(run: Run, picture: np.ndarray, drawing: str) -> None:
    from core.insight.activations import look
    from ui.inside_maps import MOST_CHANNELS, layer_maps

    inside = look(predict.network_of(run), picture)
    layer = _conv_choice(run, "inside.layer", "Dense units and answer")
    if layer.startswith("Dense"):
        _told(
            "The maps, laid out in one long row, feed the dense units; each unit’s value times its "
            "weight is its part in a digit’s score, and softmax turns scores into shares of 100 %.",
            "choose another digit: which units that spoke for the one speak against the other?",
        )
        digit = _digit_choice("Score of", "inside.score", "Unchosen: the network’s answer.")
        left, right = st.columns([3, 2], gap="large")
        best = int(inside.probabilities.argmax())
        with left:
            inside_html.units(inside, best if digit is None else digit, drawing)
        with right:
            inside_html.softmax(inside, drawing)
        return
    index = int(layer.split()[1]) - 1
    conv = inside.convs[index]
    outputs, inputs, k, _ = conv.weight.shape
    source = "your drawing" if index == 0 else f"the {inputs} maps before it"
    after = [
        *(["the largest of every 2 × 2"] if conv.pools else []),
        *(["nothing below 0"] if conv.rectifies else []),
    ]
    _told(
        f"Each of {outputs} kernels of {k} × {k} slides over {source} and makes a feature map: "
        "the kernel, then its map"
        + (f", then what is handed on ({', '.join(after)})." if after else "."),
        "point at a bright pixel, or walk with the arrow keys: the sum that made it stands beside. "
        "Orange is above 0, blue below.",
    )
    if outputs > MOST_CHANNELS:
        st.caption(f"The first {MOST_CHANNELS} of {outputs} channels.")
    layer_maps(conv, index, drawing)


def _why(run: Run, picture: np.ndarray, drawing: str) -> None:
    from core.insight.attribution import attribute, regions

    _told(
        "Where your ink speaks for a digit (orange) and where against it (blue), and which strokes "
        "decide between two digits.",
        "draw a 4 that is nearly closed at the top, and ask **Add a patch of ink**: where would it "
        "become a 9?",
    )
    left, right = st.columns(2)
    with left:
        this = _digit_choice("Why", "inside.this", "Unchosen: the network’s answer.")
    with right:
        that = _digit_choice("and why not", "inside.that", "Unchosen: the likeliest other digit.")
    method = st.segmented_control(
        "How it is found",
        list(METHODS),
        format_func=METHODS.__getitem__,
        default="gradients",
        key="inside.method",
        required=True,
        persist_state="session",
    )
    ranked = np.argsort(-predict.digits(run, picture[None])[0])
    if this is None:
        this = int(next(d for d in ranked if d != that))
    if that is None or that == this:
        that = int(next(d for d in ranked if d != this))
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
            inside_html.heat(values, picture, scale, f"{title}. {where}", drawing)
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


def _all(picture: np.ndarray, drawing: str) -> None:
    from core.insight.all_networks import ask_all

    _told(
        "The same drawing, read by every network that you have trained: those that disagree most "
        "with the others come first.",
        "draw something between a 4 and a 9. Networks that agree on every clean digit part here.",
    )
    runs = [r for r in store.runs("digits") if r.has_weights]
    found, problems = ask_all(runs[:MOST_NETWORKS], picture)
    for problem in problems:
        st.warning(problem, icon=":material/warning:")
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
    inside_html.opinions(found, drawing)
    if len(runs) > MOST_NETWORKS:
        st.caption(f"The {MOST_NETWORKS} newest of {len(runs)} networks are asked.")
    st.caption("“differs”: the share of its probability that would have to move to reach the mean.")
    lines = [
        ",".join([o.run.id, f"{o.disagreement:.4f}", *(f"{p:.5f}" for p in o.probabilities)])
        for o in found
    ]
    head = "run,disagreement," + ",".join(map(str, range(10)))
    _csv("\n".join([head, *lines]), "all-networks.csv")


def _time(run: Run, picture: np.ndarray, drawing: str) -> None:
    from core.insight.through_time import through_time
    from ui.inside_maps import MOST_FILMED, film

    _told(
        "The network as it was at moments of its training, reading the drawing that you made now: "
        "its answer, and kernels that turn from noise into edges.",
        "press Play, then drag back to where the answer tips; draw a harder digit and see it tip later.",
    )
    index = int(_conv_choice(run, "inside.filmed").split()[1]) - 1
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
    lines = [",".join([str(m.step), *(f"{p:.5f}" for p in m.probabilities)]) for m in moments]
    _csv("\n".join(["step," + ",".join(map(str, range(10))), *lines]), "through-time.csv")


def _csv(text: str, name: str) -> None:
    st.download_button(
        "Download as CSV", text, name, "text/csv", icon=":material/download:", on_click="ignore"
    )
