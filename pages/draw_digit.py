"""Draw a digit, or bring a picture of one, and see what a network says."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import predict
from core.digits.drawing import without_dots
from core.digits.notes import notes_on_strokes
from core.digits.picture import read_picture
from core.errors import EmptyDrawing
from core.insight.way_in import STEPS, Sketch, seen
from core.runs.store import Run
from ui import answers, inside_digits, page, remarks, start, test_item
from ui.canvas import Pad, drawing_pad, pad_and_answer
from ui.text import plain, sentence

page.begin(
    "Draw a digit", "Draw with mouse, pen or finger, and see what a network that you trained says."
)


INVITATION = "Draw a digit here. It will guess at every stroke, even while it is still learning."
GOT_DRAWN = (
    "What it got: cropped, scaled and centred as MNIST’s digits are, with a pen like theirs."
)
GOT_TEST = "What it got: the image as it is in MNIST, which was scaled and centred already."


def drawn(pad: Pad, upload: bytes | None) -> tuple[Sketch, tuple[str, ...]]:
    """What is to be read, the upload where there is one, else what is on the pad; and notes on it."""
    data = upload if upload is not None else pad.picture
    if data is not None:
        found = read_picture(data)
        return Sketch(found.brightness, found.ink), found.notes
    return Sketch.of_strokes(pad.strokes), notes_on_strokes(without_dots(pad.strokes))


def answer_for(run: Run, picture: np.ndarray, got: str, notes: Sequence[str] = ()) -> None:
    """The picture that the network gets, how it came about, and what the network says of it."""
    answer = predict.digit(run, picture)
    with st.container(horizontal=True, gap="medium"):
        said, beside = st.container(key="said"), st.container(key="got")
    with beside:
        answers.seen(picture)
        st.caption(got)
    with said:
        doubt = " — but it is not sure" if answers.unsure(answer) else ""
        st.markdown(f"## It says **{plain(answer.best)}**{doubt}")
        remarks.show(run)
        for note in notes:
            st.warning(note, icon=":material/filter_none:")
        answers.bars(answer, "Probability of each digit")


def sketch(run: Run) -> None:
    """The pad, the answer and a look inside; only this runs again after a stroke."""
    left, right = pad_and_answer()
    given = None
    with left:
        with page.sentences():
            given = test_item.given()
        pad = drawing_pad("pad") if given is None else Pad()
    file = None
    if given is None:
        file = st.file_uploader(
            "Or a picture of one digit, dark on light or light on dark",
            help="PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF, whatever its name; at most 10 MB.",
            key="picture",
        )
    picture = None
    with right, page.sentences():
        if file is not None:
            st.caption(f"Reading {plain(file.name)}. Remove it below to read the pad again.")
        if not run.has_weights:
            st.info("This network has just begun to train; its first answer comes in seconds.")
            return
        try:
            if given is not None:
                made, picture, notes = None, given, ()
            else:
                made, notes = drawn(pad, file.getvalue() if file else None)
                picture = seen(made, STEPS)
            answer_for(run, picture, GOT_DRAWN if made else GOT_TEST, notes)
        except EmptyDrawing as e:
            drawn_nothing = file is None and not pad.strokes and pad.picture is None
            st.info(INVITATION if drawn_nothing else sentence(e), icon=":material/draw:")
    if picture is not None:
        with page.sentences():
            inside_digits.panels(run, made, picture)


with page.sentences():
    start.ask_network("digits", sketch)
