"""python -m core data: the surname data sets that are here, downloaded or added."""

import argparse
import sys

from core.errors import DataError


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
