"""Twelve thousand fuzzed inputs: pictures, names, command lines, run folders, data sets, archives and
addresses.

    python -m benchmarks.fuzz [--count 12000] [--seed 0] [--only archives] [--at 17]

Every input gets an answer or a sentence: no traceback, none over 10 s, none over 1 GB. Prints for each
kind how many were answered and refused, the slowest and the largest; what is found ends with how to try
it again. Exit status 1 where anything was found.
"""

import argparse
import logging
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NETSKETCH_WORKERS": "1"}

from benchmarks import fuzz_archives, fuzz_folders, fuzz_inputs
from scripts.server import serve

SECONDS, MEGABYTES = 10.0, 1000.0  # at most, for an input: of computing, and of memory
EACH = 250  # inputs of a process: what it keeps for pages that come again would grow for ever
STUCK_SECONDS = 90.0  # on the wall, after which its process is ended
KINDS: dict[str, tuple[int, Callable[[random.Random, Path], str]]] = {
    "pictures": (2_000, fuzz_inputs.picture),
    "names": (2_500, fuzz_inputs.name),
    "command lines": (2_000, fuzz_inputs.command),
    "run folders": (1_500, fuzz_folders.folder),
    "data sets": (500, fuzz_folders.dataset),
    "archives": (2_000, fuzz_archives.hostile),
    "addresses": (1_500, fuzz_folders.address),
}
"""Kind -> how many of all inputs are of it, and how one is tried."""
ALL = sum(count for count, _ in KINDS.values())
Input = tuple[str, int]


def prepare(home: Path) -> None:
    """Two trained runs, a sweep and MNIST, to be copied for each process."""
    from core.digits import data
    from core.digits.config import DigitsConfig
    from core.names.config import NamesConfig
    from core.runs import store, worker
    from core.sweeps import plan

    os.environ |= {"RUNS_DIR": str(home / "runs"), "NETSKETCH_CACHE": str(home / "cache")}
    data.unpack("mnist")
    held = DigitsConfig(conv_layers=1, channels=2, hidden=8, train_size=640, epochs=1)
    shown = NamesConfig(steps=60, hidden_size=8)
    for config, name in ((held, fuzz_inputs.HELD), (shown, fuzz_inputs.SHOWN)):
        store.create(config, title=f"Some {config.kind}", path=home / "runs" / name)
        if worker.work(home / "runs" / name) != "finished":
            raise SystemExit(f"{name} could not be trained")
        shutil.copytree(home / "runs" / name, home / name)
    fields = held.to_dict()
    asked = plan.plan("digits", {"channels": [2, 3]}, 2, "quick", fields)
    record = {"schema": 1, "created": time.time(), "owner": "", "plan": asked.to_dict()}
    (home / "swept").mkdir()
    store.write_json(home / "swept" / "sweep.json", record)
    for cell in asked.cells[:3]:
        shutil.copytree(home / fuzz_inputs.HELD, home / "swept" / cell.name)


def process(home: Path, template: Path, seed: int, inputs: list[Input], tell: Connection) -> None:
    """Try inputs one after another, and tell when each begins and how it ended."""
    shutil.copytree(template, home, dirs_exist_ok=True)
    os.environ |= {"RUNS_DIR": str(home / "runs"), "NETSKETCH_CACHE": str(home / "cache")}
    os.chdir(home)
    logging.disable()  # a page writes its traceback to the terminal, too
    sys.stdout = sys.stderr = (home / "log.txt").open("w", errors="replace")
    import torch  # noqa: F401  as every command that reads or trains does

    import core.runs.predict  # noqa: F401

    fresh = resident()
    for kind, number in inputs:
        tell.send(("begin", kind, number))
        draw = random.Random(f"{seed} {kind} {number}")
        forget_peak()
        before = resident()
        begun, problem, ended = spent(), "", "answered"
        try:
            ended = KINDS[kind][1](draw, home)
        except Exception as e:
            last = traceback.extract_tb(e.__traceback__)[-1]
            problem = (
                f"{type(e).__name__}: {str(e)[:400]!r} at {Path(last.filename).name}:{last.lineno}"
            )
        # As of a process that does nothing else: what is kept of inputs before is not this one's.
        seconds, megabytes = spent() - begun, fresh + peak() - before
        if not problem and seconds > SECONDS:
            problem = f"it took {seconds:.1f} s"
        if not problem and megabytes > MEGABYTES:
            problem = f"it took {megabytes:.0f} MB"
        tell.send(("end", kind, number, ended, problem, seconds, megabytes))
    tell.send(None)
    tell.close()
    os._exit(0)  # multiprocessing would wait for the pool's workers, which wait for this process


def spent() -> float:
    """Seconds of computing by this process and by those that it waited for: unlike the time on the wall
    they do not hang on what else the machine does."""
    return sum(os.times()[:4])


def forget_peak() -> None:
    """Let the most memory that this process has had be counted anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """The most memory since then, in MB."""
    return _memory("VmHWM")


def resident() -> float:
    """The memory that this process has now, in MB."""
    return _memory("VmRSS")


def _memory(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))


class Report:
    """What came of the inputs so far."""

    def __init__(self) -> None:
        self.ended: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        self.slowest: dict[str, tuple[float, int]] = {}
        self.largest: dict[str, tuple[float, int]] = {}
        self.found: list[str] = []

    def add(self, kind: str, number: int, ended: str, problem: str, s: float, mb: float) -> None:
        self.ended[kind]["found" if problem else ended] += 1
        self.slowest[kind] = max(self.slowest.get(kind, (0.0, 0)), (s, number))
        self.largest[kind] = max(self.largest.get(kind, (0.0, 0)), (mb, number))
        if problem:
            self.found.append(f'--only "{kind}" --at {number}: {problem}')
            print(self.found[-1], flush=True)

    def show(self, seconds: float) -> None:
        print("\nkind            inputs  answered  refused  found   slowest          largest")
        for kind, ended in self.ended.items():
            if n := ended.total():
                slow, large = self.slowest[kind], self.largest[kind]
                print(
                    f"{kind:15} {n:6,}  {ended['answered']:8,}  {ended['refused']:7,}  {ended['found']:5}"
                    f"  {slow[0]:6.2f} s (#{slow[1]:<5}) {large[0]:5.0f} MB (#{large[1]})"
                )
        total = sum(ended.total() for ended in self.ended.values())
        print(f"{total:,} inputs in {seconds:.0f} s, {len(self.found)} findings")


def drawn(count: int, only: str, at: int | None) -> list[Input]:
    """The inputs to try, kinds mixed."""
    if at is not None:
        return [(only, at)]
    kinds = {only: ALL} if only else {kind: of_all for kind, (of_all, _) in KINDS.items()}
    made = [(kind, k) for kind, n in kinds.items() for k in range(round(n * count / ALL))]
    random.Random(0).shuffle(made)
    return made


def run(template: Path, home: Path, seed: int, inputs: list[Input], cores: int) -> Report:
    """Try them all, on so many processes; one that dies or sticks is a finding, and another goes on."""
    report, context = Report(), multiprocessing.get_context("spawn")
    open_ones: dict[Connection, dict[str, Any]] = {}
    started = 0

    def start(left: list[Input]) -> None:
        nonlocal started
        started += 1
        ours, theirs = context.Pipe(duplex=False)
        args = (home / f"process-{started}", template, seed, left[:EACH], theirs)
        child = context.Process(target=process, args=args)
        child.start()
        theirs.close()
        open_ones[ours] = {"child": child, "left": list(left), "since": time.monotonic()}

    def lost(pipe: Connection, problem: str) -> None:
        each = open_ones.pop(pipe)
        each["child"].kill()
        each["child"].join()
        if each["left"]:
            kind, number = each["left"][0]
            report.add(kind, number, "", problem, time.monotonic() - each["since"], 0.0)
            if len(each["left"]) > 1:
                start(each["left"][1:])

    for k in range(min(cores, len(inputs))):
        start(inputs[k::cores])
    while open_ones:
        for pipe in wait(list(open_ones), timeout=1.0):
            assert isinstance(pipe, Connection)
            try:
                message = pipe.recv()
            except EOFError:
                lost(pipe, "its process died")
                continue
            if message is None:
                each = open_ones.pop(pipe)
                each["child"].join()
                if each["left"]:
                    start(each["left"])
                continue
            open_ones[pipe]["since"] = time.monotonic()
            if message[0] == "end":
                open_ones[pipe]["left"].pop(0)
                report.add(*message[1:])
        for pipe in list(open_ones):
            if time.monotonic() - open_ones[pipe]["since"] > STUCK_SECONDS:
                lost(pipe, f"it had not ended after {STUCK_SECONDS:.0f} s")
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count", type=int, default=ALL, help="how many inputs, all kinds together"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", choices=["", *KINDS], help="one kind alone")
    parser.add_argument("--at", type=int, help="one input of that kind alone")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    if args.at is not None and not args.only:
        parser.error("--at is the number of an input of one kind; name that with --only")
    inputs = drawn(args.count, args.only, args.at)
    # The pool of a process that has ended may write for a second yet.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        prepare(home / "template")
        shutil.copytree(home / "template" / "runs", home / "server" / "runs")
        with serve(home / "server") as server:
            server.wait()
            os.environ["FUZZ_SERVER"] = server.url
            begun = time.monotonic()
            report = run(home / "template", home, args.seed, inputs, args.processes)
    report.show(time.monotonic() - begun)
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
