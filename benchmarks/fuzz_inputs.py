"""Fuzzed pictures, names and command lines, each drawn from a seed, and what is done with it.

Each function tries one input. It returns "answered" or "refused", the latter for a sentence of ours;
whatever else it raises is a finding of `benchmarks/fuzz.py`.
"""

import contextlib
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from core.cli import sweep
from core.cli.main import build_parser, main
from core.digits.config import DigitsConfig
from core.digits.problem import DIGITS
from core.errors import NetsketchError
from core.names.problem import NAMES
from core.names.text import split_names
from core.problems import PROBLEMS
from core.runs import listing, predict

ROOT = Path(__file__).parents[1]


PROCESS_SHARE = 0.01  # of the command lines; the others stay within this process
HELD, SHOWN = "digits-held", "names-held"  # two trained runs
TEXTS = [
    "", " ", "\0", "\n", "nan", "inf", "-1", "0", "1e999", "9" * 400, "9" * 5000, "²", "٣", "½", "true",
    "x" * 300, "x" * 70_000, "../..", "/etc/passwd", "%00", "..%2f", "a/b/c", "{}", "[1", "=", ",", ";",
    "$x$", "![i](http://127.0.0.1:1/q.png)", "<script>alert(1)</script>", ":red[x]", "--", "-x", "'", '"',
    "😀", "é", "e\u0301" * 50, "\u202eabc", "\ufeffKim", "\ud800", "\udcff", "田中", "Παπανδρέου",
    "Юрьев", "이", "محمد", "כהן", "naïve", "O'Neil", "Smith3", "İstanbul", "ß", "ǅ", "ﬃ", "\U000e0001",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, -1, 0, 1, 2**53, 10**400, 1.5, 1e300, float("nan"), float("inf"), "", "x", "\ud800",
    "x" * 100_000, [], {}, [[]], [1, "x"], {"a": {}}, "names", "running", "queued", "finished", [[1]],
]  # fmt: skip
DEEP = b"[" * 100_000


def text(draw: random.Random) -> str:
    """A text: one of those that break things, any characters, or some of both."""
    if draw.random() < 0.4:
        return draw.choice(TEXTS)
    ranges = [(32, 126), (0, 31), (160, 0x24F), (0x370, 0x52F), (0x5D0, 0x6FF), (0x3040, 0x30FF)]
    ranges += [
        (0x4E00, 0x9FFF),
        (0xAC00, 0xD7A3),
        (0x1F300, 0x1F6FF),
        (0xD800, 0xDFFF),
        (0, 0x10FFFF),
    ]
    low, high = draw.choice(ranges)
    made = "".join(chr(draw.randint(low, high)) for _ in range(draw.randint(0, 40)))
    return made + draw.choice(TEXTS) if draw.random() < 0.1 else made


def damaged(draw: random.Random, whole: bytes) -> bytes:
    """Bytes cut off, flipped, doubled, or others altogether."""
    kept = bytearray(whole)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(kept) + 1)
        match draw.randrange(6):
            case 0:
                del kept[at:]
            case 1 if kept:
                kept[at % len(kept)] ^= 1 << draw.randrange(8)
            case 2:
                kept[at : at + draw.randint(1, 20)] = draw.randbytes(draw.randint(0, 20))
            case 3:
                kept[at:at] = kept[: draw.randint(0, 200)]
            case 4 if kept:
                for _ in range(20):
                    kept[draw.randrange(len(kept))] = draw.randrange(256)
            case 5 if draw.random() < 0.2:
                kept[:] = draw.choice([b"", b"\0" * 100, b"\xff\xfe", DEEP, draw.randbytes(500)])
    return bytes(kept)


def asked(what: Callable[[], object]) -> str:
    """Do it, what it prints put away as UTF-8: "refused" where it ends with a sentence."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            what()
    except NetsketchError as e:
        if not str(e) or "\n" in str(e) or len(str(e)) > 2000:
            raise RuntimeError(f"no sentence: {str(e)[:300]!r}") from e
        return "refused"
    except SystemExit as e:  # of argparse
        if e.code != 2:
            raise RuntimeError(f"status {e.code}") from e
        return "refused"
    return "answered"


# -- pictures


def picture(draw: random.Random, home: Path) -> str:
    """A picture of any size, depth and format, mostly damaged."""
    if draw.random() < 0.03:
        return asked(lambda: _read(_huge_png(draw)))
    longest = 10 ** draw.uniform(0, 3.2)
    size = (max(1, int(longest * draw.random())), max(1, int(longest * draw.random())))
    mode = draw.choice(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "YCbCr"])
    paper = draw.choice([0, 255, draw.randrange(256)])
    image = Image.new("L", size, paper)
    pen = ImageDraw.Draw(image)
    for _ in range(draw.randint(0, 4)):
        ends = [
            (draw.randrange(size[0]), draw.randrange(size[1])) for _ in range(draw.randint(2, 5))
        ]
        pen.line(ends, fill=draw.randrange(256), width=draw.randint(1, 40))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * draw.choice([1, 16, 257]))
    else:
        image = image.convert("RGB").convert(mode)
    kinds = {
        "L": ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"],
        "RGB": ["PNG", "JPEG", "WEBP", "BMP"],
    }
    written = io.BytesIO()
    form = draw.choice(kinds.get(mode, ["TIFF" if mode in ("CMYK", "YCbCr") else "PNG"]))
    image.save(written, form)
    whole = written.getvalue()
    return asked(lambda: _read(damaged(draw, whole) if draw.random() < 0.7 else whole))


def _read(content: bytes) -> None:
    DIGITS.read(content, DigitsConfig())


def _huge_png(draw: random.Random) -> bytes:
    """A small file that says it is a large picture."""
    import struct
    import zlib

    sides = [1, 7_000, 49_999_999, 50_000, 2**31 - 1, draw.randint(1, 10**6)]
    width, height = draw.choice(sides), draw.choice(sides)
    depth, colours = draw.choice([1, 8, 16]), draw.choice([0, 2, 6])
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    rows = zlib.compress(bytes(min(width * height, 20_000_000)), 1)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


# -- names


def name(draw: random.Random, home: Path) -> str:
    """A surname, or several at once, in any script."""
    run = listing.find(SHOWN)

    def ask() -> None:
        typed = text(draw)
        for each in split_names(typed)[:5] or [typed]:
            predict.answer(run, NAMES.read(each))

    return asked(ask)


# -- command lines


def command(draw: random.Random, home: Path) -> str:
    """A command line of values that nobody would give. What would train is told to write where nothing can
    be written, so that it ends as soon as its values were checked."""
    kind = draw.choice(list(PROBLEMS))
    fields = [
        f"--{field.replace('_', '-')}" for field in vars(PROBLEMS[kind].Config()) if field != "kind"
    ]
    some = [
        part for field in draw.sample(fields, draw.randint(0, 4)) for part in (field, _value(draw))
    ]
    match draw.randrange(6):
        case 0:
            args = ["train", kind, *some, "--run-dir", f"{os.devnull}/x"]
        case 1:
            args = ["train", kind, "--resume", text(draw)]
        case 2:
            given = draw.choice(["--name", "--image"])
            args = [
                "predict",
                "--run",
                draw.choice([HELD, SHOWN, "latest", text(draw)]),
                given,
                text(draw),
            ]
            args += draw.choice([[], ["--json"], ["--top", _value(draw)]])
        case 3:
            args = [
                "export",
                draw.choice([HELD, text(draw)]),
                text(draw),
                "--csv",
                str(home / "out.csv"),
            ]
        case 4:
            args = draw.choice(
                [["data", "add", text(draw), text(draw)], ["presets"], ["runs", "--json"]]
            )
        case _:
            args = [
                "sweep",
                kind,
                "--vary",
                f"{draw.choice(fields)[2:]}={_value(draw)},{_value(draw)}",
                *some,
            ]
            return asked(lambda: sweep.requested_plan(build_parser().parse_args(args)))
    if draw.random() < PROCESS_SHARE and "\0" not in "".join(args):
        with contextlib.suppress(
            UnicodeEncodeError
        ):  # no command line can hold the half of a character
            [os.fsencode(arg) for arg in args]
            done = subprocess.run(
                [sys.executable, "-m", "core", *args], cwd=ROOT, capture_output=True, check=False
            )
            if b"Traceback" in done.stderr or done.returncode not in (0, 2):
                raise RuntimeError(f"status {done.returncode}: {done.stderr[-300:]!r}")
            return "refused" if done.returncode else "answered"
    return asked(lambda: _status(main(args)))


def _value(draw: random.Random) -> str:
    some = [
        "1",
        "3",
        "16,32",
        "adam",
        "relu-1",
        "same",
        "0.1",
        "true,false",
        str(draw.randint(-9, 10**9)),
    ]
    return draw.choice([*some, text(draw), str(10 ** draw.uniform(-9, 9))])


def _status(code: int) -> None:
    if code:
        raise NetsketchError("refused")
