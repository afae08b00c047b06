"""Remarks beside an answer: that the doctor found its network sick, and that a better one is there."""

from dataclasses import dataclass

import streamlit as st

from core.doctor import headlines
from core.problems import tested_alike
from core.runs import listing, store
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.confusion import lost
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from ui import session, urls
from ui.problems import problem_page


@dataclass(frozen=True)
class Remarks:
    """What is to be said of every answer of a run."""

    run_id: str
    sick: str = ""
    better: Run | None = None
    comparison: str = ""


_remarks = session.Entry[Remarks | None]("remarks")


def prepare(run: Run) -> None:
    """Find the remarks on a run, once for all its answers: each takes reading the other runs."""
    found = better(run)
    comparison = ""
    if found:
        comparison = (
            f"It reads {percent(run.record['accuracy'])} of the test set right, {found.title} "
            f"{percent(found.record['accuracy'])}."
        )
    _remarks.set(Remarks(run.id, sick(run), found, comparison))


def show(run: Run) -> None:
    """The remarks that were prepared for a run, each with a link."""
    said = _remarks.get(None)
    if said is None or said.run_id != run.id:
        return
    with st.container(gap="xxsmall"):
        _show(run, said)


def _show(run: Run, said: Remarks) -> None:
    if said.sick:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge("Sick network", icon=":material/stethoscope:", color="red", width="content")
            st.text(said.sick, width="content")
            page, label = problem_page(run.kind).train.page, "What the doctor found"
            urls.link(page, label, ":material/arrow_forward:", run=run.id)
    if said.better:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(said.comparison, width="content")
            page, icon = problem_page(run.kind).ask.page, ":material/arrow_forward:"
            urls.link(page, "Ask that one", icon, run=said.better.id)


def sick(run: Run) -> str:
    """What the doctor found that makes a run's answers wrong, in a sentence; "" of a healthy one."""
    result = run.result() or {}
    found = [e for e in run.metrics() if e["event"] == "diagnosis"]
    found = [d for d in headlines.standing(found, result.get("confusion")) if headlines.serious(d)]
    if not found:
        return ""
    never = any(d.get("code") == "class-never-predicted" for d in found)
    if never and result.get("confusion"):
        return lost(result["confusion"], classes(run))
    return f"{headlines.title(str(found[0].get('code')))}."


def better(run: Run) -> Run | None:
    """The best run of the same test, where it is better by more than chance; None of one that trains."""
    accuracy = run.record.get("accuracy")
    if accuracy is None or run.status in store.ACTIVE:
        return None
    rivals = [
        r for r in listing.runs(run.kind) if r.has_weights and tested_alike(r.config, run.config)
    ]
    best = max(rivals, key=lambda r: r.record.get("accuracy") or 0.0, default=None)
    n = sum(map(sum, (run.result() or {}).get("confusion") or []))
    if best is None or not n:
        return None
    high = wilson(round(accuracy * n), n)[1]
    return best if wilson(round((best.record.get("accuracy") or 0.0) * n), n)[0] > high else None
