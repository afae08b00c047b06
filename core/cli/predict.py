"""python -m core predict: a trained run's answers to pictures or surnames."""

import argparse
import json
import sys

from core.cli.options import emit
from core.errors import NetsketchError, RunError
from core.files import MOST_BYTES
from core.problem import Input, Problem
from core.problems import PROBLEMS, problem
from core.runs import listing
from core.settings.config import Config


def predict(args: argparse.Namespace) -> int:
    """Print the answer to each; 2 where one of them cannot be read. Raises RunError, DataError."""
    from core.runs import predict as p

    asked = next(known for known in PROBLEMS.values() if getattr(args, known.option.name))
    run = listing.latest(asked.kind) if args.run == "latest" else listing.open_run(args.run)
    if problem(run.kind) is not asked:
        wanted = asked.words.given
        raise RunError(f"Run {run.title} was trained on {run.kind}; it cannot read {wanted}.")
    p.network_of(run)
    failed = False
    for given in getattr(args, asked.option.name):
        try:
            read = _read(asked, given, run.config)
            answer = p.answer(run, read)
        except NetsketchError as e:
            failed = True
            if args.json:
                print(json.dumps({"input": given, "error": str(e)}, ensure_ascii=False), flush=True)
            else:
                shown = given if len(given) <= 60 else f"…{given[-59:]}"  # a path's end tells more
                print(f"{shown}: {e}", file=sys.stderr)
            continue
        ranked = answer.ranked[: args.top]
        value = {
            "run": args.run if args.run != "latest" else run.id,
            "input": given,
            "ranked": [{"label": label, "probability": q} for label, q in ranked],
            "notes": list(read.notes),
        }
        said = f"{given}: " + ", ".join(f"{label} {q:.1%}" for label, q in ranked)
        emit(args.json, value, "\n  ".join([said, *read.notes]))
    return 2 if failed and not args.json else 0


def _read(asked: Problem, given: str, config: Config) -> Input:
    """What an argument names, as the kind's network takes it. Raises NetsketchError."""
    if not asked.option.files:
        return asked.read(given, config)
    try:
        # A pipe is read as well as a file, so only so much of it: it may have no end.
        with open(given, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as e:  # a ValueError where no path can be so spelled
        raise NetsketchError(f"{given} cannot be read: {getattr(e, 'strerror', None) or e}.") from e
    if len(content) > MOST_BYTES:
        raise NetsketchError(
            f"{given} has more than {MOST_BYTES // 1_000_000} MB, which is too much: name a smaller file."
        )
    return asked.read(content, config)
