"""What a change did: a run beside the one that it began with, on one axis, and item by item."""

from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import streamlit as st

from core.errors import RunError
from core.insight import change
from core.insight.held_out import HeldOut, held_out
from core.runs import executors, listing, store
from core.runs.store import Run
from ui import session
from ui.errors import error_boundary
from ui.text import plain

MOST_CARDS = 12
_answers = session.Entry["dict[str, Future[None]]"]("answers")
"""By run, the job that has its answers to the test items put on disk."""


def base_of(run: Run) -> Run | None:
    """The run whose settings were changed for an ended one, where that is still here."""
    base = str(run.record.get("base", ""))
    if not base or run.status in store.ACTIVE:
        return None
    try:
        found = listing.find(base)
    except RunError:
        return None
    return found if found.kind == run.kind and found.result() and run.result() else None


def show(run: Run) -> None:
    """Nothing of a run that trains, or began with a preset that no run was trained of."""
    if (base := base_of(run)) is None:
        return
    from core.charts import comparison  # Plotly: not before there is something to draw

    with st.container(key="change"):
        words = change.title(run, base)
        st.header(plain(words[:1].upper() + words[1:]), anchor=False)
        st.plotly_chart(
            comparison.overlay([base, run], "test accuracy", "epoch", 0), key="change-curves"
        )
        jobs = _jobs(run, base)
        waiting = any(not job.done() for job in jobs)
        st.fragment(_item_by_item, run_every=1 if waiting else None)(run, base, jobs)


def _jobs(run: Run, base: Run) -> "list[Future[None]]":
    """For each run the job in the workers: the server needs no PyTorch to read what they found."""
    known = _answers.get({})
    for one in (run, base):
        # Of a run that was extended, the answers are others.
        key = f"{one.id} {one.record.get('step')}"
        if key not in known:
            known[key] = executors.executor().submit(change.answers, one.id)
    _answers.set(known)
    return [known[f"{one.id} {one.record.get('step')}"] for one in (run, base)]


def _item_by_item(run: Run, base: Run, jobs: "list[Future[None]]") -> None:
    with error_boundary():
        if any(not job.done() for job in jobs):
            st.caption("Both networks are asked each test item …")
            return
        for job in jobs:
            try:
                job.result()
            except (BrokenProcessPool, CancelledError) as e:
                _answers.clear()
                raise RunError(
                    "The worker that asked both networks is gone. Reload the page."
                ) from e
        found = change.between(run, base)
        st.markdown(plain(change.sentence(run, base, found)))
        apart = st.expander("The items on which they part", on_change="rerun", key="apart")
        if apart.open:
            with apart:
                _items(run, base, found)


def _items(run: Run, base: Run, found: change.Paired) -> None:
    from ui.runs.item_cards import cards  # PyTorch: not before somebody looks at items

    answers, before = held_out(run), held_out(base)
    groups = {
        "Right now, wrong before": found.only_first,
        "Wrong now, right before": found.only_second,
    }
    which = st.segmented_control(
        "Show",
        list(groups),
        format_func=lambda name: f"{name} ({groups[name].sum():,})",
        default=next(iter(groups)),
        required=True,
        key="change.group",
    )
    chosen = np.flatnonzero(groups[which])
    if not len(chosen):
        st.info("There are none.", icon=":material/grid_off:")
        return
    rows = found.rows[chosen]
    sure = np.argsort(-answers.confidence[rows], kind="stable")[:MOST_CARDS]
    if len(rows) > MOST_CARDS:
        st.caption(f"The {MOST_CARDS} of {len(rows):,} on which it is surest now.")
    cards(
        run,
        answers,
        rows[sure],
        np.zeros(len(answers.items), bool),
        lambda row: f"before: {_said(base, before, int(answers.items[row]))}",
        "change-",
    )


def _said(base: Run, answers: HeldOut, item: int) -> str:
    from core.runs.predict import classes

    row = int(np.flatnonzero(answers.items == item)[0])
    return classes(base)[int(answers.said[row])]
