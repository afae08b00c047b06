"""python -m core sweep: every combination of some settings' values, on all cores."""

import argparse
import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli import sweep_table
from core.cli.options import add_fields, given_fields
from core.cli.terminal import terminal
from core.errors import ConfigError, RunError
from core.notes import recorded, tables
from core.problems import PROBLEMS, problem
from core.runs import executors, queue
from core.runs.store import Run
from core.settings.checks import Problems
from core.settings.execution import Execution
from core.settings.setting import settings
from core.statistics.durations import clock
from core.sweeps import plan as plans
from core.sweeps import sweep as sweeps
from core.sweeps import table
from core.sweeps.plan import Plan, values_of
from core.sweeps.sweep import ENDED, CellState, Sweep

if TYPE_CHECKING:
    from rich.console import Console

POLL_SECONDS = 0.2
GONE_SECONDS = 3.0  # a cell that lost its worker for so long is not queued again by itself


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `sweep`: its own, then the fields of every kind of config."""
    parser.add_argument("kind", nargs="?", choices=tuple(PROBLEMS), help="what the networks read")
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="FIELD=VALUES",
        help="a field and its values, such as channels=5,8; again for another field. One number for "
        "each layer: 'channels=8,16;16,32'",
    )
    parser.add_argument(
        "--seeds", type=int, metavar="N", help="how many of each; 3, or 5 of --notes"
    )
    parser.add_argument("--preset", default="quick", metavar="NAME", help="what does not vary")
    parser.add_argument("--resume", metavar="SWEEP", help="go on with a sweep that was interrupted")
    parser.add_argument("--notes", metavar="TABLE", help="a table of the notes, such as channels")
    parser.add_argument("--all-notes", action="store_true", help="all of them, one after another")
    parser.add_argument(
        "--record",
        nargs="?",
        const=recorded.FOLDER,
        type=Path,
        metavar="FOLDER",
        help="with --notes: keep the result as a small file, where the app looks for it",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    known = {k: s for p in reversed(PROBLEMS.values()) for k, s in settings(p.Config).items()}
    add_fields(parser, known | settings(Execution))


def sweep(args: argparse.Namespace) -> int:
    """Start or resume the sweep that the options name, to its end. Raises ConfigError, RunError."""
    ways = {"--resume": args.resume, "--notes": args.notes, "--all-notes": args.all_notes}
    chosen = [name for name, value in ways.items() if value]
    if chosen and (args.kind or args.vary or len(chosen) > 1):
        raise ConfigError({"sweep": f"{chosen[0]} says what to do by itself; leave the rest out."})
    if args.resume:
        found = sweeps.find(args.resume)
        before = {s.cell.name for s in found.cells() if s.status in ENDED}
        if not args.record or len(before) < len(found.plan.cells):  # what has ended can be recorded
            found.resume()
        return _finish(found, args, before)
    if args.record and not chosen:
        raise ConfigError({"record": "--record keeps the notes' tables; name one with --notes."})
    seeds = 5 if args.seeds is None else args.seeds
    threads = _threads(args)
    if args.all_notes:
        for each in tables.TABLES:
            fields = {k: v for k, v in _meant_for(each.kind, args).items() if k in each.base}
            if status := _finish(sweeps.start(each.plan(seeds, fields, threads)), args, set()):
                return status
        return 0
    if args.notes:
        plan = tables.table(args.notes).plan(seeds, given_fields(args), threads)
        return _finish(sweeps.start(plan), args, set())
    return _finish(sweeps.start(requested_plan(args)), args, set())


def _meant_for(kind: str, args: argparse.Namespace) -> dict[str, Any]:
    """The fields that were named, without those whose value only another kind's can have: the tables of
    digits have no use for `--dataset tutorial-names`."""

    def fits(kind: str, field: str, value: Any) -> bool:
        problems, known = Problems(), settings(problem(kind).Config).get(field)
        if known:
            known.check(problems, field, value)
        return known is not None and not problems

    return {
        field: value
        for field, value in given_fields(args).items()
        if fits(kind, field, value) or not any(fits(other, field, value) for other in PROBLEMS)
    }


def _finish(found: Sweep, args: argparse.Namespace, printed: set[str]) -> int:
    status = follow(found, args.json, printed)
    if args.record and not status:
        if not found.plan.table:
            raise ConfigError({"record": f"Sweep {found.id} is no table of the notes to record."})
        fields = "".join(
            f" --{name.replace('_', '-')} {plans.shown(value)}"
            for name, value in _meant_for(found.plan.kind, args).items()
            if name in found.plan.base
        )
        if args.threads is not None:
            fields += f" --threads {args.threads}"
        seeds = len(found.plan.seeds)
        command = (
            f"python -m core sweep --notes {found.plan.table} --seeds {seeds}{fields} --record"
        )
        print(f"Recorded in {recorded.write(found, command, args.record)}", file=sys.stderr)
    return status


def requested_plan(args: argparse.Namespace) -> Plan:
    """The plan that the options spell out. Raises ConfigError."""
    if args.kind is None:
        known = "|".join(PROBLEMS)
        raise ConfigError({"kind": f"Say what to sweep: python -m core sweep {known} --vary …"})
    vary: dict[str, list[Any]] = {}
    for text in args.vary:
        field, equals, values = text.partition("=")
        if not equals:
            field = text[:40]
            raise ConfigError({"vary": f"--vary {field} has no values; write --vary {field}=1,2"})
        vary.setdefault(field.strip().replace("-", "_"), []).extend(values_of(values))
    seeds = 3 if args.seeds is None else args.seeds
    return plans.plan(args.kind, vary, seeds, args.preset, given_fields(args), _threads(args))


def _threads(args: argparse.Namespace) -> Any:
    """Of each run, as the options say; whether it can be is for the plan to say."""
    return plans.THREADS if args.threads is None else args.threads


def follow(sweep: Sweep, as_json: bool, printed: set[str]) -> int:
    """Print a line for each run as it ends, then the table; the exit status."""
    gone: dict[str, float] = {}
    begun, workers = time.monotonic(), executors.workers()
    screen = None if as_json else terminal()
    if not as_json and not screen:
        seconds = sweep.plan.seconds(workers)
        about = "" if seconds is None else f", about {seconds:.0f} s"
        runs = sum(cell.config is not None for cell in sweep.plan.cells) - len(printed)
        print(f"{sweep.id}: {runs} runs, {workers} at a time{about}", flush=True)
    # A shell that starts us in the background has SIGINT ignored; whoever sends one means it.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if screen:
            states = _watch(sweep, screen, workers, gone)
        while not screen:
            states = sweep.cells()
            for state in states:
                if state.cell.name not in printed and _over(state, gone):
                    printed.add(state.cell.name)
                    _print_run(sweep, state, as_json)
            if len(printed) == len(states):
                break
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        queue.current.shut_down()  # what trains writes its checkpoint first
        print(f"Interrupted. {_go_on(sweep)}", file=sys.stderr)
        return 130
    seconds = time.monotonic() - begun
    if screen:
        screen.print(sweep_table.results(sweep, states))
        screen.print(f"{clock(seconds)} in all, {workers} runs at a time")
        for reason in dict.fromkeys(state.reason for state in states if state.reason):
            screen.print(reason, style="red", markup=False)
    else:
        _print_table(sweep, states, as_json, seconds, workers)
    if any(s.status in ("interrupted", "stopped") for s in states):
        print(f"Not every run has ended. {_go_on(sweep)}", file=sys.stderr)
        return 1
    if all(s.result is None for s in states):
        reason = next((s.reason for s in states if s.reason), "")
        raise RunError(f"No run of sweep {sweep.id} came to its end. {reason}".strip())
    return 0


def _watch(
    sweep: Sweep, screen: "Console", workers: int, gone: dict[str, float]
) -> list[CellState]:
    """Keep the table on a terminal current until every run is over; how they stand then."""
    with sweep_table.live(screen) as live:
        while True:
            states = sweep.cells()
            live.update(sweep_table.filling(sweep, states, workers))
            over = [_over(state, gone) for state in states]  # each, which counts for how long
            if all(over):
                return states
            time.sleep(POLL_SECONDS)


def _go_on(sweep: Sweep) -> str:
    return f"Go on with: python -m core sweep --resume {sweep.id}"


def _over(state: CellState, gone: dict[str, float]) -> bool:
    """Whether a cell will not change any more by itself."""
    if state.status in (*ENDED, "stopped"):
        return True
    if state.status != "interrupted" or (
        state.record and queue.current.is_pending(Run(state.path))
    ):
        gone.pop(state.cell.name, None)
        return False
    # Its worker was killed. The pool's other runs are queued again within a moment.
    return time.monotonic() - gone.setdefault(state.cell.name, time.monotonic()) > GONE_SECONDS


def _print_run(sweep: Sweep, state: CellState, as_json: bool) -> None:
    points = sweep.plan.combinations[state.cell.row]
    labels = {a.name: p.label for a, p in zip(sweep.plan.axes, points, strict=True)}
    if as_json:
        value: dict[str, Any] = {"event": "run", "sweep": sweep.id, "run": state.run_id}
        value |= {"vary": {k: v for p in points for k, v in p.changes.items()}}
        value |= {"seed": state.cell.seed, "status": state.status}
        value |= {k: state.record.get(k) for k in ("accuracy", "balanced_accuracy", "seconds")}
        if state.reason:
            value["error"] = state.reason
        if state.early:
            value["early"] = state.early
        print(json.dumps(value, ensure_ascii=False), flush=True)
        return
    words = ", ".join(f"{name} {label}" for name, label in labels.items())
    outcome = state.reason or state.status
    if state.result is not None:
        outcome = f"{state.result:.2%}  {state.record['seconds']:.1f} s  {state.early}".rstrip()
    print(f"  {words}, seed {state.cell.seed}: {outcome}", flush=True)


def _print_table(
    sweep: Sweep, states: list[CellState], as_json: bool, seconds: float, workers: int
) -> None:
    plan = sweep.plan
    measure = tables.measure(plan)
    found = table.rows(plan, states, measure)
    verdicts = tables.judged(plan, found)
    if as_json:
        value: dict[str, Any] = {"event": "table", "sweep": sweep.id, "title": sweep.title}
        value["seconds"] = round(seconds, 1)
        rows = [table.row_dict(plan, row) for row in found]
        for line, verdict in zip(rows, verdicts, strict=True):
            if verdict:
                line |= {"reported": verdict.reported, "agrees": verdict.agrees}
                line["one_more_run"] = [verdict.low, verdict.high]
        print(
            json.dumps(value | {"measure": measure, "rows": rows}, ensure_ascii=False), flush=True
        )
        return
    widths = [max(len(a.name), *(len(p.label) for p in a.points)) for a in plan.axes]
    head = "  ".join(a.name.ljust(w) for a, w in zip(plan.axes, widths, strict=True))
    notes = "  the notes" if any(verdicts) else ""
    print(f"{head}  {measure:>8}  95 % interval of the mean  seeds{notes}")
    for row, verdict in zip(found, verdicts, strict=True):
        left = "  ".join(label.ljust(w) for label, w in zip(row.labels, widths, strict=True))
        mean = "" if row.mean is None else f"{row.mean:.2%}"
        low, high = row.interval or (None, None)
        interval = "" if low is None or high is None else f"{low:.2%} to {high:.2%}"
        remark = row.reason
        if verdict:
            words = "agrees" if verdict.agrees else "does not agree"
            remark = f"{verdict.reported:.1%} {words} {remark}"
        text = f"{left}  {mean:>{len(measure)}}  {interval:<25}  {len(row.values):>5}  {remark}"
        print(text.rstrip())
    print(f"{seconds:.0f} s in all, {workers} runs at a time")
