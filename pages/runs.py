"""All runs: what they are, how they stand, and one of them opened."""

import streamlit as st

from core import figures
from core.runs import export, jobs, store
from core.runs.store import Run
from core.training.confusion import never_answered
from ui import compare, download, live, page, runs_table, start
from ui.text import plain, sentence

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


@st.fragment
def followed(run_id: str, was_active: bool) -> None:
    """The run's panel; when it ends, there is more to do with it than in the panel."""
    with page.sentences():
        run = store.find(run_id)
        if was_active != (run.status in store.ACTIVE):
            st.rerun()
        live.follow(run)


def opened(run: Run) -> None:
    """One run: its buttons, curves, confusion matrix and settings."""
    from core.predict import classes  # PyTorch with it: a list of runs must not wait for that

    followed(run.id, run.status in store.ACTIVE)
    with st.container(horizontal=True):
        if st.button("Rename", icon=":material/edit:"):
            ask_rename(run)
        if st.button(
            "Delete", icon=":material/delete:", disabled=run.status in ("running", "paused")
        ):
            ask_delete(run)
        result = run.result()
        strange = result is not None and len(result["confusion"]) != len(classes(run))
        result = None if strange else result
        download.as_csv("Curves as CSV", lambda: export.metrics_csv(run), f"{run.id}-curves.csv")
        if result:
            download.as_csv(
                "Confusion as CSV",
                lambda: export.confusion_csv(result["confusion"], classes(run)),
                f"{run.id}-confusion.csv",
            )
    if strange:
        st.warning(
            "Its last test is of other classes than the run: result.json is damaged or another run’s.",
            icon=":material/broken_image:",
        )
    if result:
        st.header("Confusion matrix", anchor=False)
        st.caption("Rows are the truth, columns the answers: off the diagonal are the mistakes.")
        st.plotly_chart(figures.confusion(result["confusion"], classes(run)), key="confusion")
        st.page_link(
            "pages/mistakes.py",
            label="See the mistakes, one by one",
            icon=":material/arrow_forward:",
            query_params={"run": run.id},
        )
        if never := [classes(run)[k] for k in never_answered(result["confusion"])]:
            st.warning(
                f"Never the answer: {plain(', '.join(never))}.", icon=":material/visibility_off:"
            )
    with st.expander("Settings"):
        st.json(run.config.to_dict() | {"versions": run.record.get("versions", {})})


with page.sentences():
    runs, unreadable = store.everything()
    for broken in unreadable:
        st.warning(sentence(broken.reason), icon=":material/broken_image:")
    if not runs:
        st.info("Nothing has been trained yet. Start with the quick CNN.", icon=":material/school:")
        st.page_link("pages/train_digits.py", label="Train a CNN", icon=":material/arrow_forward:")
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
            opened(store.find(str(run_id)))
