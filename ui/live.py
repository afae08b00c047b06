"""The panel that follows a run: live while it trains, its finished curves after."""

import time
from typing import Any

import streamlit as st

from core import presets
from core.config import DigitsConfig
from core.runs import jobs, store
from core.runs import sweep as sweeps
from core.runs.store import Run
from core.training import estimate
from core.training.intervals import wilson
from ui import diagnoses
from ui.page import sentences

BADGES = {
    "queued": ("Waiting", "gray", ":material/hourglass_empty:"),
    "running": ("Training", "blue", ":material/play_arrow:"),
    "paused": ("Paused", "orange", ":material/pause:"),
    "stopped": ("Stopped", "orange", ":material/stop:"),
    "finished": ("Finished", "green", ":material/check:"),
    "failed": ("Failed", "red", ":material/error:"),
    "interrupted": ("Interrupted", "orange", ":material/power_off:"),
}


def badge(status: str) -> None:
    words, color, icon = BADGES[status]
    st.badge(words, color=color, icon=icon)  # type: ignore[arg-type]


def follow(run: Run) -> None:
    """Show a run with its buttons, and keep it current while it trains."""
    active = run.status in store.ACTIVE
    if active:
        # What is about to be sent anew need not fade: that would have each look painted twice.
        st.html(
            "<style>.st-key-followed [data-testid=stElementContainer]"
            "{transition: none; opacity: 1 !important}</style>"
        )
    st.fragment(_panel, run_every=_interval(run) if active else None)(run.id, active)


def _interval(run: Run) -> float:
    """Seconds from one look at a run to the next. What a browser draws for it, training on few cores has
    to give up: a run of half a minute is looked at every second second."""
    per_step = estimate.seconds_per_step(run.config)
    total = 0.0 if per_step is None else per_step * run.config.total_steps
    return min(2.0, max(1.0, total / 12))


def _panel(run_id: str, was_active: bool) -> None:
    with sentences():
        run = store.find(run_id)
        status = run.status
        if was_active != (status in store.ACTIVE):
            st.rerun()  # once: the page around it shows what can be done now
        _header(run, status)
        events = _events(run)
        metrics = [e for e in events if e["event"] in ("progress", "evaluated")]
        _numbers(run, metrics)
        if status in store.ACTIVE:
            _progress(run, status, metrics)
        if error := run.record.get("error"):
            st.error(str(error), icon=":material/error:")
        diagnoses.show(run, [e for e in events if e["event"] == "diagnosis"])
        _charts(run, metrics, live=status in store.ACTIVE)
        if run.kind == "names" and metrics:
            _log(run, metrics)


def _events(run: Run) -> list[dict[str, Any]]:
    """What the run has told. For the first point of one that was just started it is worth waiting a
    moment: the next look comes half a second later."""
    just_started = run.record["created"] + 2
    while not (found := run.metrics()) and time.time() < just_started:
        time.sleep(0.02)
    return found


def _header(run: Run, status: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(run.title, width="content", anchor=False)
        badge(status)
        st.space("stretch")
        if sweep := run.id.rpartition("/")[0]:
            back = {"sweep": sweep}
            icon = ":material/grid_view:"
            st.page_link("pages/sweeps.py", label="Its sweep", icon=icon, query_params=back)
        if status == "running" and st.button("Pause", icon=":material/pause:"):
            run.ask("pause")
        if status == "paused" and st.button("Resume", icon=":material/play_arrow:"):
            run.ask("resume")
        if status in store.ACTIVE and st.button("Stop", icon=":material/stop:"):
            jobs.stop(run)
        if status in store.RESUMABLE and st.button("Resume", icon=":material/play_arrow:"):
            jobs.resume(run)
            st.rerun(scope="app")
        if run.has_weights:
            page, label = (
                ("pages/draw_digit.py", "Draw a digit")
                if run.kind == "digits"
                else ("pages/type_name.py", "Type a surname")
            )
            st.page_link(
                page, label=label, icon=":material/arrow_forward:", query_params={"run": run.id}
            )


def _numbers(run: Run, metrics: list[dict[str, Any]]) -> None:
    progress = next((e for e in reversed(metrics) if e["event"] == "progress"), None)
    tested = next((e for e in reversed(metrics) if e["event"] == "evaluated"), None)
    unit = "images" if run.kind == "digits" else "names"
    with st.container(horizontal=True):
        if tested:
            n = sum(map(sum, tested["confusion"]))
            low, high = wilson(round(tested["accuracy"] * n), n)
            st.metric(
                "Test accuracy",
                f"{tested['accuracy']:.2%}" if n > 1000 else f"{tested['accuracy']:.0%}",
                help=f"On {n:,} held-out {unit}; 95 % interval {low:.1%} to {high:.1%}.",
            )
            if run.kind == "names":
                st.metric(
                    "Balanced accuracy",
                    f"{tested['balanced_accuracy']:.1%}",
                    help="The mean over the languages of the share right in each.",
                )
                rows = [sum(r) for r in tested["confusion"]]
                st.metric(
                    "Always the largest",
                    f"{max(rows) / n:.1%}",
                    help="The accuracy of always answering the language with most test names.",
                )
            st.metric("Test loss", f"{tested['loss']:.4f}", help="Mean cross entropy, in nats.")
        if progress:
            st.metric(
                "Training accuracy", f"{progress['accuracy']:.1%}", help="Of the last batches."
            )
        reported = _reported(run)
        if reported is not None:
            st.metric("The notes report", f"{reported:.0%}", help="The author's one run, one seed.")
    if tested and _reported(run) is not None and run.status == "finished":
        n = sum(map(sum, tested["confusion"]))
        low, high = wilson(round(tested["accuracy"] * n), n)
        st.caption(
            f"Yours: {tested['accuracy']:.1%}, with a 95 % interval of {low:.1%} to {high:.1%} on "
            f"{n:,} test {unit}. Another seed may end elsewhere: the author had one run."
        )


def _reported(run: Run) -> float | None:
    name = run.record.get("preset")
    found = [p for p in presets.presets(run.kind) if p.name == name]
    return found[0].reported if found else None


def _progress(run: Run, status: str, metrics: list[dict[str, Any]]) -> None:
    last = metrics[-1] if metrics else None
    if last is None:
        words = "Waiting for a worker …" if status == "queued" else "Getting ready …"
        st.progress(0.0, words)
        return
    share = min(1.0, last["step"] / run.config.total_steps)
    left = last["seconds"] / max(share, 1e-9) * (1 - share)
    unit = "images" if run.kind == "digits" else "names"
    speed = next((e["per_second"] for e in reversed(metrics) if "per_second" in e), 0)
    words = (
        f"Step {last['step']:,} of {run.config.total_steps:,} · epoch {last['epoch']:.1f} · "
        f"{speed:,.0f} {unit}/s · {clock(left)} left"
    )
    st.progress(share, words if status != "paused" else f"Paused at step {last['step']:,}")


def progress(run: Run) -> None:
    """Just the bar, for pages that use a run while it trains; the page reruns when it ends.

    Call it for an ended run as well: Streamlit knows elements by their place, and without the bar's
    all below would move up by one, new beside old until the page is done.
    """
    place = st.container()
    if run.status not in store.ACTIVE:
        return
    had_weights = run.has_weights

    def bar() -> None:
        with sentences():
            now = store.find(run.id)
            if now.status not in store.ACTIVE or now.has_weights != had_weights:
                st.rerun()
            _progress(now, now.status, [e for e in now.metrics() if "epoch" in e])

    with place:
        st.fragment(bar, run_every=0.5)()


def clock(seconds: float) -> str:
    """A duration in words: 8 s, 3 min 20 s, 1 h 05 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"
    return f"{seconds // 3600:.0f} h {seconds % 3600 // 60:02.0f} min"


def _charts(run: Run, metrics: list[dict[str, Any]], live: bool) -> None:
    if not metrics:
        if not live:
            st.info("This run has not taken a step. Resume it to train it.")
        return
    from core import figures  # NumPy: 130 ms that the home page need not wait for

    # Items to come over items of one epoch; a names run counts steps, and ends amid an epoch.
    last = metrics[-1]
    epochs = last["epoch"] / max(1, last["step"]) * run.config.total_steps
    if isinstance(run.config, DigitsConfig):
        epochs = float(run.config.epochs)
    for column, field in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        with column:
            if live:
                options = figures.live_curves(metrics, field, epochs)
                st.echarts_chart(options, height=300, key=f"live-{field}", alt=f"{field} so far")
            else:
                st.plotly_chart(figures.curves(metrics, field), key=f"curve-{field}")


def _log(run: Run, metrics: list[dict[str, Any]]) -> None:
    """The notes' running log: step, share, time, loss, name / guess, right or wrong."""
    rows, every, due = [], run.config.total_steps / 20, 0.0
    for e in metrics:
        if e["event"] == "progress" and e.get("example") and e["step"] >= due:
            due = e["step"] + every
            example = e["example"]
            right = example["guess"] == example["language"]
            rows.append(
                f"{e['step']:>7} {e['step'] / run.config.total_steps:>4.0%} ({clock(e['seconds'])}) "
                f"{e['loss']:.4f} {example['name']} / {example['guess']} "
                + ("✓" if right else f"✗ ({example['language']})")
            )
    with st.expander("Running log", expanded=run.status in store.ACTIVE):
        st.code("\n".join(rows) or "Nothing yet.", language=None)


def training_now() -> None:
    """The runs that are being trained, each a link to follow it."""
    active = [r for r in store.runs() if r.status in store.ACTIVE]
    swept = [(s, [c.status for c in s.cells()]) for s in sweeps.everything()[0]]
    swept = [(s, statuses) for s, statuses in swept if {*store.ACTIVE} & {*statuses}]
    for sweep, statuses in swept:
        ended = sum(status in sweeps.ENDED for status in statuses)
        st.page_link(
            "pages/sweeps.py",
            label=f"{sweep.title} · {ended} of {len(statuses)} runs",
            icon=":material/grid_view:",
            query_params={"sweep": sweep.id},
        )
    if not active and not swept:
        st.caption("Nothing is training now.")
    for run in active:
        step = run.record.get("step", 0)
        since = time.time() - run.record.get("started", time.time())
        st.page_link(
            f"pages/train_{run.kind}.py",
            label=f"{run.title} · {run.status} · {step / run.config.total_steps:.0%} · {clock(since)}",
            icon=":material/monitoring:",
            query_params={"run": run.id},
        )
