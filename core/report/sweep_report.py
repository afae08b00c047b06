"""Report of a sweep: what varies, its table with intervals, figures, the author's beside them, commands."""

from collections import Counter
from collections.abc import Iterator, Sequence

from core.charts import bands
from core.charts import sweeps as charts
from core.notes import tables
from core.notes.tables import Verdict
from core.problems import problem
from core.report import commands
from core.report import document as html
from core.runs import annotations, naming
from core.runs.annotations import Annotations
from core.settings.words import label, value
from core.statistics.durations import clock
from core.statistics.percent import percent
from core.sweeps import other_seeds, table
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState, Sweep
from core.sweeps.table import Row


def sweep_report(sweep: Sweep) -> str:
    """The HTML file of a sweep as it now stands."""
    plan, states = sweep.plan, sweep.cells()
    rows = table.rows(plan, states, tables.measure(plan))
    notes = ((run.title, annotations.read(run)) for run in sweep.runs())
    return html.document(
        sweep.title,
        html.paragraph(_said(plan, states, rows), "lead"),
        html.section("What came of it", *_figures(plan, states, rows), _table(plan, rows)),
        html.section("Beside the notes", *_verdicts(plan, rows)),
        html.section("Runs without a result, or that ended early", _reasons(states)),
        html.section("Notes and tags of its runs", *_written(notes)),
        html.section("What all of them share", *_settings(plan)),
        html.section(
            "How to make it again",
            html.commands(
                [*commands.of_sweep(plan), f"{commands.CORE} report {sweep.id} --html report.html"]
            ),
        ),
    )


def _written(notes: Iterator[tuple[str, Annotations]]) -> Iterator[str]:
    for title, found in notes:
        yield html.written(found, title)


def _said(plan: Plan, states: Sequence[CellState], rows: Sequence[Row]) -> str:
    """How many runs there are and how they stand, and which combination is ahead."""
    counts = Counter(state.status for state in states)
    stand = ", ".join(f"{n} {status}" for status, n in counts.items())
    axes = " × ".join(f"{len(a.points)} values of {plan.label(a.name).lower()}" for a in plan.axes)
    seeds = f"{len(plan.seeds)} seed{'s' * (len(plan.seeds) != 1)}"
    said = [f"{axes}, {seeds} each: {len(states)} runs ({stand})."]
    done = [row for row in rows if row.mean is not None]
    if len(done) > 1:
        best = max(done, key=lambda row: row.mean or 0)
        where = plan.in_words(plan.axes, plan.combinations[best.index])
        sure = f" (95 % interval {_interval(best)})" if best.interval else ""
        said.append(f"The highest mean is that of {where}: {percent(best.mean or 0, 2)}{sure}.")
        low = best.interval[0] if best.interval else 0.0
        within = sum(1 for r in done if r is not best and r.interval and r.interval[1] >= low)
        if best.interval and within:
            many = "1 other setting" if within == 1 else f"{within} other settings"
            said.append(f"The interval of {many} reaches into it.")
    return " ".join(said)


def _interval(row: Row) -> str:
    return f"{percent(row.interval[0])} to {percent(row.interval[1])}" if row.interval else ""


def _figures(plan: Plan, states: list[CellState], rows: list[Row]) -> Iterator[str]:
    if not any(row.values for row in rows):
        yield html.paragraph("No run has a result yet.")
        return
    measure = tables.measure(plan)
    if plan.axes[0].name != other_seeds.CHANGE:
        drawn = charts.lines(plan, rows, plan.axes[-1].name, tables.reported(plan), measure)
        yield html.figure(
            drawn,
            "The line is the mean over seeds, the band its 95 % interval, each point one seed.",
        )
    if len(plan.axes) > 1:
        yield html.figure(
            charts.heat(plan, rows, measure), "Means over seeds: the darker, the better."
        )
    if bands.possible(plan, states):
        yield html.figure(
            bands.bands(plan, states),
            "The mean over seeds as they train, with a band from the lowest to the highest.",
        )


def _table(plan: Plan, rows: Sequence[Row]) -> str:
    header = [*(plan.label(axis.name) for axis in plan.axes), "Seeds", "Mean", "95 % interval"]
    header += ["Lowest", "Highest", "A run takes"]
    lines = []
    for row in rows:
        ends = [percent(f(row.values), 2) if row.values else "" for f in (min, max)]
        mean = "" if row.mean is None else percent(row.mean, 2)
        took = clock(row.seconds) if row.seconds else ""
        lines.append([*row.labels, str(len(row.values)), mean, _interval(row), *ends, took])
    numbers = range(len(plan.axes), len(header))
    return html.table(header, lines, tuple(numbers))


def _verdicts(plan: Plan, rows: list[Row]) -> Iterator[str]:
    """The author's figures beside ours, where the sweep is one of the notes' tables."""
    found: list[tuple[Row, Verdict]] = [
        (row, v) for row, v in zip(rows, tables.judged(plan, rows), strict=True) if v
    ]
    header = [*(plan.label(axis.name) for axis in plan.axes), "The notes", "Ours, mean"]
    header += ["One more seed would land in (95 %)", "Could be the same network"]
    yield html.table(
        header,
        [
            [
                *row.labels,
                percent(v.reported),
                percent(row.mean or 0),
                f"{percent(max(0, v.low))} to {percent(min(1, v.high))}",
                "yes" if v.agrees else "no",
            ]
            for row, v in found
        ],
        tuple(range(len(plan.axes), len(header) - 1)),
    )


def _reasons(states: Sequence[CellState]) -> str:
    counts = Counter(state.reason for state in states if state.reason)
    said = [f"{n} × {reason}" if n > 1 else reason for reason, n in counts.most_common()]
    said += [
        f"{naming.in_sweep(state.cell.config)}: {state.early}"
        for state in states
        if state.early and state.cell.config
    ]
    return html.items(said)


def _settings(plan: Plan) -> Iterator[str]:
    cls, varied = problem(plan.kind).Config, {axis.name for axis in plan.axes}
    preset = commands.nearest_preset(plan.kind, plan.base)
    same = {f: v for f, v in plan.base.items() if f not in varied and f != "seed"}
    usual = preset.config.to_dict()
    changed = [f for f in same if same[f] != usual.get(f)]
    yield html.paragraph(
        f"What differs from the preset {preset.title}; all else is the same."
        if changed
        else f"What does not vary is that of the preset {preset.title}."
    )
    rows = [[label(cls, f), value(cls, f, same[f]), value(cls, f, usual[f])] for f in changed]
    yield html.table(["Setting", "Here", "In the preset"], rows)
    rest = [[label(cls, f), value(cls, f, v)] for f, v in same.items() if f not in changed]
    yield f'<div class="columns">{html.table(["Setting", "Value"], rest)}</div>'
