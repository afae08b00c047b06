"""The page that asks a digits network: a drawing pad, or a picture brought along, and the answer."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core.digits import dozen
from core.digits.config import DigitsConfig
from core.digits.dozen import Item
from core.digits.notes import SCRIBBLE
from core.digits.photo import Photo
from core.digits.picture_file import MAX_BYTES
from core.digits.picture_sets import MNIST, picture_set
from core.digits.preprocessing import Drawing, sketch_of
from core.digits.problem import batch
from core.errors import EmptyDrawing
from core.insight.familiarity import Familiarity
from core.problem import Input
from core.problems import problem
from core.runs import predict
from core.runs.shipped import ships
from core.runs.store import Run
from ui.components.activations.activations import activations, pad_and_view
from ui.components.drawing_pad.drawing_pad import Pad, Shares, drawing_pad, pad_and_answer
from ui.components.network.network import in_browser
from ui.digits import held_out_image, panels
from ui.digits.hints import hint
from ui.errors import error_boundary
from ui.runs import familiarity, probabilities, remarks
from ui.text import plain, sentence
from ui.training import train_page

Strange = tuple[float, Familiarity] | None
GOT_TEST = "What the network sees: the image as it is in {}, which was scaled and centred already."


def drawn(pad: Pad, upload: bytes | None, dataset: str) -> Drawing | Photo:
    """What is to be read: the upload where there is one, else what is on the pad."""
    data = upload if upload is not None else pad.picture
    return sketch_of(pad.strokes if data is None else data, dataset)


def answer_for(run: Run, picture: np.ndarray, got: str, notes: Sequence[str]) -> None:
    """What a network says that the browser cannot compute, and the picture that it gets."""
    answer = predict.answer(run, Input((batch(picture[None]),)))
    with st.container(horizontal=True, gap="medium"):
        said, beside = st.container(key="said"), st.container(key="got")
    with beside:
        probabilities.network_input(picture)
        st.caption(got)
    with said:
        doubt = " — but it is not sure" if probabilities.unsure(answer) else ""
        st.markdown(f"## It says **{plain(answer.best)}**{doubt}")
        beside_answer(run, notes, strange(run, picture))
        probabilities.bars(answer, title_of_bars(run))


def title_of_bars(run: Run) -> str:
    return f"Probability of each {problem(run.kind).words_of(run.config).label}"


def strange(run: Run, picture: np.ndarray | None) -> Strange:
    """How unlike all that a network learned a picture (28, 28) is, where it is."""
    return None if picture is None else familiarity.strange(run, (batch(picture[None]),))


def beside_answer(run: Run, notes: Sequence[str], found: Strange) -> None:
    """What there is to say of the network, and of what it was given."""
    familiarity.beside_answer(found, problem(run.kind).words_of(run.config).labels)
    remarks.show(run)
    for note in notes:
        if found and note == SCRIBBLE:
            continue  # that has just been said
        st.warning(note, icon=":material/filter_none:")


def sketch(run: Run) -> None:
    """The pad, the answer and the panels inside; only this runs again after a stroke."""
    assert isinstance(run.config, DigitsConfig)
    dataset = run.config.dataset
    known = picture_set(dataset)
    # The browser makes of strokes what MNIST's scans were made into, which is nothing to a photo's network.
    network = in_browser(run) if run.has_weights and not known.photos else None
    left, right = pad_and_view() if network else pad_and_answer()
    test_image = None
    with left:
        with error_boundary():
            test_image = held_out_image.from_url(run.config)
        pad = Pad()
        if test_image is None:
            shares: Shares = "strokes" if network else "live"
            pad = drawing_pad("pad", shares, known.noun, hint(dataset, "on_pad"), linked=True)
    file = None
    if test_image is None:
        file = st.file_uploader(
            hint(dataset, "upload"),
            help="PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF, whatever its name; at most 10 MB.",
            key="picture",
            max_upload_size=MAX_BYTES // 1_000_000,
        )
    if not run.has_weights:
        right.info("This network has just begun to train; its first answer comes in seconds.")
        return
    made, picture = None, test_image
    with right, error_boundary():
        if file is not None:
            st.caption(f"Reading {plain(file.name)}. Remove it below to read the pad again.")
        try:
            if test_image is None and not (pad.empty and file is None):
                made = drawn(pad, file.getvalue() if file else None, dataset)
                picture = made.seen(made.steps)
            instead = test_image is not None or file is not None
            got = hint(dataset, "got") if test_image is None else GOT_TEST.format(known.title)
            notes = made.notes if made else ()
            if network:
                found = strange(run, picture)
                activations(
                    network,
                    predict.classes(run),
                    title=title_of_bars(run),
                    got=got,
                    noun=known.noun,
                    invitation=hint(dataset, "invitation"),
                    picture=picture if instead or pad.picture is not None else None,
                    revision=pad.revision,
                    instead=instead,
                    strange=found is not None,
                    tests=standing_in(run),
                    linked=True,
                )
                beside_answer(run, notes, found)
            elif picture is not None:
                answer_for(run, picture, got, notes)
            else:
                st.info(hint(dataset, "invitation"), icon=":material/draw:")
        except EmptyDrawing as e:
            st.info(sentence(e), icon=":material/draw:")
    if picture is not None:
        with error_boundary():
            # Where all layers stand above already, nothing more is computed before it is asked for.
            panels.panels(run, made, picture, open_one=network is None)


def standing_in(run: Run) -> Sequence[Item]:
    """What a network reads while nothing is drawn: one test image, whose sums can be looked at in peace."""
    return (dozen.shipped() if ships(run) else dozen.of_set(run.config.dataset))[:1]


def show(entitle: Callable[[str, str], None]) -> None:
    """All below the page's title: the choice of a network, the pad, the answer. Where that network knows no
    drawings, the page gets another title."""

    def chosen(run: Run) -> None:
        dataset = run.config.dataset
        if dataset != MNIST:
            entitle(hint(dataset, "title"), hint(dataset, "intro"))

    with error_boundary():
        train_page.ask_network("digits", sketch, chosen)
