"""The run panel: live while a run trains, its finished curves after."""

import time
from typing import Any

import streamlit as st

from core.problems import problem
from core.runs import listing, queue, reasons, store
from core.runs import progress as look
from core.runs.progress import clock
from core.runs.store import Run
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from core.sweeps import sweep as sweeps
from ui import urls
from ui.components.run_monitor import payload, run_monitor
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.text import plain, sentence
from ui.training import diagnoses, fields

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
    st.badge(look.STATES[status], color=color, icon=icon)  # type: ignore[arg-type]


def follow(run: Run | None, starts: int | None = None) -> None:
    """Show a run with its buttons, and keep it current while it trains.

    The fragment around this call runs again when the run has ended, or has a diagnosis more. `starts` as
    in `run_monitor.show`.
    """
    status = run.status if run else ""
    with error_boundary():
        training = run if status in store.ACTIVE else None
        # Always there: it is what a run that the browser starts is shown in.
        ended = {"id": run.id} if run else {}
        pressed = run_monitor.show(payload.panel_payload(training) if training else ended, starts)
        if run and pressed:
            _do(run, pressed)
        if training:
            diagnoses.show(training, [e for e in training.metrics() if e["event"] == "diagnosis"])
        elif run:
            with st.container(key="ended"):
                _header(run, status, over_form=starts is not None)
                _ended(run, status)


def _do(run: Run, pressed: str) -> None:
    """What the buttons of a run that trains are for."""
    if run.status not in store.ACTIVE and pressed in ("pause", "resume", "stop"):
        if (
            pressed == "resume" and run.resumable
        ):  # it ended, and the page had no time yet to say so
            queue.current.resume(run)
            st.rerun()
    elif pressed in ("pause", "resume"):  # one that waits for a worker pauses when its turn comes
        run.request(pressed)
    elif pressed == "stop":
        queue.current.stop(run)
    elif pressed == "network":
        urls.open_page(problem_page(run.kind).ask.page, run=run.id)
    elif pressed == "sweep":
        urls.open_page(urls.SWEEPS, sweep=run.id.rpartition("/")[0])


def _header(run: Run, status: str, over_form: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(run.title), width="content", anchor=False)
        badge(status)
        st.space("stretch")
        if sweep := run.id.rpartition("/")[0]:
            urls.link(urls.SWEEPS, "Its sweep", ":material/grid_view:", sweep=sweep)
        if status in store.RESUMABLE and st.button("Resume", icon=":material/play_arrow:"):
            queue.current.resume(run)
            st.rerun()  # the page around it too
        # Below stands the form of the next run, whose settings may be others.
        if over_form and st.button(
            "Put its settings into the form",
            icon=":material/tune:",
            on_click=fields.put,
            args=(run.config, run.threads),
        ):
            st.rerun()
        if run.has_weights:
            ask = problem_page(run.kind).ask
            urls.link(ask.page, ask.label, ":material/arrow_forward:", run=run.id)


def _ended(run: Run, status: str) -> None:
    events = run.metrics()
    metrics = look.metrics(events)
    with st.container(horizontal=True):
        for number in look.numbers(run, metrics):
            st.metric(number["label"], number["value"], help=number["note"])
    _beside_the_notes(run, status, metrics)
    if error := reasons.of(run.path, run.record):
        st.error(sentence(error), icon=":material/error:")
    diagnoses.show(run, [e for e in events if e["event"] == "diagnosis"])
    if not metrics:
        st.info("This run has not taken a step. Resume it to train it.")
        return
    from core.charts import figures  # NumPy: 130 ms that the home page need not wait for

    for column, field in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        column.plotly_chart(figures.curves(metrics, field), key=f"curve-{field}")
    if any("example" in event for event in metrics):
        with st.expander("Running log"):
            st.code("\n".join(look.log(run, metrics)) or "Nothing yet.", language=None)


def _beside_the_notes(run: Run, status: str, metrics: list[dict[str, Any]]) -> None:
    """How sure the learner's figure is, where the notes report one to put beside it."""
    tested = next((e for e in reversed(metrics) if e["event"] == "evaluated"), None)
    if tested is None or status != "finished" or look.reported(run) is None:
        return
    n = sum(map(sum, tested["confusion"]))
    low, high = wilson(round(tested["accuracy"] * n), n)
    unit = problem(run.kind).words.items
    st.caption(
        f"Yours: {percent(tested['accuracy'])}, with a 95\u00a0% interval of {percent(low)} to "
        f"{percent(high)} on {n:,} test {unit}. Another seed may end elsewhere: the author had one run."
    )


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
