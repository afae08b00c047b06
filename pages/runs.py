"""All runs: what they are, how they stand, and one of them opened."""

import datetime

import streamlit as st

from core import figures
from core.config import CONFIGS
from core.runs import export, jobs, store
from core.runs.store import Run
from core.training.confusion import never_answered
from ui import compare, live, page

page.begin(
    "Runs",
    "Everything that was trained here, the newest first. Tick one to open it, several to compare them.",
)


@st.dialog("Delete this run?")
def ask_delete(run: Run) -> None:
    st.markdown("Its weights, curves and settings go for good.")
    st.text(run.title)
    with page.sentences():
        if st.button("Delete", type="primary", icon=":material/delete:"):
            run.delete()
            st.session_state.pop(f"run-{run.kind}", None)
            st.query_params.clear()
            st.rerun()


@st.dialog("Rename this run")
def ask_rename(run: Run) -> None:
    title = st.text_input("Name", run.title, max_chars=80)
    with page.sentences():
        if st.button("Rename", type="primary", icon=":material/edit:"):
            run.rename(title)
            st.rerun()


def table(runs: list[Run]) -> list[str]:
    """The runs as a table; the ids of those that are ticked there."""
    picked = st.dataframe(
        {
            "Name": [r.title for r in runs],
            "Kind": [r.kind for r in runs],
            "Status": [r.status for r in runs],
            "Accuracy": [
                100 * a if (a := r.record.get("accuracy")) is not None else None for r in runs
            ],
            "Seconds": [r.record.get("seconds") for r in runs],
            "Started": [datetime.datetime.fromtimestamp(r.record.get("created", 0)) for r in runs],
            "Settings": [settings(r) for r in runs],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="table",
        height=min(38 + 35 * len(runs), 420),
        column_config={
            "Name": st.column_config.TextColumn(width="medium"),
            "Accuracy": st.column_config.NumberColumn("Test accuracy", format="%.2f %%"),
            "Seconds": st.column_config.NumberColumn("Time", format="%.1f s"),
            "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
            "Settings": st.column_config.TextColumn(width="large"),
        },
    )
    return [runs[row].id for row in picked.selection.rows if row < len(runs)]


def follow(picked: list[str], runs: list[Run]) -> None:
    """Put what is ticked into the URL, when it was the user who changed it.

    Streamlit keeps the numbers of the rows: when runs come or go they stand for others.
    """
    ids = [r.id for r in runs]
    before_ids, before = st.session_state.get("ticked", (ids, []))
    st.session_state["ticked"] = ids, picked
    if picked == before or ids != before_ids:
        return
    for key in ("run", "compare"):
        st.query_params.pop(key, None)
    if len(picked) == 1:
        st.query_params["run"] = picked[0]
    elif picked:
        st.query_params["compare"] = ",".join(picked)


def settings(run: Run) -> str:
    """What is not as the form has it at first."""
    usual = CONFIGS[run.kind]()
    values = vars(run.config).items()
    return (
        ", ".join(f"{k} {v}" for k, v in values if v != getattr(usual, k)) or "as the form has them"
    )


def opened(run: Run) -> None:
    """One run: its buttons, curves, confusion matrix and settings."""
    from core.predict import classes  # PyTorch with it: a list of runs must not wait for that

    live.follow(run)
    with st.container(horizontal=True):
        if st.button("Rename", icon=":material/edit:"):
            ask_rename(run)
        if st.button(
            "Delete", icon=":material/delete:", disabled=run.status in ("running", "paused")
        ):
            ask_delete(run)
        result = run.result()
        st.download_button(
            "Curves as CSV",
            lambda: export.metrics_csv(run),
            f"{run.id}-curves.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if result:
            st.download_button(
                "Confusion as CSV",
                lambda: export.confusion_csv(result["confusion"], classes(run)),
                f"{run.id}-confusion.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
    if result:
        st.subheader("Confusion matrix", anchor=False)
        st.caption("Rows are the truth, columns the answers: off the diagonal are the mistakes.")
        st.plotly_chart(figures.confusion(result["confusion"], classes(run)), key="confusion")
        st.page_link(
            "pages/mistakes.py",
            label="See the mistakes, one by one",
            icon=":material/arrow_forward:",
            query_params={"run": run.id},
        )
        if never := [classes(run)[k] for k in never_answered(result["confusion"])]:
            st.warning(f"Never the answer: {', '.join(never)}.", icon=":material/visibility_off:")
    with st.expander("Settings"):
        st.json(run.config.to_dict() | {"versions": run.record.get("versions", {})})


with page.sentences():
    runs, unreadable = store.everything()
    for broken in unreadable:
        st.warning(broken.reason, icon=":material/broken_image:")
    if not runs:
        st.info("Nothing has been trained yet. Start with the quick CNN.", icon=":material/school:")
        st.page_link("pages/train_digits.py", label="Train a CNN", icon=":material/arrow_forward:")
    else:
        waiting = [r for r in runs if r.status == "interrupted"]
        if len(waiting) > 1 and st.button(f"Resume all {len(waiting)} interrupted runs"):
            for r in waiting:
                jobs.resume(r)
            st.rerun()
        follow(table(runs), runs)
        if ids := st.query_params.get("compare"):
            compare.show(str(ids).split(","))
        elif run_id := st.query_params.get("run"):
            opened(store.find(str(run_id)))
