"""python -m core train: one run, new or resumed; on a terminal as it stands, elsewhere line by line."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import problems
from core.cli.options import add_fields, emit, given_fields
from core.cli.terminal import terminal
from core.cli.watch import Watch
from core.errors import RunError
from core.files import writing
from core.runs import extension, listing, store
from core.runs.event_log import to_line
from core.runs.store import Run
from core.settings.config import Config, parse_value
from core.settings.execution import Execution
from core.settings.setting import settings
from core.statistics.durations import clock
from core.statistics.percent import percent
from core.training import devices
from core.training.events import Diagnosis, Evaluated, Event, Progress

if TYPE_CHECKING:
    from rich.console import Console


def add_options(parser: argparse.ArgumentParser, cls: type[Config]) -> None:
    """The options of `train` for one kind of config."""
    parser.add_argument(
        "--preset", default="quick", metavar="NAME", help="see: python -m core presets"
    )
    add_fields(parser, settings(cls) | settings(Execution))
    parser.add_argument("--run-dir", type=Path, metavar="DIR", help="this run's directory")
    parser.add_argument("--resume", metavar="RUN", help="go on with a run that was interrupted")
    parser.add_argument(
        "--more",
        type=parse_value,
        metavar="N",
        help="with --resume and a finished run: so many more epochs, or steps where it counts those",
    )
    parser.add_argument(
        "--log",
        action="store_true",
        help="a line for each look, as in the notes, on a terminal too",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def train(args: argparse.Namespace) -> int:
    """Train what the options name to its end; the exit status. Raises ConfigError, RunError."""
    import torch

    from core.runs import signals, worker

    devices.check()
    if args.more is not None and not args.resume:
        raise RunError(
            f"--more {args.more} needs a finished run to go on from; name it with --resume."
        )
    if args.more is not None:
        run = extension.extend(listing.open_run(args.resume), args.more, status="interrupted")
        print(extension.what_happens(run.config), file=sys.stderr)
    else:
        run = _resumed(args.resume) if args.resume else _created(args)
    name = run.id if run.path.parent == store.runs_dir() else str(run.path)
    torch.set_num_threads(1)  # two threads of small layers collapse when anything else runs
    signals.install_signal_handlers()
    screen = None if args.json or args.log else terminal()
    if screen:
        watch = Watch(run, screen)
        with watch.live():
            status, reason = worker.train(run.path, watch)
    else:
        status, reason = worker.train(run.path, _as_json(name) if args.json else _as_text(run))
    run = Run(run.path)
    if status == "interrupted":
        print(
            f"Interrupted. Go on with: python -m core train {run.kind} --resume {name}",
            file=sys.stderr,
        )
        return 130
    if status != "finished":
        raise RunError(reason or f"The run was {status}.")
    if screen:
        _say_end(run, screen, name)
        return 0
    record = run.record
    value: dict[str, Any] = {"event": "finished", "run": name, "accuracy": record["accuracy"]}
    text = f"{name}: test accuracy {record['accuracy']:.2%}"
    if not problems.problem(run.kind).balanced:
        value["balanced_accuracy"] = record["balanced_accuracy"]
        text += f", balanced {record['balanced_accuracy']:.2%}"
    value |= {"loss": record["loss"], "seconds": record["seconds"], "step": record["step"]}
    if simple := record.get("baselines"):
        value["baselines"] = [{k: b[k] for k in ("name", "accuracy", "n")} for b in simple]
        beside = ", ".join(f"{b['name'].lower()} {b['accuracy']:.2%}" for b in simple)
        text += f" (on the same {problems.problem(run.kind).words.items}: {beside})"
    text += f", {record['seconds']:.1f} s"
    if early := record.get("early"):
        value["early"] = early
        text += f"\n{early}"
    emit(args.json, value, text)
    return 0


def _say_end(run: Run, screen: "Console", name: str) -> None:
    """How long it took, what simple methods get, and how to ask it."""
    from rich.markup import escape

    known = problems.problem(run.kind)
    words = f"[green]✓[/] trained in {clock(run.record['seconds'])}"
    for b in run.record.get("baselines", ()):
        right, items = percent(b["accuracy"], 2), known.words.items
        words += f"; {b['name'].lower()} is {right} right on the same {items}"
    screen.print(words + ".")
    if early := run.record.get("early"):
        screen.print(early, markup=False)
    asked = "latest" if run.path.parent == store.runs_dir() else name
    option = f"--{known.option.name} {known.option.metavar}"
    screen.print(f"[dim]Ask it:[/] python -m core predict --run {escape(asked)} {escape(option)}")


def _resumed(named: str) -> Run:
    run = listing.open_run(named)
    if not run.resumable:
        raise RunError(f"Run {run.title} is {run.status}; there is nothing to resume.")
    with writing(f"Run {run.title} cannot be resumed"):
        (run.path / "control.json").unlink(missing_ok=True)
    return run


def _created(args: argparse.Namespace) -> Run:
    """A run of the preset with the named fields changed."""
    preset = problems.preset(args.kind, args.preset)
    config = preset.config.replace(**given_fields(args))
    same = config == preset.config
    return store.create(
        config,
        title=preset.title if same else "",
        preset=preset.name if same else "",
        path=args.run_dir,
        threads=preset.threads if args.threads is None else args.threads,
    )


def _as_json(name: str) -> Callable[[Event], None]:
    """Prints each event as a line of JSON."""

    def tell(event: Event) -> None:
        if isinstance(event, (Progress, Evaluated, Diagnosis)):
            print(json.dumps(json.loads(to_line(event)) | {"run": name}), flush=True)

    return tell


def _as_text(run: Run) -> Callable[[Event], None]:
    """Prints tests, diagnoses, and some twenty lines of progress on the way."""
    known = problems.problem(run.kind)
    total, balanced_classes, items = (
        run.config.total_steps,
        known.balanced,
        known.words_of(run.config).items,
    )
    every = next_line = max(1, total // 20)

    def tell(event: Event) -> None:
        nonlocal next_line
        if isinstance(event, Evaluated):
            balanced = "" if balanced_classes else f", balanced {event.balanced_accuracy:.1%}"
            shown = f"accuracy {event.accuracy:.1%}{balanced}, loss {event.loss:.4f}"
            print(f"  test after step {event.step}: {shown}", flush=True)
        elif isinstance(event, Diagnosis):
            print(f"  ! {event.code}: {event.evidence} {event.remedy}", flush=True)
        elif isinstance(event, Progress) and event.step >= next_line:
            next_line += every
            shown = f"{event.step:>8} {event.step / total:>4.0%} ({event.seconds:.0f} s) {event.loss:.4f}"
            if event.example:
                right = event.example.guess == event.example.language
                mark = "✓" if right else f"✗ ({event.example.language})"
                shown += f"  {event.example.name} / {event.example.guess} {mark}"
            else:
                shown += f"  {event.accuracy:.1%} right, {event.per_second:,.0f} {items}/s"
            print(shown, flush=True)

    return tell
