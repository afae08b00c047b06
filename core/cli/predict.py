"""python -m core predict: a trained run's answers to pictures or surnames."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.cli.options import emit
from core.cli.terminal import share_bar, terminal
from core.errors import NetsketchError, RunError
from core.files import MOST_BYTES
from core.problem import Input, Problem
from core.problems import PROBLEMS, problem
from core.runs import listing
from core.settings.config import Config
from core.statistics.percent import percent

if TYPE_CHECKING:
    from rich.console import Console

LIKELIEST = 5  # that a person is shown


def predict(args: argparse.Namespace) -> int:
    """Print the answer to each; 2 where one of them cannot be read. Raises RunError, DataError."""
    from core.runs import predict as p

    chosen = next(known for known in PROBLEMS.values() if getattr(args, known.option.name))
    run = listing.latest(chosen.kind) if args.run == "latest" else listing.open_run(args.run)
    if problem(run.kind) is not chosen:
        wanted = chosen.words.an_input
        raise RunError(f"Run {run.title} was trained on {run.kind}; it cannot read {wanted}.")
    p.network_of(run)
    screen = None if args.json else terminal()
    failed = False
    for argument in getattr(args, chosen.option.name):
        try:
            read = _read(chosen, argument, run.config)
            answer = p.answer(run, read)
        except NetsketchError as e:
            failed = True
            if args.json:
                print(
                    json.dumps({"input": argument, "error": str(e)}, ensure_ascii=False), flush=True
                )
            else:
                shown = (
                    argument if len(argument) <= 60 else f"…{argument[-59:]}"
                )  # a path's end tells more
                print(f"{shown}: {e}", file=sys.stderr)
            continue
        if screen:
            _show(screen, argument, answer.ranked[: args.top or LIKELIEST], read.notes)
            continue
        ranked = answer.ranked[: args.top]
        value = {
            "run": args.run if args.run != "latest" else run.id,
            "input": argument,
            "ranked": [{"label": label, "probability": q} for label, q in ranked],
            "notes": list(read.notes),
        }
        line = f"{argument}: " + ", ".join(f"{label} {q:.1%}" for label, q in ranked)
        emit(args.json, value, "\n  ".join([line, *read.notes]))
    return 2 if failed and not args.json else 0


def _show(
    screen: "Console", argument: str, ranked: Sequence[tuple[str, float]], notes: Sequence[str]
) -> None:
    """An answer for a person: bars of the likeliest."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    for place, (label, share) in enumerate(ranked):
        style = "dim" if place else "bold"
        amount = Text(percent(share), style, justify="right")
        table.add_row("", Text(label, style), share_bar(share), amount)
    screen.print(Text(argument, "bold"))
    screen.print(table)
    for note in notes:
        screen.print(Text(f"  {note}", "italic"))


def _read(kind: Problem, argument: str, config: Config) -> Input:
    """What an argument names, as the kind's network takes it. Raises NetsketchError."""
    if not kind.option.files:
        return kind.read(argument, config)
    try:
        # A pipe is read as well as a file, so only so much of it: it may have no end.
        with open(argument, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as e:  # a ValueError where no path can be so spelled
        reason = getattr(e, "strerror", None) or e
        raise NetsketchError(f"{argument} cannot be read: {reason}.") from e
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise NetsketchError(
            f"{argument} has more than {most}, which is too much: name a smaller file."
        )
    return kind.read(content, config)
