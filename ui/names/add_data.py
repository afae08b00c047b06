"""Adding surname data sets on the Data page: PyTorch's tutorial names, or files of one's own."""

import streamlit as st

from core.errors import DataError
from core.names import data, download
from ui.errors import error_boundary
from ui.text import plain


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
    files = st.file_uploader(
        "One text file a language, named <Language>.txt, one surname a line; counts behind it are "
        "passed over",
        type="txt",
        accept_multiple_files=True,
        max_upload_size=10,
    )
    if "data.title" not in st.session_state:
        st.session_state["data.title"] = download.free_name("my-names")
    title = st.text_input("Name of the data set", key="data.title")
    replace = title in data.available() and st.checkbox(
        "Replace the data set of this name: runs that were trained on it then no longer know which "
        "names were held out"
    )
    if st.button("Add", icon=":material/add:", disabled=not files):
        with error_boundary():
            if len(files) < 2:
                raise DataError("Choose at least two files, one for each language.")
            if len({f.name for f in files}) < len(files):
                raise DataError("Two files have the same name; give one file a language.")
            download.add_files(title, {f.name: f.getvalue() for f in files}, replace)
            st.success(f"Added; choose “{plain(title)}” on the page Train an RNN.")
