"""python -m core presets | runs | export | import: the ready-made settings, the runs, take-aways."""

import argparse
import sys
import textwrap
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core import onnx_graph
from core.cli.options import emit, write
from core.cli.terminal import shown, table, terminal
from core.errors import RunError
from core.problems import PROBLEMS, problem
from core.runs import annotations, listing, store
from core.runs.annotations import Annotations
from core.runs.store import Run

if TYPE_CHECKING:
    from rich.console import Console

MOST_NOTE = 80
"""Characters of a note in a list."""


def list_presets(args: argparse.Namespace) -> int:
    if not args.json and (screen := terminal()):
        _show_presets(screen)
        return 0
    for p in (preset for known in PROBLEMS.values() for preset in known.presets):
        value = {
            "kind": p.kind,
            "name": p.name,
            "title": p.title,
            "about": p.about,
            "reported_accuracy": p.reported,
            "config": p.config.to_dict() | {"parts": p.threads or problem(p.kind).threads},
        }
        reported = "" if p.reported is None else f"; the notes report {p.reported:.0%}"
        emit(args.json, value, f"{p.kind:7} {p.name:28} {p.about}{reported}")
    return 0


def list_runs(args: argparse.Namespace) -> int:
    runs, unreadable = listing.list_runs()
    screen = None if args.json else terminal()
    if screen and runs:
        _show_runs(screen, runs)
    for run in () if screen else runs:
        accuracy, written = run.record.get("accuracy"), annotations.read(run)
        value = {
            "run": run.id,
            "title": run.title,
            "kind": run.kind,
            "status": run.status,
            "accuracy": accuracy,
            "balanced_accuracy": run.record.get("balanced_accuracy"),
            "seconds": run.record.get("seconds"),
            "created": run.record.get("created"),
            "config": run.config.to_dict() | {"parts": run.threads},
            "remark": run.record.get("remark", ""),
            "note": written.note,
            "tags": list(written.tags),
        }
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.record.get("created", 0)))
        right = "" if accuracy is None else f"{accuracy:.1%}"
        title = " · ".join(filter(None, (run.title, value["remark"])))
        text = f"{run.id:34} {when}  {run.status:11} {right:>6}  {title}"
        emit(args.json, value, f"{text}  {in_a_line(written)}".rstrip())
    for broken in unreadable:
        print(broken.reason, file=sys.stderr)
    if not runs and not args.json:
        print(f"No runs in {store.runs_dir()} yet. Train one: python -m core train digits")
    return 0


def _show_presets(screen: "Console") -> None:
    reported = "The notes report"
    for known in PROBLEMS.values():
        made = table("--preset", "What it is", reported, title=known.words.title, right=[reported])
        for p in known.presets:
            made.add_row(p.name, p.about, shown(p.reported, 0))
        screen.print(made)


def _show_runs(screen: "Console", runs: Sequence[Run]) -> None:
    """By name, which `--run` takes as well as an id."""
    from rich.text import Text

    notes = [in_a_line(annotations.read(run)) for run in runs]
    more = ["Note and tags"] if any(notes) else []
    made = table("Run", "Test", "How it stands", "Begun", *more, right=["Test"])
    for run, note in zip(runs, notes, strict=True):
        begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.record.get("created", 0)))
        status = run.status
        style = {"finished": "green", "failed": "red", "running": "cyan"}.get(status, "yellow")
        title = Text(run.title)
        if remark := run.record.get("remark"):
            title.append(f"\n{remark}", "dim")
        right = shown(run.record.get("accuracy"))
        last = [Text(note)] if more else []
        made.add_row(title, right, Text(status, style), begun, *last)
    screen.print(made)


def in_a_line(written: Annotations) -> str:
    """Tags and note in one line: "#class 7b #slow: tried twice"."""
    tags = " ".join(f"#{tag}" for tag in written.tags)
    note = textwrap.shorten(written.note, MOST_NOTE, placeholder=" …")
    return ": ".join(filter(None, (tags, note)))


def export(args: argparse.Namespace) -> int:
    from core.export.archive import archive
    from core.export.try_it import try_it
    from core.runs import compare, tensorboard

    if not (args.csv or args.tensorboard or args.zip or args.html):
        raise RunError(
            "Say what to write: --zip FILE, --html FILE, --csv FILE or --tensorboard DIR."
        )
    runs = [listing.open_run(named) for named in args.run]
    if args.zip:
        if len(runs) > 1:
            raise RunError(
                f"A zip file holds one network, not {len(runs)}; export them one by one."
            )
        write(args.zip, archive(runs[0]))
        print(f"{runs[0].title} is in {args.zip}; unpack it, and: python model.py")
        if not onnx_graph.available():
            print(
                "It holds no model.onnx, for which this needs: pip install -r requirements-export.txt"
            )
    if args.html:
        write(args.html, try_it(runs).encode())
        print(f"Open {args.html} in a browser: it needs no server.")
    if args.csv:
        write(args.csv, compare.curves_csv(runs).encode())
        print(f"The curves of {len(runs)} {'run' if len(runs) == 1 else 'runs'} are in {args.csv}.")
    if args.tensorboard:
        tensorboard.write(runs, args.tensorboard)
        print(f"Show them with: tensorboard --logdir {args.tensorboard}")
    return 0


def take_in(args: argparse.Namespace) -> int:
    from core.export.importing import import_path

    for path in args.path:
        run = import_path(path)
        value = {"run": run.id, "title": run.title, "kind": run.kind, "imported": str(path)}
        emit(args.json, value, f"{run.title} is run {run.id}.")
    return 0
