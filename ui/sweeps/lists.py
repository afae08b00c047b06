"""The lists on the Sweeps page: the notes' tables, ready to be trained, and all sweeps there are."""

import datetime
from collections.abc import Callable

import streamlit as st

from core.errors import RunError
from core.notes import recorded, tables
from core.notes.notes_table import NotesTable
from core.notes.story.glossary import explained
from core.runs import executors
from core.statistics.durations import clock
from core.sweeps import sweep as sweeps
from core.sweeps.plan import Plan
from core.sweeps.sweep import Sweep
from ui import page, urls
from ui.components.glossed.glossed import prose
from ui.errors import error_boundary
from ui.problems import PAGES
from ui.sweeps import view
from ui.text import plain, sentence


def notes(start: Callable[[Plan], None]) -> None:
    """Every table of the notes; `start` trains one."""
    st.markdown(
        "Each table of the notes, trained anew with several seeds. The author had one run of each "
        "network: does his figure lie where ours do?"
    )
    with st.container(horizontal=True):
        urls.widget("seeds", "notes.seeds", range(2, 51), 5)
        seeds = st.number_input(
            "Seeds",
            2,
            50,
            5,
            key="notes.seeds",
            persist_state="session",
            width=120,
            help=explained("Seeds", "So many runs of each network of a table."),
        )
        fields = {kind: p.table_fields() for kind, p in PAGES.items()}
    for table in tables.TABLES:
        if table.in_notes:
            with st.container(border=True), error_boundary():
                _table(table, table.plan(int(seeds), fields[table.kind]), start)


def _table(table: NotesTable, plan: Plan, start: Callable[[Plan], None]) -> None:
    seconds = plan.seconds(executors.workers())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(table.title), anchor=False, width="content")
        st.space("stretch")
        if st.button("Train this table", key=f"go-{table.name}", icon=":material/play_arrow:"):
            start(plan)
    about = f" About {clock(seconds)} on this machine." if seconds else ""
    prose(f"about-{table.name}", f"{table.about} {len(plan.cells)} runs.{about}")
    try:
        found = recorded.Recorded(table.name)
    except RunError:
        return
    details = st.expander("Our recorded result", on_change="rerun", key=f"recorded-{table.name}")
    if details.open:
        with details:
            view.results(found.plan, found.states, f"recorded-{table.name}-file")
            st.caption(f"Made by `{found.command}`")


def everything(show: Callable[[Sweep], None]) -> None:
    """Every sweep, the newest first; `show` opens one."""
    found, unreadable = sweeps.list_sweeps()
    for broken in unreadable:
        st.warning(sentence(broken.reason), icon=":material/broken_image:")
    if not found:
        st.info("No sweep yet. Start one under New sweep, or a table of the notes.")
    for sweep in found:
        states = sweep.cells()
        status = sweeps.status_of(states)
        when = datetime.datetime.fromtimestamp(sweep.created).strftime("%d %b, %H:%M")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{when} · {sweep.title} · {len(states)} runs · {status}", width="content")
            st.space("stretch")
            if st.button("Open", key=f"open-{sweep.id}", icon=":material/grid_view:"):
                show(sweep)
            if st.button("Delete", key=f"delete-{sweep.id}", icon=":material/delete:"):
                _ask_delete(sweep)


@st.dialog("Delete this sweep?")
def _ask_delete(sweep: Sweep) -> None:
    st.text(sweep.title)
    st.markdown(f"Its {len(sweep.plan.cells)} runs go for good, with their weights.")
    with error_boundary():
        if page.delete_or_cancel():
            sweep.delete()
            urls.remove_all()
            st.rerun()
