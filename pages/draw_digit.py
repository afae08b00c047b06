"""Draw a digit, or bring a picture of one, and see what a network says."""

import streamlit as st

from core import predict, presets
from core.digits.drawing import normalise, rasterise
from core.digits.picture import ink_of, read_picture
from core.errors import EmptyDrawing
from core.runs import jobs, store
from core.runs.store import Run
from ui import answers, live, page
from ui.canvas import drawing_pad

page.begin("Draw a digit", "Draw with mouse, pen or finger, and see what a network that you trained says.")


@st.fragment
def sketch(run: Run) -> None:
    """The pad and the answer; only this runs again after a stroke."""
    left, middle, right = st.columns([5, 3, 6], gap="large")
    with left:
        pad = drawing_pad("pad")
        upload = st.file_uploader(
            "Or a picture of one digit", type=["png", "jpg", "jpeg", "webp"], key="picture",
            help="PNG, JPEG or WebP, up to 10 MB; dark on light or light on dark.",
        )
        if upload and not pad.empty:
            st.caption("The picture below is read; remove it to read the pad again.")
    with page.sentences():
        if not run.has_weights:
            with right:
                st.info("This network has just begun to train; its first answer comes in seconds.")
            return
        try:
            if upload:
                ink = ink_of(read_picture(upload.getvalue()))
            elif pad.picture is not None:
                ink = ink_of(read_picture(pad.picture))
            else:
                ink = rasterise(pad.strokes)
            picture = normalise(ink)
        except EmptyDrawing as e:
            with right:
                st.info(str(e), icon=":material/draw:")
            return
        answer = predict.digit(run, picture)
        with middle:
            st.markdown("**What it got**")
            answers.seen(picture)
            st.caption("Cropped, scaled and centred as MNIST's digits are, 28 × 28.")
        with right:
            doubt = " — but it is not sure" if answers.unsure(answer) else ""
            st.markdown(f"### It says **{answer.best}**{doubt}")
            answers.bars(answer, "Probability of each digit")


with page.sentences():
    run = page.choose_run("digits")
    if run is None:
        st.info("No network has been trained for digits yet.", icon=":material/school:")
        if st.button("Train the quick CNN", type="primary", icon=":material/play_arrow:"):
            quick = presets.preset("digits", "quick")
            page.show_run(jobs.start(quick.config, title=quick.title, preset=quick.name))
            st.rerun()
    else:
        if run.status in store.ACTIVE:
            live.progress(run)
        sketch(run)
