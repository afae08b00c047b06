"""Picture data sets on the Data page: samples and counts of one, or how to get it."""

import base64
import html
import io

import numpy as np
import streamlit as st
from PIL import Image

from core.charts import figures
from core.digits import data, download
from core.digits.picture_sets import SETS, PictureSet, picture_set
from ui import session, urls
from ui.errors import error_boundary
from ui.text import plain, sentence

SAMPLES = 16  # of each class
KEY = "data.pictures"
_followed = session.Entry[str]("data.followed")  # the data set of the link that was followed last


def show() -> None:
    """A choice of data set, and what there is to see of it."""
    named = urls.parameter("dataset")
    if named in SETS and named != _followed.get(""):
        _followed.set(named)
        st.session_state[KEY] = named
    st.session_state.setdefault(KEY, next(iter(SETS)))
    name = st.segmented_control(
        "Data set", list(SETS), format_func=lambda name: SETS[name].title, key=KEY, required=True
    )
    known = picture_set(str(name))
    st.markdown(f"**{plain(known.title)}**: {known.about}")
    with error_boundary():
        if data.is_here(known.name):
            _samples(known)
        else:
            _get(known)


def says_where_to_get(dataset: str) -> bool:
    """Whether a data set is not here; then a sentence and a link say so."""
    if data.is_here(dataset):
        return False
    known = picture_set(dataset)
    if known.own:
        st.warning(sentence(data.missing(known)), icon=":material/database_off:")
        urls.link(urls.SYMBOLS, "Own symbols", ":material/draw_collage:")
        return True
    title = plain(known.title)
    st.warning(f"{title} is not on this machine yet.", icon=":material/database_off:")
    urls.link(urls.DATA, f"Get {title}", ":material/download:", dataset=dataset)
    return True


@st.cache_data(show_spinner=False)
def _sheet(dataset: str) -> tuple[bytes, list[int], list[int]]:
    """A picture with a row of samples for each class, and the counts for training and test."""
    samples = data.samples(dataset, per_class=SAMPLES)  # (classes, 16, 28, 28)
    classes = len(samples)
    tiles = np.pad(samples, ((0, 0), (0, 0), (2, 2), (2, 2)))
    sheet = tiles.transpose(0, 2, 1, 3).reshape(classes * 32, -1)
    buffer = io.BytesIO()
    Image.fromarray(sheet).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), 0).save(buffer, "PNG")
    train, test = (
        np.bincount(data.raw(dataset, t)[1], minlength=classes).tolist() for t in (True, False)
    )
    return buffer.getvalue(), train, test


def _samples(known: PictureSet) -> None:
    sheet, train, test = _sheet(known.name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        source = base64.b64encode(sheet).decode()
        alt = (
            f"Sixteen training images of each {known.noun}, a row for each from {known.labels[0]} to "
            f"{known.labels[-1]}, in white on black"
        )
        st.html(
            f"<img src='data:image/png;base64,{source}' style='width:100%;border-radius:.3rem' "
            f"alt='{html.escape(alt, quote=True)}'>"
        )
        st.caption(f"The first sixteen training images of each {known.noun}")
    with right:
        counts = {"training": train, "test": test}
        figure = figures.counts(list(known.labels), counts, "Images")
        st.plotly_chart(figure, key=f"{known.name}-counts")


def _get(known: PictureSet) -> None:
    """How to get a data set that is not here: from its home, or from the learner's own disk."""
    st.markdown(
        f"It is not on this machine yet. Licence: {known.licence}; home: [{known.page}]({known.page})."
    )
    size = f"{known.packed / 1e6:.0f} MB"
    if st.button(
        f"Download {plain(known.title)} ({size})", type="primary", icon=":material/download:"
    ):
        bar = st.progress(0.0, "Connecting …")
        with error_boundary():
            download.download(
                known.name,
                lambda done, total: bar.progress(
                    done / total, f"{done / 1e6:.1f} of {size} so far"
                ),
            )
            st.rerun()
        bar.empty()
    files = st.file_uploader(
        "Or its four files, packed with gzip, or a zip file with them, from your disk",
        accept_multiple_files=True,
        key="data.idx",
        help=f"{', '.join(f'{name}.gz' for name in known.files)}; whatever they are called: each is "
        "known by its checksum.",
    )
    if st.button("Add these files", icon=":material/add:", disabled=not files):
        with error_boundary():
            download.add_files(known.name, {f.name: f.getvalue() for f in files})
            st.rerun()
    if known.package:
        st.caption(f"Where Debian’s package `{known.package}` is installed, it is found by itself.")
