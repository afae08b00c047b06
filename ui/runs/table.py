"""The table of all runs, on the Runs page: what is chosen there goes into the URL."""

import datetime

import streamlit as st

from core.problems import PROBLEMS, title
from core.runs.store import Run
from core.sweeps import sweep as sweeps
from ui import session, urls

ORDERS = ("newest first", "best first", "by name")
ROW, HEAD, BAR, MOST_ROWS = 36, 38, 12, 11.5  # pixels, and rows that are seen at once
_ticked = session.Entry[tuple[list[str], list[str]]]("ticked")  # all runs, and those ticked
LETTER = 7.2  # pixels that one takes in a name, about


def show(runs: list[Run]) -> None:
    """A run that is clicked or ticked is the URL's `run`, several that are ticked its `compare`."""
    shown = _chosen(runs)
    if shown:
        _follow(_table(shown), shown)
    else:
        st.info("No run is like that: clear the search, or choose all.", icon=":material/search:")
    where_sweeps_are()


def _chosen(runs: list[Run]) -> list[Run]:
    """Those that the filters above the table leave, in the order chosen there."""
    urls.widget("kind", "runs.kind", PROBLEMS)
    urls.widget("order", "runs.order", ORDERS, ORDERS[0])
    came = urls.follow("search", str, "")
    if came is not None:
        st.session_state["runs.search"] = came
    urls.tell(search=st.session_state.get("runs.search"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Search", key="runs.search", placeholder="pools, seed 3, failed …", width=260
        )
        kind = st.segmented_control("Read", list(PROBLEMS), format_func=title, key="runs.kind")
        order = st.selectbox("Order", ORDERS, key="runs.order", width=170)
    wanted = text.casefold().split()
    found = []
    for run in runs:
        if kind in (None, run.kind):
            words = f"{run.title} {run.status} {title(run.kind)}".casefold() if wanted else ""
            if all(word in words for word in wanted):
                found.append(run)
    if order == "best first":
        found.sort(key=lambda r: -(r.record.get("accuracy") or 0))
    elif order == "by name":
        found.sort(key=lambda r: r.title.casefold())
    return found


def _table(runs: list[Run]) -> list[str]:
    """The runs as a table; the ids of those that are ticked there, or of the one that was clicked."""
    names = [r.title for r in runs]
    # Where names are long the table scrolls: cut off, different ones would read alike.
    width = max(240, int(24 + LETTER * max(map(len, names))))
    picked = st.dataframe(
        {
            "Name": names,
            "Reads": [title(r.kind) for r in runs],
            "Status": [r.status for r in runs],
            "Accuracy": [
                100 * a if (a := r.record.get("accuracy")) is not None else None for r in runs
            ],
            "Seconds": [r.record.get("seconds") for r in runs],
            "Started": [datetime.datetime.fromtimestamp(r.record.get("created", 0)) for r in runs],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        key="table",
        height=int(HEAD + ROW * min(len(runs), MOST_ROWS) + BAR),
        row_height=ROW,
        placeholder="–",
        column_config={
            "Name": st.column_config.TextColumn(width=width),
            "Reads": st.column_config.TextColumn(width="small"),
            "Status": st.column_config.TextColumn(width="small"),
            "Accuracy": st.column_config.NumberColumn(
                "Test accuracy", format="%.2f %%", width="small"
            ),
            "Seconds": st.column_config.NumberColumn("Time", format="%.1f s", width="small"),
            "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm", width="small"),
        },
    )
    rows = list(picked.selection.rows)
    if not rows:
        rows = [row for row, _ in picked.selection.cells]
    return [runs[row].id for row in rows if row < len(runs)]


def _follow(picked: list[str], runs: list[Run]) -> None:
    """Put what is chosen into the URL, when it was the user who changed it.

    Streamlit keeps the numbers of the rows: when runs come or go they stand for others.
    """
    ids = [r.id for r in runs]
    before_ids, before = _ticked.get((ids, []))
    _ticked.set((ids, picked))
    if picked == before or ids != before_ids:
        return
    urls.remove("run", "compare")
    if len(picked) == 1:
        urls.set_parameter("run", picked[0])
    elif picked:
        urls.compare(picked)


def where_sweeps_are() -> None:
    """Where the runs are that are not in the table."""
    counts = [len(sweep.plan.cells) for sweep in sweeps.list_sweeps()[0]]
    if counts:
        many = f"{len(counts)} sweeps" if len(counts) > 1 else "a sweep"
        label = f"{sum(counts):,} more runs belong to {many}: see them there"
        urls.link(urls.SWEEPS, label, ":material/grid_view:")
