"""The sweep view: its cells while they fill in, and what came of it."""

import functools
from collections import Counter

import streamlit as st

from core.charts import bands
from core.charts import sweeps as figures
from core.notes import recorded, tables
from core.notes.hundred_names import on_hundred_names
from core.problems import problem
from core.report.sweep_report import sweep_report
from core.runs import executors, listing, naming, store
from core.statistics.durations import clock
from core.statistics.percent import percent
from core.sweeps import other_seeds, table
from core.sweeps import sweep as sweeps
from core.sweeps.plan import Plan
from core.sweeps.sweep import ENDED, CellState, Sweep
from core.sweeps.time_left import seconds_left
from ui.components.glossed.glossed import prose
from ui.components.sweep_grid.sweep_grid import grid
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.runs import download, take_away
from ui.text import plain, without_folders
from ui.training import next_steps, run_panel

MANY = 100  # cells, from which on the grid is renewed less often


def follow(sweep: Sweep) -> None:
    """The sweep with its buttons and its grid, kept current while it trains; then its results."""
    active = _active(sweep.cells())
    pause = 2 if len(sweep.plan.cells) > MANY else 1
    st.fragment(_panel, run_every=pause if active else None)(sweep.id, active)
    states = sweep.cells()
    if active:
        st.caption("The figures come when it has ended. The last column holds the means so far.")
    elif any(s.result is not None for s in states):
        st.fragment(results)(sweep.plan, states, sweep.id, sweep)


def _active(states: list[CellState]) -> bool:
    return any(s.status in store.ACTIVE for s in states)


def _panel(sweep_id: str, was_active: bool) -> None:
    with error_boundary():
        sweep = sweeps.find(sweep_id)
        states = sweep.cells()
        if was_active != _active(states):
            st.rerun()  # once: the page around it shows the results now
        counts = Counter(s.status for s in states)
        _header(sweep, states, counts)
        ended = sum(counts[status] for status in ENDED)
        more = [
            f"{n} {plain(s)}"
            for s, n in counts.items()
            if s not in ("finished", "running", "queued")
        ]
        words = [f"{ended} of {len(states)} runs have ended", *more]
        if was_active:
            left = seconds_left(states, executors.workers())
            words.append(
                "the time left is known in a moment"
                if left is None
                else f"about {clock(left)} left"
            )
        st.progress(ended / len(states), " · ".join(words))
        measure = tables.measure(sweep.plan)
        grid(sweep, states, measure, lambda run_id: next_steps.use_settings(listing.find(run_id)))
        st.caption(
            f"{table.MEASURES[measure]} in per cent, a column for each seed: the darker, the better. "
            "Click a cell to open its run, or the wheel in its corner to start from its settings."
        )
        _reasons(states)
        _early(states)


def _header(sweep: Sweep, states: list[CellState], counts: "Counter[str]") -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(sweep.title), width="content", anchor=False)
        run_panel.badge(sweeps.status_of(states))
        st.space("stretch")
        if counts["running"] and st.button("Pause", icon=":material/pause:"):
            sweep.pause()
        if counts["paused"] and st.button("Go on", icon=":material/play_arrow:"):
            sweep.unpause()
        if _active(states) and st.button("Stop", icon=":material/stop:"):
            sweep.stop()
            st.rerun(scope="app")
        lost = counts["interrupted"] + counts["stopped"]
        if lost and st.button(f"Resume {lost} runs", icon=":material/play_arrow:"):
            sweep.resume()
            st.rerun(scope="app")
        if counts["failed"] and st.button("Try the failed again", icon=":material/refresh:"):
            sweep.resume(failed=True)
            st.rerun(scope="app")


def _reasons(states: list[CellState]) -> None:
    reasons = Counter(s.reason for s in states if s.reason)
    if reasons:
        with st.expander(f"Why {sum(reasons.values())} runs have no result", expanded=True):
            for reason, n in reasons.most_common(10):
                said = without_folders(reason)
                st.text(f"{n} ×  {said}" if n > 1 else said)


def _early(states: list[CellState]) -> None:
    early = [s for s in states if s.early]
    if early:
        many = "1 run has" if len(early) == 1 else f"{len(early)} runs have"
        with st.expander(f"{many} ended early, and count with what they had reached"):
            for state in early[:20]:
                assert state.cell.config is not None
                st.text(f"{naming.in_sweep(state.cell.config)}: {state.early}")
            if len(early) > 20:
                st.text(f"… and {len(early) - 20} more; the CSV of every run has them all.")


def results(plan: Plan, states: list[CellState], name: str, sweep: Sweep | None = None) -> None:
    """Lines, heat map, tables and CSV of what has finished, and the report of a sweep; the notes' figures
    where they apply."""
    with error_boundary():
        measure = tables.measure(plan)
        rows = table.rows(plan, states, measure)
        verdicts = tables.judged(plan, rows)
        st.markdown("### What came of it")
        kinds = ["Lines", "Heat map", "Table"]
        with_curves = bands.possible(plan, states)
        usual = "Lines"
        if with_curves:
            kinds.append("Curves")
            usual = "Curves" if plan.axes[0].name == other_seeds.CHANGE else usual
        with st.container(horizontal=True, vertical_alignment="bottom"):
            shown = st.segmented_control(
                "Show as", kinds, default=usual, required=True, key=f"as-{name}"
            )
            along = plan.axes[-1].name
            if shown == "Lines" and len(plan.axes) > 1:
                names = [axis.name for axis in plan.axes]
                along = st.selectbox(
                    "Along",
                    names,
                    len(names) - 1,
                    key=f"along-{name}",
                    format_func=plan.label,
                )
        if shown == "Lines":
            reported = tables.reported(plan)
            figure = figures.lines(plan, rows, along, reported, measure)
            st.plotly_chart(figure, key=f"lines-{name}")
            prose(
                f"read-{name}",
                "The line is the mean over seeds, the band its 95 % interval, each point one seed. Look "
                "for points of one setting that lie further apart than the lines.",
                look="caption",
            )
        elif shown == "Heat map":
            st.plotly_chart(figures.heat(plan, rows, measure), key=f"heat-{name}")
            st.caption(
                "Darker is better. Look along a row, then along a column: which matters more?"
            )
        elif shown == "Curves":
            st.plotly_chart(bands.bands(plan, states), key=f"curves-{name}")
            prose(
                f"read-{name}",
                "The mean over seeds, with a band from the lowest to the highest. Where bands overlap, one "
                "run of each could have come out the other way round.",
                look="caption",
            )
        else:
            _table(plan, rows)
        if plan.table and not tables.repeats_notes(plan):
            st.caption(
                "Its settings are not the notes’, so that the author’s figures do not apply."
            )
        if any(verdicts):
            verdict_table(plan, rows, verdicts)
        if plan.table and not problem(plan.kind).balanced:
            hundred(plan, states, name)
        with st.container(horizontal=True):
            download.as_csv("table", lambda: table.table_csv(plan, rows), f"{name}-table.csv")
            download.as_csv(
                "runs, one a line",
                lambda: table.runs_csv(plan, states),
                f"{name}-runs.csv",
                label="Download CSV of every run",
            )
            if sweep:
                report = functools.partial(sweep_report, sweep)
                take_away.report_button("sweep", report, f"{sweep.id}.html")


def _named(plan: Plan, rows: list[table.Row]) -> dict[str, list[object]]:
    return {plan.label(a.name): [r.labels[k] for r in rows] for k, a in enumerate(plan.axes)}


def _table(plan: Plan, rows: list[table.Row]) -> None:
    columns = _named(plan, rows) | {
        "Seeds": [len(r.values) for r in rows],
        "Mean": [None if r.mean is None else 100 * r.mean for r in rows],
        "95 % interval of the mean": [_interval(r.interval) for r in rows],
        "Lowest": [100 * min(r.values) if r.values else None for r in rows],
        "Highest": [100 * max(r.values) if r.values else None for r in rows],
        "Seconds a run": [r.seconds for r in rows],
    }
    share = st.column_config.NumberColumn(format="%.2f %%")
    config = dict.fromkeys(("Mean", "Lowest", "Highest"), share)
    seconds = st.column_config.NumberColumn(format="%.1f s")
    st.dataframe(columns, hide_index=True, column_config=config | {"Seconds a run": seconds})


def _interval(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f"{percent(bounds[0])} to {percent(bounds[1])}"


def verdict_table(plan: Plan, rows: list[table.Row], verdicts: list[tables.Verdict | None]) -> None:
    """The author's figure for each row beside ours, and whether they agree."""
    twin = problem_page(plan.kind)
    results = [(row, v) for row, v in zip(rows, verdicts, strict=True) if v]
    shown = [row for row, _ in results]
    st.dataframe(
        _named(plan, shown)
        | {
            "The notes": [percent(v.reported) for _, v in results],
            "Ours, mean": [percent(r.mean or 0) for r in shown],
            "Where one more seed would land (95 %)": [
                _interval((max(0, v.low), min(1, v.high))) for _, v in results
            ],
            "Could be the same network": ["yes" if v.agrees else "no" for _, v in results],
        },
        hide_index=True,
        height="content",
    )
    st.caption(
        "The author had one run. It could be the same network if his figure lies where one more run of "
        "ours would end 19 times of 20. Where the seeds of one row lie closer together than those of the "
        "whole table do, the table’s spread counts: a few seeds easily miss what happens to one network "
        f"in five.{twin.drawn}"
    )
    if caveat := twin.table_caveat(plan):
        st.caption(caveat)


def hundred(plan: Plan, states: list[CellState], name: str) -> None:
    """The same networks on tests of 100 names, ten draws each."""
    scored = recorded.confusions(states)
    rows = table.rows(plan, on_hundred_names(scored), "drawn")
    if not any(r.values for r in rows):
        return
    figure = figures.lines(plan, rows, plan.axes[-1].name, tables.reported(plan), "drawn")
    st.markdown("### The same networks, each on ten tests of 100 names")
    st.plotly_chart(figure, key=f"hundred-{name}")
    st.caption(
        "Each point is one network on one draw of 100 names, as the author’s figures are (diamonds). "
        "Compare the height of one column of points with the distance between columns."
    )
