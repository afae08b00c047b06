"""The page that asks a digits network: a drawing pad, or a picture brought along, and the answer."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core.digits.config import DigitsConfig
from core.digits.photo import Photo
from core.digits.picture_file import MAX_BYTES
from core.digits.picture_sets import picture_set
from core.digits.preprocessing import Drawing, sketch_of
from core.digits.problem import batch
from core.errors import EmptyDrawing
from core.problem import Input
from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from ui.components.drawing_pad.drawing_pad import Pad, drawing_pad, pad_and_answer
from ui.digits import held_out_image, panels
from ui.digits.hints import hint
from ui.errors import error_boundary
from ui.runs import probabilities, remarks
from ui.text import plain, sentence
from ui.training import train_page

GOT_TEST = "What the network sees: the image as it is in {}, which was scaled and centred already."


def drawn(pad: Pad, upload: bytes | None, dataset: str) -> Drawing | Photo:
    """What is to be read: the upload where there is one, else what is on the pad."""
    data = upload if upload is not None else pad.picture
    return sketch_of(pad.strokes if data is None else data, dataset)


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
        noun = problem(run.kind).words_of(run.config).label
        probabilities.bars(answer, f"Probability of each {noun}")


def sketch(run: Run) -> None:
    """The pad, the answer and the panels inside; only this runs again after a stroke."""
    assert isinstance(run.config, DigitsConfig)
    dataset = run.config.dataset
    known = picture_set(dataset)
    left, right = pad_and_answer()
    test_image = None
    with left:
        with error_boundary():
            test_image = held_out_image.from_url(run.config)
        pad = (
            drawing_pad("pad", known.noun, hint(dataset, "on_pad")) if test_image is None else Pad()
        )
    file = None
    if test_image is None:
        file = st.file_uploader(
            hint(dataset, "upload"),
            help="PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF, whatever its name; at most 10 MB.",
            key="picture",
            max_upload_size=MAX_BYTES // 1_000_000,
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
                made = drawn(pad, file.getvalue() if file else None, dataset)
                picture = made.seen(made.steps)
            got = hint(dataset, "got") if made else GOT_TEST.format(known.title)
            notes = made.notes if made else ()
            answer_for(run, picture, got, notes)
        except EmptyDrawing as e:
            drawn_nothing = file is None and not pad.strokes and pad.picture is None
            st.info(
                hint(dataset, "invitation") if drawn_nothing else sentence(e),
                icon=":material/draw:",
            )
    if picture is not None:
        with error_boundary():
            panels.panels(run, made, picture)


def show(entitle: Callable[[str, str], None]) -> None:
    """All below the page's title: the choice of a network, the pad, the answer. Where that network knows no
    drawings, the page gets another title."""

    def chosen(run: Run) -> None:
        if picture_set(run.config.dataset).photos:
            dataset = run.config.dataset
            entitle(hint(dataset, "title"), hint(dataset, "intro"))

    with error_boundary():
        train_page.ask_network("digits", sketch, chosen)
