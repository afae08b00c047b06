"""The page that asks a digits network: a drawing pad, or a picture brought along, and the answer."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.digits.preprocessing import STEPS, Drawing, preprocess
from core.digits.problem import batch
from core.errors import EmptyDrawing
from core.problem import Input
from core.runs import predict
from core.runs.store import Run
from ui.components.drawing_pad.drawing_pad import Pad, drawing_pad, pad_and_answer
from ui.digits import mnist_item, panels
from ui.errors import error_boundary
from ui.runs import probabilities, remarks
from ui.text import plain, sentence
from ui.training import train_page

INVITATION = "Draw a digit here. It will guess at every stroke, even while it is still learning."
GOT_DRAWN = (
    "What the network sees: cropped, scaled and centred as MNIST’s digits are, with a pen like "
    "theirs."
)
GOT_TEST = (
    "What the network sees: the image as it is in MNIST, which was scaled and centred already."
)


def drawn(pad: Pad, upload: bytes | None) -> Drawing:
    """What is to be read: the upload where there is one, else what is on the pad."""
    data = upload if upload is not None else pad.picture
    return Drawing.of_strokes(pad.strokes) if data is None else Drawing.of_file(data)


def answer_for(run: Run, picture: np.ndarray, got: str, notes: Sequence[str] = ()) -> None:
    """The picture that the network gets, how it came about, and what the network says of it."""
    answer = predict.answer(run, Input((batch(picture[None]),)))
    with st.container(horizontal=True, gap="medium"):
        said, beside = st.container(key="said"), st.container(key="got")
    with beside:
        probabilities.network_input(picture)
        st.caption(got)
    with said:
        doubt = " — but it is not sure" if probabilities.unsure(answer) else ""
        st.markdown(f"## It says **{plain(answer.best)}**{doubt}")
        remarks.show(run)
        for note in notes:
            st.warning(note, icon=":material/filter_none:")
        probabilities.bars(answer, "Probability of each digit")


def sketch(run: Run) -> None:
    """The pad, the answer and the panels inside; only this runs again after a stroke."""
    left, right = pad_and_answer()
    test_image = None
    with left:
        with error_boundary():
            test_image = mnist_item.from_url()
        pad = drawing_pad("pad") if test_image is None else Pad()
    file = None
    if test_image is None:
        file = st.file_uploader(
            "Or a picture of one digit, dark on light or light on dark",
            help="PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF, whatever its name; at most 10 MB.",
            key="picture",
        )
    picture = None
    with right, error_boundary():
        if file is not None:
            st.caption(f"Reading {plain(file.name)}. Remove it below to read the pad again.")
        if not run.has_weights:
            st.info("This network has just begun to train; its first answer comes in seconds.")
            return
        try:
            if test_image is not None:
                made, picture = None, test_image
            else:
                made = drawn(pad, file.getvalue() if file else None)
                picture = preprocess(made, STEPS)
            got, notes = (GOT_DRAWN, made.notes) if made else (GOT_TEST, ())
            answer_for(run, picture, got, notes)
        except EmptyDrawing as e:
            drawn_nothing = file is None and not pad.strokes and pad.picture is None
            st.info(INVITATION if drawn_nothing else sentence(e), icon=":material/draw:")
    if picture is not None:
        with error_boundary():
            panels.panels(run, made, picture)


def show() -> None:
    """All below the page's title: the choice of a network, the pad, the answer."""
    with error_boundary():
        train_page.ask_network("digits", sketch)
