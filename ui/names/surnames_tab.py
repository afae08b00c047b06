"""Surnames on the Data page: a data set's languages and spellings, and how they are split."""

import numpy as np
import streamlit as st

from core.charts import figures
from core.names import data
from core.names.data import Split, Surnames
from ui.text import plain


def show() -> None:
    """Raises DataError."""
    with st.container(horizontal=True):
        name = st.selectbox("Data set", data.available(), key="data.set")
        share = st.number_input("Share held out", 0.01, 0.5, 0.15, 0.05)
        seed = st.number_input("Seed of the split", 0, value=0)
    names = data.load(name)
    split, words = data.split(names, float(share), int(seed)), data.words_of(name)
    if words.about:
        st.caption(f"{words.about} Licence: {words.licence}.")
    st.markdown(
        f"**{len(names.spellings):,}** {plain(words.items)} of **{len(names.languages)}** "
        f"{plain(words.labels)}, "
        f"**{len(names.languages_of):,}** distinct spellings. Split by spelling: "
        f"{len(split.train):,} to train on, {len(split.test):,} to test with, and none on both sides."
    )
    left, right = st.columns(2, gap="large")
    with left:
        _counts(names, split)
    with right:
        _spellings(names, split)


def _counts(names: Surnames, split: Split) -> None:
    n = len(names.languages)
    train, test = (
        np.bincount(names.labels[part], minlength=n).tolist() for part in (split.train, split.test)
    )
    figure = figures.counts(list(names.languages), {"training": train, "test": test}, "Names")
    st.plotly_chart(figure, key="name-counts")


def _spellings(names: Surnames, split: Split) -> None:
    """All names of a language, and all spellings of several."""
    language = st.selectbox("Names of", names.languages)
    held = set(split.test.tolist())
    rows = np.flatnonzero(names.labels == names.languages.index(language)).tolist()
    st.dataframe(
        {
            "Surname": [names.originals[i] for i in rows],
            "Read as": [names.spellings[i] for i in rows],
            "In the split": ["test" if i in held else "training" for i in rows],
            "Also in": [
                ", ".join(o for o in names.languages_of[names.spellings[i]] if o != language)
                for i in rows
            ],
        },
        hide_index=True,
        height=320,
    )
    st.markdown(f"**{len(names.ambiguous)}** spellings stand in several languages")
    st.dataframe(
        {
            "Spelling": list(names.ambiguous),
            "Languages": [", ".join(where) for where in names.ambiguous.values()],
        },
        hide_index=True,
        height=240,
    )
