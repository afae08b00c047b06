"""Many networks at once: which setting matters, and which difference is luck."""

import datetime

import streamlit as st

from core.errors import RunError
from core.look import clock
from core.names import data as names_data
from core.runs import notes_tables, pool, record
from core.runs import sweep as sweeps
from core.runs.plan import Plan
from core.runs.sweep import Sweep
from ui import page, questions, sweep_form, sweep_view
from ui.text import plain, sentence

page.begin(
    "Sweeps",
    "Train every combination of some settings with several seeds, and see which differences are more "
    "than luck.",
)


def show(sweep: Sweep) -> None:
    st.query_params["sweep"] = sweep.id
    st.rerun()


def start(plan: Plan) -> None:
    with page.sentences():
        show(sweeps.start(plan))


def named() -> Sweep | None:
    """The sweep that the URL names."""
    if sweep_id := st.query_params.get("sweep"):
        try:
            return sweeps.find(str(sweep_id))
        except RunError as e:
            st.warning(sentence(e), icon=":material/link_off:")
            del st.query_params["sweep"]
    return None


@st.fragment
def new() -> None:
    with page.sentences():
        plan = sweep_form.form()
        label = "Start the sweep"
        if st.button(label, type="primary", icon=":material/play_arrow:", disabled=plan is None):
            assert plan is not None
            start(plan)


def notes() -> None:
    st.markdown(
        "Each table of the notes, trained anew with several seeds. The author had one run of each "
        "network: does his figure lie where ours do?"
    )
    with st.container(horizontal=True):
        seeds = int(st.number_input("Seeds", 2, 50, 5, key="notes.seeds", width=120))
        dataset = st.selectbox("Surnames", names_data.available(), key="notes.dataset", width=240)
    for table in notes_tables.TABLES:
        if table.in_notes:
            with st.container(border=True), page.sentences():
                fields = {"dataset": dataset} if table.kind == "names" else {}
                one_table(table, table.plan(seeds, fields))


def one_table(table: notes_tables.NotesTable, plan: Plan) -> None:
    seconds = plan.seconds(pool.workers())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(table.title), anchor=False, width="content")
        st.space("stretch")
        if st.button("Train this table", key=f"go-{table.name}", icon=":material/play_arrow:"):
            start(plan)
    about = f" About {clock(seconds)} on this machine." if seconds else ""
    st.markdown(f"{table.about} {len(plan.cells)} runs.{about}")
    try:
        found = record.Recorded(table.name)
    except RunError:
        return
    details = st.expander("Our recorded result", on_change="rerun", key=f"recorded-{table.name}")
    if details.open:
        with details:
            sweep_view.results(found.plan, found.states, f"recorded-{table.name}-file")
            st.caption(f"Made by `{found.command}`")


def everything() -> None:
    found, unreadable = sweeps.everything()
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
                ask_delete(sweep)


@st.dialog("Delete this sweep?")
def ask_delete(sweep: Sweep) -> None:
    st.markdown(f"Its {len(sweep.plan.cells)} runs go for good, with their weights.")
    st.text(sweep.title)
    with page.sentences():
        if st.button("Delete it", type="primary", icon=":material/delete:"):
            sweep.delete()
            st.query_params.clear()
            st.rerun()


with page.sentences():
    opened = named()
    if opened:
        sweep_view.follow(opened)
        st.divider()
    titles = {
        "New sweep": new,
        "The notes’ tables": notes,
        "Open questions": lambda: questions.show(start),
        "All sweeps": everything,
    }
    tabs = st.tabs(list(titles), on_change="rerun", key="tabs")
    for tab, draw in zip(tabs, titles.values(), strict=True):
        if tab.open:
            with tab:
                draw()
