"""The Data page: what the networks learn from, MNIST and the surnames."""

import numpy as np
import streamlit as st

from core.charts import figures
from core.errors import DataError
from core.names import data as names_data
from core.names import download
from ui import page
from ui.digits import data_panel
from ui.errors import error_boundary
from ui.text import plain

page.begin("Data", "What the networks learn from, and what is held out to test them.")
pictures, surnames, add = st.tabs(["Pictures", "Surnames", "Add a data set"])


with pictures, error_boundary():
    data_panel.show()

with surnames, error_boundary():
    with st.container(horizontal=True):
        name = st.selectbox("Data set", names_data.available(), key="data.set")
        share = st.number_input("Share held out", 0.01, 0.5, 0.15, 0.05)
        seed = st.number_input("Seed of the split", 0, value=0)
    data = names_data.load(name)
    split = names_data.split(data, float(share), int(seed))
    n = len(data.languages)
    train_counts, test_counts = (
        np.bincount(data.labels[part], minlength=n).tolist() for part in (split.train, split.test)
    )
    st.markdown(
        f"**{len(data.spellings):,}** names of **{n}** languages, **{len(data.languages_of):,}** "
        f"distinct spellings. Split by spelling: {len(split.train):,} to train on, "
        f"{len(split.test):,} to test with, and none on both sides."
    )
    left, right = st.columns(2, gap="large")
    with left:
        figure = figures.counts(
            list(data.languages), {"training": train_counts, "test": test_counts}, "Names"
        )
        st.plotly_chart(figure, key="name-counts")
    with right:
        language = st.selectbox("Names of", data.languages)
        label = data.languages.index(language)
        held = set(split.test.tolist())
        rows = np.flatnonzero(data.labels == label).tolist()
        st.dataframe(
            {
                "Surname": [data.originals[i] for i in rows],
                "Read as": [data.spellings[i] for i in rows],
                "In the split": ["test" if i in held else "training" for i in rows],
                "Also in": [
                    ", ".join(o for o in data.languages_of[data.spellings[i]] if o != language)
                    for i in rows
                ],
            },
            hide_index=True,
            height=320,
        )
        st.markdown(f"**{len(data.ambiguous)}** spellings stand in several languages")
        st.dataframe(
            {
                "Spelling": list(data.ambiguous),
                "Languages": [", ".join(where) for where in data.ambiguous.values()],
            },
            hide_index=True,
            height=240,
        )

with add:
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
    replace = title in names_data.available() and st.checkbox(
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
