"""The command line: train, rates, sweep, predict, presets, runs, report, export, import, data and
bench."""

import argparse
import io
import os
import subprocess
import sys
from pathlib import Path

# NumPy reads it when it is imported. A run has a thread for each part of a batch, and no more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from core import environment
from core.cli import data, predict, rates, report, runs, sweep, train
from core.cli.options import Parser
from core.cli.overview import overview
from core.digits.picture_sets import SETS
from core.errors import NetsketchError
from core.problem import Problem
from core.problems import PROBLEMS

ROOT = Path(__file__).resolve().parents[2]


def bench(args: argparse.Namespace) -> int:
    """Start the benchmarks in a process of their own: nothing here knows them."""
    options = [f"--only={name}" for name in args.only or ()]
    options += [flag for flag, on in (("--ui", args.ui), ("--json", args.json)) if on]
    return subprocess.run([sys.executable, "-m", "benchmarks", *options], cwd=ROOT).returncode


def _kind(known: Problem) -> str:
    return f"{known.words.network} for {known.words.title.lower()}"


def build_parser() -> Parser:
    parser = Parser(prog="python -m core", description=__doc__)
    commands = parser.add_subparsers(dest="command", parser_class=Parser)

    t = commands.add_parser("train", help="train a network")
    kinds = t.add_subparsers(dest="kind", required=True, parser_class=Parser)
    for kind, known in PROBLEMS.items():
        k = kinds.add_parser(kind, help=_kind(known))
        train.add_options(k, known.Config)
    t.set_defaults(do=train.train)

    r = commands.add_parser("rates", help="which learning rates a network learns with, in seconds")
    kinds = r.add_subparsers(dest="kind", required=True, parser_class=Parser)
    for kind, known in PROBLEMS.items():
        rates.add_options(kinds.add_parser(kind, help=_kind(known)), known.Config)
    r.set_defaults(do=rates.rates)

    s = commands.add_parser("sweep", help="train every combination of some settings' values")
    sweep.add_options(s)
    s.set_defaults(do=sweep.sweep)

    p = commands.add_parser("predict", help="ask a trained run")
    p.add_argument(
        "--run", required=True, metavar="RUN", help="a run's name, id or directory, or latest"
    )
    inputs = p.add_mutually_exclusive_group(required=True)
    for known in PROBLEMS.values():
        o = known.option
        inputs.add_argument(f"--{o.name}", nargs="+", metavar=o.metavar, help=o.help)
    p.add_argument("--top", type=int, default=None, metavar="K", help="the K likeliest only")
    p.add_argument("--json", action="store_true")
    p.set_defaults(do=predict.predict)

    for name, do, words in (
        ("presets", runs.list_presets, "the ready-made settings"),
        ("runs", runs.list_runs, "all runs, newest first"),
    ):
        c = commands.add_parser(name, help=words)
        c.add_argument("--json", action="store_true")
        c.set_defaults(do=do)

    q = commands.add_parser("report", help="a run, a comparison, a sweep or a chapter to print")
    report.add_options(q)
    q.set_defaults(do=report.report)

    e = commands.add_parser("export", help="a network to take away, or curves of runs")
    e.add_argument("run", nargs="+", metavar="RUN", help="a run's name, id or directory")
    e.add_argument(
        "--zip", type=Path, metavar="FILE", help="its network, which works without Netsketch"
    )
    e.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="a page that asks it, or several, without a server",
    )
    e.add_argument("--csv", type=Path, metavar="FILE", help="a row for each point of each run")
    e.add_argument("--tensorboard", type=Path, metavar="DIR", help="event files, for its --logdir")
    e.set_defaults(do=runs.export)

    i = commands.add_parser("import", help="a network that was taken away, as a run of your own")
    i.add_argument(
        "path", nargs="+", type=Path, metavar="PATH", help="a zip file, or a run's directory"
    )
    i.add_argument("--json", action="store_true")
    i.set_defaults(do=runs.take_in)

    d = commands.add_parser("data", help="data sets: list, download or add")
    what = d.add_subparsers(dest="what", required=True, parser_class=Parser)
    what.add_parser("list", help="the data sets here")
    tutorial = what.add_parser("tutorial-names", help="download PyTorch's tutorial surnames")
    for known_set in SETS.values():
        if known_set.home:
            pictures = what.add_parser(
                known_set.name, help=f"get {known_set.title} ({known_set.nouns})"
            )
            pictures.add_argument(
                "--from",
                dest="source",
                type=Path,
                metavar="FOLDER",
                help="a folder or a zip file that holds its four files, instead of downloading them",
            )
    add = what.add_parser("add", help="add a folder of <Language>.txt files")
    add.add_argument("name")
    add.add_argument("folder", type=Path)
    for adds in (tutorial, add):
        adds.add_argument("--replace", action="store_true", help="a data set of that name, if any")
    own = what.add_parser("symbols", help="symbols of your own: pictures by class in, or a set out")
    own.add_argument("name")
    way = own.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="PATH",
        help="a set that was exported, or a folder or zip file with a folder of pictures for each class",
    )
    way.add_argument("--zip", type=Path, metavar="FILE", help="write the set to a zip file")
    d.set_defaults(do=data.data)

    b = commands.add_parser("bench", help="our training beside the loops that people write")
    b.add_argument("--only", action="append", metavar="NAME", help="this race alone")
    b.add_argument("--ui", action="store_true", help="how fast the screen answers, in Chromium")
    b.add_argument("--json", action="store_true", help="one JSON object a line")
    b.set_defaults(do=bench)
    return parser


def main(argv: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected Windows console has no ✓ and no →
            stream.reconfigure(errors="replace")
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.command is None:
        overview()
        return 0
    if args.command == "predict" and args.top is not None and args.top < 1:
        parser.error(f"--top is {args.top}; give at least 1")
    try:
        environment.check()
        status: int = args.do(args)
        return status
    except NetsketchError as e:
        print(e, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has had enough
        return 0
    return 2
