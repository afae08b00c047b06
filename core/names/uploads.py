"""Uploads of names as people have them: a text file a class, a CSV file with a class column, a zip file."""

import csv
import io
from collections.abc import Mapping
from pathlib import PurePosixPath

from core import files
from core.datasets import zip_file
from core.errors import DataError
from core.names.surname_files import LARGEST, MOST_LANGUAGES, decoded, language_of


def by_class(uploads: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by their names -> a text file for each class, as `download.add_files` takes them.

    A text file is one class, named after it. A CSV file has a column of names and one of classes, which is
    the one with fewer different values. Raises DataError.
    """
    found: dict[str, bytes] = {}
    for name, content in uploads.items():
        ending = name.lower().rpartition(".")[2]
        parts = {"csv": _of_csv, "zip": _of_zip}.get(ending, _as_it_is)(name, content)
        for file, lines in parts.items():
            if file in found:
                raise DataError(f"Two files are named {file}; give one file a class.")
            found[file] = lines
    return found


def _as_it_is(name: str, content: bytes) -> dict[str, bytes]:
    return {name: content}


def _of_csv(name: str, content: bytes) -> dict[str, bytes]:
    shown = files.printable(name)[:60]
    text = decoded(content, shown)
    separator = max(",;\t", key=text[:10_000].count)
    try:
        rows = [
            r for r in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, r))
        ]
    except csv.Error as e:
        raise DataError(f"{shown} is no CSV file ({e}); save it anew.") from e
    if not rows or min(map(len, rows)) < 2:
        raise DataError(
            f"{shown} has a line without a second column; give each line a name and its class, with a "
            "comma between."
        )
    if len({len(row) for row in rows}) > 1 or len(rows[0]) > 2:
        raise DataError(
            f"{shown} has more than two columns; leave a name and its class on each line."
        )
    pairs = [(a.strip(), b.strip()) for a, b in rows]
    first, second = (len({pair[k] for pair in pairs}) for k in (0, 1))
    if first < second:
        pairs = [(b, a) for a, b in pairs]
    classes = [label for _, label in pairs]
    if (
        len(pairs) > 2
        and classes.count(classes[0]) == 1
        and min(map(classes.count, classes[1:])) > 1
    ):
        pairs = pairs[1:]  # the columns' titles
    if len({label for _, label in pairs}) > MOST_LANGUAGES:
        raise DataError(
            f"{shown} has more than {MOST_LANGUAGES} classes; none of its two columns can be "
            "that of the classes."
        )
    found: dict[str, list[str]] = {}
    for item, label in pairs:
        found.setdefault(f"{label}.txt", []).append(item)
    return {file: ("\n".join(items) + "\n").encode() for file, items in found.items()}


def _of_zip(name: str, content: bytes) -> dict[str, bytes]:
    shown = files.printable(name)[:60]

    def most(path: PurePosixPath) -> int:
        return 2 * LARGEST if language_of(path.name) else 0

    found: dict[str, bytes] = {}
    for path, lines in zip_file.unpacked(content, shown, most, LARGEST):
        if path.name in found:
            raise DataError(f"{shown} holds two files named {path.name}; give one file a class.")
        found[path.name] = lines
    if not found:
        raise DataError(
            f"{shown} holds no text file; give one a class, named after it: French.txt."
        )
    return found
