"""The Runs page: all runs, how they stand, and one of them opened."""

import streamlit as st

from core.runs import listing, queue
from ui import page, urls
from ui.errors import error_boundary
from ui.runs import compare, opened, table
from ui.text import sentence
from ui.training import train_page

page.begin(
    "Runs",
    "Everything that was trained here. Click a name to open it; tick several to compare them.",
)


with error_boundary():
    runs, unreadable = listing.list_runs()
    for broken in unreadable:
        st.warning(sentence(broken.reason), icon=":material/broken_image:")
    if not runs:
        st.info("Nothing has been trained yet. Start with the quick CNN.", icon=":material/school:")
        urls.link(urls.train_page("digits"), "Train a CNN", ":material/arrow_forward:")
        table.where_sweeps_are()
    else:
        waiting = [r for r in runs if r.status == "interrupted"]
        if len(waiting) > 1 and st.button(f"Resume all {len(waiting)} interrupted runs"):
            for r in waiting:
                queue.current.resume(r)
            st.rerun()
        train_page.stop_waiting()
        table.show(runs)
    if ids := urls.compared():
        compare.show(ids)
    elif run_id := urls.parameter("run"):
        opened.show(listing.find(str(run_id)))
