"""The Runs page below its title: the list of all runs, and the one or several that the URL names."""

import streamlit as st

from core.runs import listing, queue
from core.runs.store import Run
from core.sweeps import sweep as sweeps
from ui import urls
from ui.errors import error_boundary
from ui.runs import compare, opened, table, take_away
from ui.text import sentence
from ui.training import train_page


def show() -> None:
    """The whole of it."""
    with error_boundary():
        runs, unreadable = listing.list_runs()
        for broken in unreadable:
            st.warning(sentence(broken.reason), icon=":material/broken_image:")
        all_sweeps = [(sweep, sweep.runs()) for sweep in sweeps.list_sweeps()[0]]
        if runs or any(found for _, found in all_sweeps):
            _resume_all([r for r in runs if r.status == "interrupted"])
            train_page.stop_waiting()
            table.show(runs, all_sweeps)
        else:
            text = "Nothing has been trained yet. Start with the quick CNN."
            st.info(text, icon=":material/school:")
            urls.link(urls.train_page("digits"), "Train a CNN", ":material/arrow_forward:")
        take_away.importer()
        ids, run_id = urls.compared(), urls.parameter("run")
        if len(ids) > 1 or (ids and not run_id):
            compare.show(ids)
        elif run_id:
            opened.show(listing.find(run_id))


def _resume_all(interrupted: list[Run]) -> None:
    if len(interrupted) > 1 and st.button(f"Resume all {len(interrupted)} interrupted runs"):
        for run in interrupted:
            queue.current.resume(run)
        st.rerun()
