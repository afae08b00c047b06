"""Next steps for a run that has ended: more epochs, its settings in a form, other seeds."""

import streamlit as st

from core.runs import extension, queue, store
from core.runs.store import Run
from core.sweeps import other_seeds
from ui import session, urls
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.runs import annotations, take_away
from ui.training import change, start


def show(run: Run, form: bool) -> None:
    """A row of buttons; nothing while the run trains. `form` says whether the form of the next run stands
    on the page, where the run's panel puts its settings into it."""
    if run.status in store.ACTIVE:
        return
    with st.container(horizontal=True, key="next-steps"), error_boundary():
        if not form and st.button(
            "Use these settings",
            key="use-settings",
            icon=":material/tune:",
            help="Opens the form with them: change one thing, and see what that does.",
        ):
            use_settings(run)
        _more(run)
        _seeds(run)
        if form:  # elsewhere it stands among what the page offers
            annotations.button(run)
            take_away.run_report_button(run)


def use_settings(run: Run) -> None:
    """Open the form with a run's settings in it, the run above."""
    start.from_run(run)
    session.set_current_run(run)
    urls.open_page(problem_page(run.kind).train.page, run=run.id, start=run.id)


def _more(run: Run) -> None:
    if not extension.possible(run):
        return
    more = extension.amount(run.config)
    label = extension.in_words(run.config, more)
    what = f"Go on from its last step for {label}. {extension.what_happens(run.config)}"
    if st.button(label, key="extend", icon=":material/more_time:", help=what):
        queue.current.extend(run, more)
        st.rerun(scope="app")


def _seeds(run: Run) -> None:
    base = change.base_of(run)
    beside = ", and those it changed," if base else ""
    what = (
        f"Train these settings{beside} with {other_seeds.SEEDS} seeds each, as a sweep: is it the setting "
        "or the luck of the draw? Their curves come as a band."
    )
    if st.button("Again with other seeds", key="seeds", icon=":material/casino:", help=what):
        started = session.start_sweep(other_seeds.plan(run, base))
        urls.open_page(urls.SWEEPS, sweep=started.id)
