"""All runs: what they are, how they stand, and one of them opened."""

import streamlit as st

from core.runs import jobs, store
from ui import compare, page, run_opened, runs_table, start
from ui.text import sentence

page.begin(
    "Runs",
    "Everything that was trained here. Click a name to open it; tick several to compare them.",
)


with page.sentences():
    runs, unreadable = store.everything()
    for broken in unreadable:
        st.warning(sentence(broken.reason), icon=":material/broken_image:")
    if not runs:
        st.info("Nothing has been trained yet. Start with the quick CNN.", icon=":material/school:")
        st.page_link("pages/train_digits.py", label="Train a CNN", icon=":material/arrow_forward:")
        runs_table.where_sweeps_are()
    else:
        waiting = [r for r in runs if r.status == "interrupted"]
        if len(waiting) > 1 and st.button(f"Resume all {len(waiting)} interrupted runs"):
            for r in waiting:
                jobs.resume(r)
            st.rerun()
        start.stop_waiting()
        runs_table.show(runs)
    if ids := st.query_params.get("compare"):
        compare.show(str(ids).split(","))
    elif run_id := st.query_params.get("run"):
        run_opened.show(store.find(str(run_id)))
