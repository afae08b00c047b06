"""Remarks beside an answer: that the doctor found its network sick, and that a better one is there."""

from dataclasses import dataclass

import streamlit as st

from core.doctor import headlines
from core.doctor.rules import title
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.confusion import lost
from core.statistics.percent import percent
from core.sweeps import ranking
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
    found = ranking.better(run)
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
    confusion = (run.result() or {}).get("confusion")
    found = [e for e in run.metrics() if e["event"] == "diagnosis"]
    found = [d for d in headlines.standing(found, confusion) if headlines.serious(d)]
    if not found:
        return ""
    if confusion and any(d.get("code") == "class-never-predicted" for d in found):
        return lost(confusion, classes(run), problem(run.kind).words_of(run.config).items)
    return f"{title(str(found[0].get('code')))}."
