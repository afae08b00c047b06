"""Adding surname data sets on the Data page: PyTorch's tutorial names, or files of one's own."""

import streamlit as st

from core.errors import DataError
from core.names import data, download, uploads
from core.names.name_sets import MOST_LETTERS, SURNAMES, NameSet, from_nouns
from ui.errors import error_boundary
from ui.text import plain

NOUNS = {
    "item": "One of them is a",
    "items": "Several are",
    "label": "Its class is a",
    "labels": "Several classes are",
}


def show() -> None:
    """Both ways."""
    _tutorial()
    _own_files()


def _tutorial() -> None:
    st.header("PyTorch's tutorial surnames", anchor=False)
    st.markdown(
        "The 18 languages of the PyTorch tutorial that the notes followed, downloaded from "
        "pytorch.org and verified. The shipped surnames need no download."
    )
    if st.button("Download", icon=":material/download:"):
        bar = st.progress(0.0, "Connecting …")
        with error_boundary():
            download.tutorial_names(
                lambda done, total: bar.progress(done / total, f"{done / 1e6:.1f} MB so far")
            )
            st.success("Added as the data set “tutorial-names”.")


def _own_files() -> None:
    st.header("Your own", anchor=False)
    st.markdown(
        "Surnames, cities, words: anything short that belongs to classes. Letters of other scripts are "
        "spelled in Latin ones."
    )
    files = st.file_uploader(
        "A text file a class, named after it (French.txt), with a name a line; or a CSV file with a column "
        "of names and one of classes; or a zip file of text files",
        type=["txt", "csv", "zip"],
        accept_multiple_files=True,
        max_upload_size=10,
    )
    if "data.title" not in st.session_state:
        st.session_state["data.title"] = download.free_name("my-names")
    title = st.text_input("Name of the data set", key="data.title")
    with st.container(horizontal=True):
        nouns = {
            field: st.text_input(label, getattr(SURNAMES, field), max_chars=MOST_LETTERS, width=170)
            for field, label in NOUNS.items()
        }
    replace = title in data.available() and st.checkbox(
        "Replace the data set of this name: runs that were trained on it then no longer know which "
        "names were held out"
    )
    if st.button("Add", icon=":material/add:", disabled=not files):
        with error_boundary():
            if len({f.name for f in files}) < len(files):
                raise DataError("Two files have the same name; give one file a class.")
            lists = uploads.by_class({f.name: f.getvalue() for f in files})
            if len(lists) < 2:
                raise DataError("This is one class; a data set has at least two.")
            download.add_files(title, lists, replace, _words(nouns))
            st.success(f"Added; choose “{plain(title)}” on the page Train an RNN.")


def _words(nouns: dict[str, str]) -> NameSet:
    """Raises DataError."""
    try:
        return from_nouns(nouns)
    except ValueError as e:
        raise DataError(f"What its names are called cannot be so: {e}.") from e
