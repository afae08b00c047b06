"""The run panel: one for a run that trains and for one that has ended, and what stands beside it."""

import time

import streamlit as st

from core.runs import commands, listing, outcome, store
from core.runs.store import Run
from core.statistics.durations import clock
from core.statistics.percent import percent
from core.sweeps import sweep as sweeps
from ui import urls
from ui.components.run_monitor import payload, run_monitor
from ui.components.run_monitor.run_monitor import Pressed
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.runs import annotations
from ui.text import plain
from ui.training import change, diagnoses, next_steps, start

BADGES = {
    "queued": ("gray", ":material/hourglass_empty:"),
    "running": ("blue", ":material/play_arrow:"),
    "paused": ("orange", ":material/pause:"),
    "stopped": ("orange", ":material/stop:"),
    "finished": ("green", ":material/check:"),
    "failed": ("red", ":material/error:"),
    "interrupted": ("orange", ":material/power_off:"),
}


def badge(status: str) -> None:
    color, icon = BADGES[status]
    st.badge(outcome.STATES[status], color=color, icon=icon)  # type: ignore[arg-type]


def follow(run: Run | None, starts: int | None = None, matrix_open: bool = False) -> None:
    """Show a run with its buttons, keep it current while it trains, and say what came of it.

    The fragment around this call runs again when the run has ended, or has a diagnosis more. `starts` as
    in `run_monitor.show`: where it is given, the form of the next run stands below.
    """
    with error_boundary():
        data = payload.panel_payload(run) if run else {}
        more = {"form": starts is not None, "matrix_open": matrix_open} if run else {}
        # Always there: it is what a run that the browser starts is shown in.
        pressed = run_monitor.show(data | more, starts)
        if run and pressed:
            _do(run, pressed)
        if run:
            with st.container(key="about"):
                if remark := run.record.get("remark"):
                    st.caption(f":material/info: {plain(remark)}")
                found = [e for e in run.metrics() if e["event"] == "diagnosis"]
                annotations.show(run)
                change.show(run)
                diagnoses.show(run, found)
                next_steps.show(run, form=starts is not None)


def _do(run: Run, pressed: Pressed) -> None:
    """What the buttons of a run are for."""
    button = pressed.button
    if button in commands.COMMANDS:  # where the browser could not ask the server itself
        ended = run.resumable
        commands.command(run, button)
        if ended:
            st.rerun()  # the page around it too
    elif button == "again":
        changes = outcome.outcome(run, run.status, run.metrics()).changes
        if changes:
            diagnoses.again(run, changes)
    elif button == "form":  # the form below, whose settings may be others
        start.from_run(run)
        st.rerun()
    elif button == "ask":
        urls.open_page(problem_page(run.kind).ask.page, run=run.id)
    elif button == "mistakes":
        cell = {"cell": ",".join(map(str, pressed.cell))} if pressed.cell else {}
        urls.open_page(urls.MISTAKES, run=run.id, **cell)
    elif button == "sweep":
        urls.open_page(urls.SWEEPS, sweep=run.id.rpartition("/")[0])


def progress(run: Run) -> None:
    """Just how far it is, for pages that use a run while it trains; the page runs again when it ends.

    Call it for an ended run as well: Streamlit knows elements by their place, and without the bar's
    all below would move up by one, new beside old until the page is done.
    """
    place = st.container()
    if run.status not in store.ACTIVE:
        return
    had_weights = run.has_weights

    def bar() -> None:
        with error_boundary():
            now = listing.find(run.id)
            if now.status not in store.ACTIVE or now.has_weights != had_weights:
                st.rerun()
            run_monitor.show(payload.payload(now, 0.5, "ended", "weights", brief=True))

    with place:
        st.fragment(bar)()


def training_now() -> None:
    """The runs that are being trained, each a link to follow it."""
    active = [r for r in listing.runs() if r.status in store.ACTIVE]
    swept = [(s, [c.status for c in s.cells()]) for s in sweeps.list_sweeps()[0]]
    swept = [(s, statuses) for s, statuses in swept if {*store.ACTIVE} & {*statuses}]
    if active or swept:
        st.header("Training now", anchor=False)
    for sweep, statuses in swept:
        ended = sum(status in sweeps.ENDED for status in statuses)
        urls.link(
            urls.SWEEPS,
            f"{plain(sweep.title)} · {ended} of {len(statuses)} runs",
            ":material/grid_view:",
            sweep=sweep.id,
        )
    for run in active:
        done = percent(run.record.get("step", 0) / run.config.total_steps, 0)
        since = time.time() - run.record.get("started", time.time())
        urls.link(
            problem_page(run.kind).train.page,
            f"{plain(run.title)} · {plain(run.status)} · {done} · {clock(since)}",
            ":material/monitoring:",
            run=run.id,
        )
