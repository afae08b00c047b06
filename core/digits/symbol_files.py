"""Files of symbols: a zip file or pictures by class become a symbol set, and a set becomes a zip file.

In the zip file lie the set's own symbols.json, from which it comes back as it was, and a PNG for each
example in a folder for its class, for everybody else.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from core.datasets.zip_file import unpacked
from core.digits.picture_file import MAX_BYTES
from core.digits.symbol_sets import (
    MOST_CLASSES,
    MOST_EXAMPLES,
    SIDE,
    SymbolSet,
    checked_classes,
    from_dict,
)
from core.digits.symbol_store import LARGEST
from core.errors import DataError, EmptyDrawing, PictureError
from core.files import parsed, printable, read_bytes, reason

OWN = "symbols.json"
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif")
MOST_PACKED = 100_000_000  # bytes, packed or not


def packed(known: SymbolSet) -> bytes:
    """A set as a zip file."""
    out = io.BytesIO()
    places = [f"{k + 1:02} {_plain(label)}" for k, label in enumerate(known.classes)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(OWN, json.dumps(known.to_dict(), ensure_ascii=False))
        for e in known.examples:
            picture = io.BytesIO()
            ink = np.frombuffer(e.pixels, np.uint8).reshape(SIDE, SIDE)
            Image.fromarray(255 - ink).save(picture, "PNG")
            what = "test" if e.held_out else "train"
            archive.writestr(f"{places[e.label]}/{e.number:04} {what}.png", picture.getvalue())
    return out.getvalue()


def _plain(label: str) -> str:
    """A class's name as every system can have it for a folder's."""
    return re.sub(r"[^\w '+-]", "_", label).strip(" .") or "_"


def from_zip(content: bytes, file: str, name: str) -> tuple[SymbolSet, list[str]]:
    """A zip file as a set of that name, and sentences on pictures that were left out. Raises DataError."""
    shown = printable(file)[:60]

    def most(path: PurePosixPath) -> int:
        if path.name == OWN:
            return LARGEST
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        return MAX_BYTES if path.suffix.lower() in PICTURES and not hidden else 0

    found = unpacked(content, shown, most, MOST_PACKED)
    for path, text in found:
        if path.name == OWN:
            try:
                return from_dict(parsed(text.decode("utf-8-sig")), name), []
            except ValueError as e:
                raise DataError(f"{OWN} in {shown} is damaged ({reason(e)}).") from e
    pictures = {str(path): picture for path, picture in found}
    return from_pictures(pictures, shown, name)


def from_path(path: Path, name: str) -> tuple[SymbolSet, list[str]]:
    """A zip file, or a folder with a folder of pictures for each class. Raises DataError."""
    try:
        if not path.is_dir():
            return from_zip(read_bytes(path, MOST_PACKED), path.name, name)
        files = [p for p in sorted(path.glob("*/*")) if p.suffix.lower() in PICTURES]
        pictures = {f"{p.parent.name}/{p.name}": read_bytes(p) for p in files[: MOST_EXAMPLES + 1]}
    except (OSError, ValueError) as e:
        raise DataError(f"{printable(path.name)[:60]} cannot be read ({reason(e)}).") from e
    return from_pictures(pictures, printable(path.name)[:60], name)


def from_pictures(
    pictures: Mapping[str, bytes], shown: str, name: str
) -> tuple[SymbolSet, list[str]]:
    """Picture files by their paths, the last folder of which is the class, likewise. Raises DataError."""
    of_class: dict[str, list[str]] = {}
    for path in pictures:
        label = " ".join(PurePosixPath(path).parent.name.split())
        if label:
            of_class.setdefault(label, []).append(path)
    if len(of_class) < 2:
        raise DataError(
            f"{shown} holds pictures of {len(of_class) or 'no'} class{'' if len(of_class) == 1 else 'es'}; "
            "put them into a folder for each class, named after it."
        )
    if len(of_class) > MOST_CLASSES:
        raise DataError(
            f"{shown} has {len(of_class)} folders of pictures; a set may have at most {MOST_CLASSES} "
            "classes."
        )
    if len(pictures) > MOST_EXAMPLES:
        raise DataError(
            f"{shown} holds {len(pictures):,} pictures; a set may have at most {MOST_EXAMPLES:,}."
        )
    known, problems = SymbolSet(name, checked_classes(list(of_class), shown)), []
    for k, paths in enumerate(of_class.values()):
        read, wrong = examples_of([(path, pictures[path]) for path in sorted(paths)])
        known = known.with_examples(k, read)
        problems += wrong
    if not known.examples:
        raise DataError(f"None of the pictures in {shown} could be read. {problems[0]}")
    return known, problems


def examples_of(files: Sequence[tuple[str, bytes]]) -> tuple[list[bytes], list[str]]:
    """Picture files -> examples (28, 28), and a sentence on each that shows nothing or cannot be read."""
    from core.digits.preprocessing import Drawing  # SciPy: not before it is needed

    found, problems = [], []
    for file, content in files:
        try:
            made = Drawing.of_file(content)
            found.append(pixels_of(made.seen(made.steps)))
        except (PictureError, EmptyDrawing) as e:
            problems.append(f"{printable(file)[-60:]}: {e}")
    return found, problems


def pixels_of(picture: np.ndarray) -> bytes:
    """What a network gets, (28, 28) in 0..1, as an example holds it."""
    return np.round(picture * 255).astype(np.uint8).tobytes()
