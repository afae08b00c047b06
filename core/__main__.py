"""The app without a browser: train | sweep | predict | presets | runs | export | data | bench."""

import argparse
import io
import json
import os
import sys
import time
from pathlib import Path

# NumPy reads it when it is imported. A run has a thread for each part of a batch, and no more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from core import environment, presets, sweep_cli, train_cli
from core.cli import Parser, emit
from core.config import CONFIGS
from core.errors import DataError, NetsketchError, RunError
from core.runs import store


def predict(args: argparse.Namespace) -> int:
    from core import predict as p

    kind = "digits" if args.image else "names"
    run = store.latest(kind) if args.run == "latest" else store.at(args.run)
    if run.kind != kind:
        wanted = "a picture" if kind == "digits" else "a surname"
        raise RunError(f"Run {run.title} was trained on {run.kind}; it cannot read {wanted}.")
    p.network_of(run)
    failed = False
    for given in args.image or args.name:
        notes: list[str] = []
        try:
            if kind == "digits":
                try:
                    data = Path(given).read_bytes()
                except OSError as e:
                    raise NetsketchError(f"{given} cannot be read: {e.strerror or e}.") from e
                answer = p.picture(run, data)
                notes = list(answer.notes)
            else:
                cleaned, answer = p.surname(run, given)
                notes = cleaned.notes
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
            "notes": notes,
        }
        said = f"{given}: " + ", ".join(f"{label} {q:.1%}" for label, q in ranked)
        emit(args.json, value, "\n  ".join([said, *notes]))
    return 2 if failed and not args.json else 0


def list_presets(args: argparse.Namespace) -> int:
    for p in presets.PRESETS:
        value = {
            "kind": p.kind,
            "name": p.name,
            "title": p.title,
            "about": p.about,
            "reported_accuracy": p.reported,
            "config": p.config.to_dict(),
        }
        reported = "" if p.reported is None else f"; the notes report {p.reported:.0%}"
        emit(args.json, value, f"{p.kind:7} {p.name:28} {p.about}{reported}")
    return 0


def list_runs(args: argparse.Namespace) -> int:
    runs, unreadable = store.everything()
    for run in runs:
        accuracy = run.record.get("accuracy")
        value = {
            "run": run.id,
            "title": run.title,
            "kind": run.kind,
            "status": run.status,
            "accuracy": accuracy,
            "balanced_accuracy": run.record.get("balanced_accuracy"),
            "seconds": run.record.get("seconds"),
            "created": run.record.get("created"),
            "config": run.config.to_dict(),
        }
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.record.get("created", 0)))
        shown = "" if accuracy is None else f"{accuracy:.1%}"
        emit(args.json, value, f"{run.id:34} {when}  {run.status:11} {shown:>6}  {run.title}")
    for broken in unreadable:
        print(broken.reason, file=sys.stderr)
    if not runs and not args.json:
        print(f"No runs in {store.runs_dir()} yet. Train one: python -m core train digits")
    return 0


def export(args: argparse.Namespace) -> int:
    from core.runs import compare, tensorboard

    if not (args.csv or args.tensorboard):
        raise RunError("Say what to write: --csv FILE, --tensorboard DIR, or both.")
    runs = [store.at(named) for named in args.run]
    if args.csv:
        try:
            args.csv.write_text(compare.curves_csv(runs), encoding="utf-8")
        except OSError as e:
            raise RunError(f"{args.csv} cannot be written: {e.strerror or e}.") from e
        print(f"The curves of {len(runs)} {'run' if len(runs) == 1 else 'runs'} are in {args.csv}.")
    if args.tensorboard:
        tensorboard.write(runs, args.tensorboard)
        print(f"Show them with: tensorboard --logdir {args.tensorboard}")
    return 0


def data(args: argparse.Namespace) -> int:
    from core.names import data as names_data
    from core.names import download

    if args.what == "list":
        for name in names_data.available():
            try:
                d = names_data.load(name)
                print(f"{name}: {len(d.languages)} languages, {len(d.spellings):,} names")
            except DataError as e:
                print(f"{name}: unreadable. {e}")
    elif args.what == "tutorial-names":

        def show(done: int, total: int) -> None:
            print(
                f"\r{done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", file=sys.stderr, flush=True
            )

        where = download.tutorial_names(show, replace=args.replace)
        print(f"\nThe tutorial's surnames are in {where}; train with --dataset tutorial-names.")
    else:
        where = download.add_folder(args.name, args.folder, args.replace)
        print(f"Added; train with --dataset {where.name}.")
    return 0


def bench(args: argparse.Namespace) -> int:
    from benchmarks import races

    if args.ui or "live" in (args.only or races.RACES):
        try:
            from benchmarks import ui
        except ModuleNotFoundError as e:
            raise NetsketchError(
                f"{e.name} is missing, which drives the browser: pip install -r requirements-dev.txt"
            ) from e
    if args.ui:
        ui.main(args.json)
    else:
        unknown = [name for name in args.only or () if name not in races.RACES]
        if unknown:
            raise NetsketchError(
                f"There is no race {unknown[0]!r}; choose {', '.join(races.RACES)}."
            )
        races.main(args.only, args.json)
    return 0


def build_parser() -> Parser:
    parser = Parser(prog="python -m core", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)

    t = commands.add_parser("train", help="train a network")
    kinds = t.add_subparsers(dest="kind", required=True, parser_class=Parser)
    for kind, cls in CONFIGS.items():
        k = kinds.add_parser(kind, help=cls.__doc__)
        train_cli.add_options(k, cls)
    t.set_defaults(do=train_cli.train)

    s = commands.add_parser("sweep", help="train every combination of some settings' values")
    sweep_cli.add_options(s)
    s.set_defaults(do=sweep_cli.sweep)

    p = commands.add_parser("predict", help="ask a trained run")
    p.add_argument("--run", required=True, metavar="ID", help="a run's id or directory, or latest")
    given = p.add_mutually_exclusive_group(required=True)
    given.add_argument("--image", nargs="+", metavar="FILE", help="pictures of digits")
    given.add_argument("--name", nargs="+", metavar="TEXT", help="surnames")
    p.add_argument("--top", type=int, default=None, metavar="K", help="the K likeliest only")
    p.add_argument("--json", action="store_true")
    p.set_defaults(do=predict)

    for name, do, words in (
        ("presets", list_presets, "the ready-made settings"),
        ("runs", list_runs, "all runs, newest first"),
    ):
        c = commands.add_parser(name, help=words)
        c.add_argument("--json", action="store_true")
        c.set_defaults(do=do)

    e = commands.add_parser("export", help="curves of runs for a spreadsheet or TensorBoard")
    e.add_argument("run", nargs="+", metavar="RUN", help="a run's id or directory")
    e.add_argument("--csv", type=Path, metavar="FILE", help="a row for each point of each run")
    e.add_argument("--tensorboard", type=Path, metavar="DIR", help="event files, for its --logdir")
    e.set_defaults(do=export)

    d = commands.add_parser("data", help="surname data sets: list, download or add")
    what = d.add_subparsers(dest="what", required=True, parser_class=Parser)
    what.add_parser("list", help="the data sets here")
    tutorial = what.add_parser("tutorial-names", help="download PyTorch's tutorial surnames")
    add = what.add_parser("add", help="add a folder of <Language>.txt files")
    add.add_argument("name")
    add.add_argument("folder", type=Path)
    for adds in (tutorial, add):
        adds.add_argument("--replace", action="store_true", help="a data set of that name, if any")
    d.set_defaults(do=data)

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


if __name__ == "__main__":
    sys.exit(main())
