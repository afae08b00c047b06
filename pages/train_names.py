"""Pick an RNN, train it on surnames, watch."""

import streamlit as st

from core.charts import figures
from core.names import data as names_data
from core.names.text import ALPHABET, clean, one_hot
from core.runs import step_time
from core.runs.progress import clock
from ui import page
from ui.errors import error_boundary
from ui.names.form import names_form
from ui.training import train_page

page.begin(
    "Train an RNN", "Build a network that reads a surname letter by letter, and watch it learn."
)

above = st.container(key="above")  # for the run that is followed

left, right = st.columns([4, 7], gap="large")
with left:
    st.header("The network", anchor=False)
    preset, config = names_form()
with right, error_boundary():
    st.header("What it gets", anchor=False)
    sample = st.text_input(
        "A sample name", "Kowalski", live=True, key="sample", persist_state="session"
    )
    letters = clean(sample).letters
    st.plotly_chart(figures.one_hot(letters, one_hot(letters), ALPHABET), key="one-hot")
    st.caption(
        f"{len(letters)} letters, so {len(letters)} one-hot rows of {len(ALPHABET)} columns, a 1 where "
        "the letter stands. The network reads them from top to bottom and answers after the last."
    )
    if config:
        data, split = names_data.split_for(config)
        seen = config.steps * config.batch_size
        st.markdown(
            f"Trains on **{len(split.train):,}** names of {len(data.languages)} languages, is tested "
            f"on **{len(split.test):,}** others, and sees {seen:,} names in all."
        )
        seconds = step_time.seconds_per_step(config, preset.threads)
        if seconds:
            st.markdown(f"About **{clock(seconds * config.steps)}** on this machine.")

with right:
    train_page.train_and_follow(preset, config, above)
