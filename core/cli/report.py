"""python -m core report: a run, a comparison, a sweep or a chapter as an HTML file, a run as a card."""

import argparse
from pathlib import Path

from core.cli.options import Parser, write
from core.errors import RunError
from core.notes.story.chapters import CHAPTERS
from core.report.chapter_report import chapter_report
from core.report.comparison_report import comparison_report
from core.report.run_report import run_report
from core.report.sweep_report import sweep_report
from core.runs import listing
from core.runs.store import Run
from core.sweeps import sweep as sweeps
from core.sweeps.sweep import Sweep


def add_options(parser: Parser) -> None:
    """The options of `report`."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="WHAT",
        help="a run's name, id or directory, or several to compare; a sweep's name or id; a chapter of "
        f"the story ({', '.join(chapter.name for chapter in CHAPTERS)})",
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="the report, which prints well")
    parser.add_argument("--card", type=Path, metavar="FILE", help="a picture of a run, for a slide")


def report(args: argparse.Namespace) -> int:
    """Write what the options name. Raises RunError, DataError."""
    if not (args.html or args.card):
        raise RunError("Say what to write: --html FILE or --card FILE.")
    if args.html:
        write(args.html, _html(args.what).encode())
        print(f"Open {args.html} in a browser, or print it: all of it stands in that file.")
    if args.card:
        from core.report.card import card_png

        if len(args.what) > 1:
            raise RunError(f"A card is of one run, not of {len(args.what)}; name one.")
        write(args.card, card_png(listing.open_run(args.what[0])))
        print(f"The card is in {args.card}.")
    return 0


def _html(what: list[str]) -> str:
    if len(what) > 1:
        return comparison_report([listing.open_run(named) for named in what])
    found = _named(what[0])
    if isinstance(found, Run):
        return run_report(found)
    if isinstance(found, Sweep):
        return sweep_report(found)
    return chapter_report(next(chapter for chapter in CHAPTERS if chapter.name == found))


def _named(name: str) -> Run | Sweep | str:
    """A chapter by its name, a sweep by its id or its title, or a run. Raises RunError."""
    if name in (chapter.name for chapter in CHAPTERS):
        return name
    for sweep in sweeps.list_sweeps()[0]:
        if sweep.id == name:
            return sweep
    try:
        return listing.open_run(name)
    except RunError as e:
        for sweep in sweeps.list_sweeps()[0]:
            if sweep.title.casefold() == " ".join(name.split()).casefold():
                return sweep
        raise RunError(
            f"{e} A sweep or a chapter of that name is not here either."
            if "/" not in name
            else str(e)
        ) from e
