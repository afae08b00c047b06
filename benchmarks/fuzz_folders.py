"""Fuzzed run folders, data sets and addresses, each drawn from a seed, and what is done with it; as in
`benchmarks/fuzz_inputs.py`."""

import contextlib
import json
import os
import random
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from benchmarks.fuzz_inputs import HELD, ROOT, SHOWN, VALUES, asked, damaged, text
from core.cli.main import main
from core.environment import cache_dir
from core.names import data, download
from core.names.problem import NAMES
from core.runs import compare, export, listing, predict, progress, store
from core.sweeps import sweep, table

PAGES = ("", *sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
PAGE_SHARE = 0.2  # of the addresses; the others are looks at a run, which take milliseconds


# -- run folders


def folder(draw: random.Random, home: Path) -> str:
    """A run or a sweep whose files are damaged, or no files any more; and the lists beside it."""
    runs = store.runs_dir()
    sweeping = draw.random() < 0.2
    source = home / ("swept" if sweeping else draw.choice([HELD, SHOWN]))
    path = runs / draw.choice(["fuzzed", "fuzzed - Copy", "fuzzed, 2", "__MACOSX", "caf\udce9"])
    shutil.copytree(source, path)
    try:
        for _ in range(draw.randint(1, 3)):
            _damage(
                draw,
                draw.choice([p for p in path.rglob("*") if not p.is_dir()] or [path / "run.json"]),
            )
        listed, broken = listing.list_runs()
        if {r.id for r in listed} < {HELD, SHOWN}:
            raise RuntimeError("a run that is whole is not listed")
        for found in sweep.list_sweeps()[0]:
            states = found.cells()
            sweep.status_of(states)
            json.dumps([s.reason for s in states])
            table.table_csv(found.plan, table.rows(found.plan, states)).encode()
            table.runs_csv(found.plan, states).encode()
        for bad in broken:
            bad.reason.encode()
            if str(runs) in bad.reason:
                raise RuntimeError(f"a path is shown: {bad.reason}")
        return asked(lambda: used(path.name))
    finally:
        shutil.rmtree(path, ignore_errors=True)


def used(run_id: str) -> None:
    if main(["runs"]):
        raise RuntimeError("the list of runs ended with an error")
    run = listing.find(run_id)
    json.dumps(progress.run_progress(run), allow_nan=False).encode()
    export.metrics_csv(run).encode()
    compare.curves_csv([run]).encode()
    compare.score(run, run.title)
    run.snapshots()
    if run.kind == "digits":
        predict.probabilities(run, [np.zeros((1, 1, 28, 28), np.float32)])
    else:
        predict.answer(run, NAMES.read("Kim"))


def _damage(draw: random.Random, path: Path) -> None:
    if not path.is_file() and not path.is_dir():
        return  # a link or a pipe since just now
    whole = path.read_bytes() if path.is_file() else b""
    match draw.randrange(6):
        case 0:
            path.unlink(missing_ok=True)
            in_its_place(draw, path)
        case 1 | 2:
            path.write_bytes(damaged(draw, whole))
        case _:
            lines = whole.split(b"\n") if path.suffix == ".jsonl" else [whole]
            at = draw.randrange(len(lines))
            with contextlib.suppress(ValueError):
                lines[at] = json.dumps(other(draw, json.loads(lines[at]))).encode()
            path.write_bytes(b"\n".join(lines))


def in_its_place(draw: random.Random, path: Path) -> None:
    """Something that is no file."""
    match draw.randrange(4):
        case 0:
            path.mkdir()
        case 1:
            path.symlink_to(path.name)
        case 2:
            path.symlink_to("nowhere")
        case _:
            os.mkfifo(path)


def other(draw: random.Random, value: Any) -> Any:
    """The same JSON with one value, somewhere in it, that is another."""
    if isinstance(value, (dict, list)) and value and draw.random() < 0.8:
        key = draw.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if draw.random() < 0.1:
            del value[key]
        else:
            value[key] = other(draw, value[key])
        return value
    return draw.choice(VALUES)


# -- data sets


def dataset(draw: random.Random, home: Path) -> str:
    """A folder of names as somebody has it, added and read."""
    source = home / "source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    names = [
        "Greek.txt",
        "Old Norse.txt",
        "._Greek.txt",
        "notes.md",
        "x.txt",
        "Île-de-France.txt",
        "a,b.txt",
    ]
    for file in draw.sample(names, draw.randint(0, 5)):
        lines = "\n".join(text(draw)[:100] for _ in range(draw.randint(0, 60)))
        good = "\n".join(
            f"{''.join(draw.choices('abcdefgh', k=5))}" for _ in range(draw.randint(0, 60))
        )
        content = draw.choice([lines, good, good]).encode("utf-8", "surrogatepass")
        (source / file).write_bytes(damaged(draw, content) if draw.random() < 0.3 else content)
    if draw.random() < 0.3:
        in_its_place(draw, source / "Strange.txt")
    named = draw.choice(["fuzzed", "fuzzed", "fuzzed", text(draw)])
    try:
        return asked(lambda: _added(named, source))
    finally:
        shutil.rmtree(cache_dir() / "surnames", ignore_errors=True)


def _added(named: str, source: Path) -> None:
    where = download.add_folder(named, source)
    for each in data.available():
        data.load(each)
    data.split(data.load(where.name), 0.15, 0)


# -- addresses


def address(draw: random.Random, home: Path) -> str:
    """A link to a page, or to a look at a run, with values that no page of ours has made."""
    if draw.random() >= PAGE_SHARE:
        url = f"{os.environ['FUZZ_SERVER']}/look/{quote(text(draw)[:2000], safe='/', errors='replace')}"
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                answer.read()
        except urllib.error.HTTPError as e:
            said = e.read().decode(errors="replace")
            if e.code >= 500 or "Traceback" in said:
                raise RuntimeError(f"{e.code} for {url[:200]}: {said[:200]}") from e
            return "refused"
        return "answered"
    return page(draw.choice(PAGES), draw)


def page(named: str, draw: random.Random) -> str:
    """A page with a query, in this process."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if named:
        app.run()
        app.switch_page(f"pages/{named}.py")
    keys = ("run", "compare", "sweep", "preset", "test", "name", "x")
    for key in draw.sample(keys, draw.randint(1, 3)):
        value = draw.choice([HELD, SHOWN, f"{HELD},{SHOWN}", text(draw), text(draw)])
        # A browser sends UTF-8.
        app.query_params[key] = value.encode("utf-8", "replace").decode()
    app.run()
    mistakes = [e.value for e in app.error if "made a mistake" in e.value]
    if app.exception or mistakes:
        shown = mistakes or [e.value for e in app.exception]
        raise RuntimeError(f"{named or 'home'} {dict(app.query_params)!r:.300}: {shown}")
    return "refused" if app.error or app.warning else "answered"
