"""python -m core data: the data sets that are here, downloaded or added."""

import argparse
import sys

from core.errors import DataError
from core.files import replaced


def data(args: argparse.Namespace) -> int:
    from core.digits import download as pictures
    from core.digits.picture_sets import SETS
    from core.names import download

    if args.what == "list":
        _list()
    elif args.what == "symbols":
        _symbols(args)
    elif args.what in SETS:
        if args.source:
            known = pictures.add_from(args.what, args.source)
        else:
            known = pictures.download(args.what, _show)
            print(file=sys.stderr)  # below the progress
        print(f"{known.title} is here; train with --dataset {known.name}.")
    elif args.what == "tutorial-names":
        where = download.tutorial_names(_show, replace=args.replace)
        print(f"\nThe tutorial's surnames are in {where}; train with --dataset tutorial-names.")
    else:
        where = download.add_folder(args.name, args.folder, args.replace)
        print(f"Added; train with --dataset {where.name}.")
    return 0


def _symbols(args: argparse.Namespace) -> None:
    """Take a set of symbols in, or write one out. Raises DataError."""
    from core.digits import symbol_files, symbol_store

    if args.zip:
        packed = symbol_files.packed(symbol_store.load(args.name))
        try:
            with replaced(args.zip) as part:
                part.write_bytes(packed)
        except OSError as e:
            raise DataError(f"{args.zip} cannot be written ({e.strerror or e}).") from e
        print(f"Written to {args.zip}.")
        return
    known, wrong = symbol_files.from_path(args.source, args.name)
    symbol_store.add(known)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(f"Added {len(known.examples)} examples; train with --dataset {known.dataset}.")


def _list() -> None:
    from core.digits import data as digits_data
    from core.digits import symbol_store
    from core.digits.picture_sets import SETS
    from core.names import data as names_data

    for name in names_data.available():
        try:
            d = names_data.load(name)
            print(f"{name}: {len(d.languages)} languages, {len(d.spellings):,} names")
        except DataError as e:
            print(f"{name}: unreadable. {e}")
    for known in SETS.values():
        if not digits_data.is_here(known.name):
            print(f"{known.name}: not here; get it with: python -m core data {known.name}")
            continue
        try:
            counts = [len(digits_data.raw(known.name, train)[1]) for train in (True, False)]
            print(f"{known.name}: {len(known.labels)} classes, {sum(counts):,} images")
        except DataError as e:
            print(f"{known.name}: unreadable. {e}")
    for name in symbol_store.available():
        try:
            own = symbol_store.load(name)
            print(f"{own.dataset}: {len(own.classes)} classes, {len(own.examples):,} images")
        except DataError as e:
            print(f"{name}: unreadable. {e}")


def _show(done: int, total: int) -> None:
    print(f"\r{done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", file=sys.stderr, flush=True)
