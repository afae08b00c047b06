"""Netsketch's training beside the loops that people write: `python -m benchmarks`.

Each side of a race runs in a process of its own, ours and the reference in turn, on the same data,
seeds and settings. What is timed begins after imports, data and a warm-up. The reference runs at
PyTorch's default threads and at one, and at whichever was faster from then on. Following a run, where
a twentieth counts, is raced within one process instead: one can be a tenth slower than the next for all
its life.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from core.problems import problem_of

ROOT = Path(__file__).parents[1]
OURS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as a worker has it
REFERENCES: tuple[dict[str, str], ...] = ({}, {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
TARGET = 0.989
T = TypeVar("T")


@dataclass(frozen=True)
class Race:
    """Two ways to do the same, each a function from the number of a pair to seconds."""

    what: str
    ours: Callable[[int], float]
    reference: Callable[[int], float]
    at_least: float
    """The ratio that the project promises."""
    pairs: int = 5
    env: dict[str, str] | None = None
    """What the reference is run with, where that need not be tried: one of `REFERENCES`."""


@dataclass(frozen=True)
class SharedRace:
    """Two ways to do the same, in turn in one process: a function from the number of pairs to the seconds
    of each, ours and the reference's."""

    what: str
    both: Callable[[int], list[tuple[float, float]]]
    at_least: float
    pairs: int


def timed(steps: Iterator[Any], warm_up: int) -> float:
    """Seconds to go through an iterator, after its first items."""
    for _ in islice(steps, warm_up):
        pass
    begun = time.perf_counter()
    for _ in steps:
        pass
    return time.perf_counter() - begun


def our_steps(kind: str, preset: str, steps: int, **changes: Any) -> Iterator[float]:
    """The bare training steps of a preset."""
    from core import problems

    chosen = problems.preset(kind, preset)
    threads = chosen.threads or problems.problem(kind).threads
    return steps_of(chosen.config.replace(**changes), steps, threads)


def steps_of(config: Any, steps: int, threads: int) -> Iterator[float]:
    """The losses of a config's bare training steps."""
    import torch

    task = problem_of(config).task(config, torch.device("cpu"), threads)
    for k in range(steps):
        loss, _, _ = task.step(k, config.learning_rate)
        yield float(loss)


# -- digits: the notes' networks, an epoch over the first images

WARM_UP, STEPS = 10, 300


def digits(preset: str, channels: int, pools: int, hidden: int | None) -> Race:
    def reference(pair: int) -> float:
        import torch

        from benchmarks import loops
        from core.digits.data import unpack

        torch.manual_seed(pair)
        network = loops.notes_cnn(channels, pools, hidden)
        images = 64 * (WARM_UP + STEPS)
        return timed(loops.digits(network, str(unpack("mnist")), 0.1, images), WARM_UP)

    def ours(pair: int) -> float:
        steps = our_steps("digits", preset, WARM_UP + STEPS, seed=pair, learning_rate=0.1)
        return timed(steps, WARM_UP)

    return Race(f"{STEPS} steps of 64 images through the notes' {preset}", ours, reference, 2.5)


def example_to_target(seed: int) -> float:
    from benchmarks import loops
    from core.digits.data import unpack

    root, begun = str(unpack("mnist")), time.perf_counter()
    next(a for a in loops.mnist_example(root, seed) if a >= TARGET)
    return time.perf_counter() - begun


def accurate_to_target(seed: int) -> float:
    from core import problems
    from core.training.events import Evaluated

    trainer = problems.trainer(problems.preset("digits", "accurate").config.replace(seed=seed))
    begun = time.perf_counter()
    next(e for e in trainer if isinstance(e, Evaluated) and e.accuracy >= TARGET)
    return time.perf_counter() - begun


# -- surnames


def examples(preset: str, steps: int, seed: int) -> list[tuple[list[str], list[int]]]:
    """The names and languages that ours trains on, batch by batch."""
    import torch

    from core import problems
    from core.names.task import NamesTask

    config = problems.preset("names", preset).config.replace(seed=seed)
    task = NamesTask(config, torch.device("cpu"))  # type: ignore[arg-type]
    spellings, labels = task.data.spellings, task.labels_list
    batches = (task.batch(k).tolist() for k in range(steps))
    return [([spellings[i] for i in b], [labels[i] for i in b]) for b in batches]


ONE_WARM_UP, ONE_STEPS = 100, 2000


def tutorial(pair: int) -> float:
    from benchmarks import loops
    from core.names.text import ALPHABET

    batches = examples("linear-128", ONE_WARM_UP + ONE_STEPS, pair)
    ones = [(lines[0], labels[0]) for lines, labels in batches]
    network = loops.TutorialRNN(len(ALPHABET), 128, 1 + max(label for _, label in ones))
    return timed(loops.names(network, ones, ALPHABET, 0.005), ONE_WARM_UP)


def one_at_a_time(pair: int) -> float:
    return timed(our_steps("names", "linear-128", ONE_WARM_UP + ONE_STEPS, seed=pair), ONE_WARM_UP)


BATCH_WARM_UP, BATCH_STEPS = 5, 60


def packed(pair: int) -> float:
    import torch

    from benchmarks import loops
    from core import problems
    from core.names.config import NamesConfig
    from core.names.symbols import BUCKETS
    from core.names.text import ALPHABET

    config = problems.preset("names", "accurate").config
    assert isinstance(config, NamesConfig)
    batches = examples("accurate", BATCH_WARM_UP + BATCH_STEPS, pair)
    languages = 1 + max(max(labels) for _, labels in batches)
    torch.manual_seed(pair)
    network = loops.PackedGRU(
        len(ALPHABET),
        config.hidden_size,
        languages,
        config.dropout,
        config.embedding,
        BUCKETS,
    )
    steps = loops.names_in_batches(
        network,
        batches,
        ALPHABET,
        config.learning_rate,
        config.label_smoothing,
        config.weight_decay,
    )
    return timed(steps, BATCH_WARM_UP)


def in_batches(pair: int) -> float:
    steps = our_steps("names", "accurate", BATCH_WARM_UP + BATCH_STEPS, seed=pair)
    return timed(steps, BATCH_WARM_UP)


# -- sweeps: 4 configurations x 2 seeds, all cores against one after another


def sweep_of(kind: str) -> Any:
    """The plan of a sweep."""
    from core.sweeps import plan

    if kind == "names":
        return plan.plan(
            kind, {"hidden_size": [32, 64, 128, 256]}, 2, "linear-32", {"steps": 100_000}
        )
    fields = {"epochs": 2}
    return plan.plan(kind, {"channels": [5, 6, 8, 9]}, 2, "3-pools-5-channels", fields)


def one_after_another(kind: str) -> float:
    import torch

    from core import problems
    from core.digits import task

    task.load_images("mnist", torch.device("cpu"))
    configs = [cell.config for cell in sweep_of(kind).cells]
    # Alone, a run may be faster with its batches split, which a sweep leaves whole.
    taken = {k: timed(steps_of(configs[0], 150, k), 50) for k in (1, 2)}
    threads = min(taken, key=taken.__getitem__)
    for _ in islice(problems.trainer(configs[0], threads), 5):
        pass
    begun = time.perf_counter()
    for config in configs:
        for _ in problems.trainer(config, threads):
            pass
    return time.perf_counter() - begun


def all_cores(kind: str) -> float:
    from core.runs import executors
    from core.sweeps import plan, sweep

    with runs_in_a_temporary_folder():
        brief = plan.plan(
            "names", {"hidden_size": [32]}, executors.workers(), "quick", {"steps": 100}
        )
        ended(sweep.start(brief))  # the workers are there, and warm
        begun = time.time()
        states = ended(sweep.start(sweep_of(kind)))
        if {s.status for s in states} != {"finished"}:
            raise RuntimeError(f"Not all runs finished: {[s.status for s in states]}.")
        executors.executor().shutdown()
        return float(max(s.record["ended"] for s in states) - begun)


def ended(sweep: Any) -> list[Any]:
    """The cells of a sweep once all of them have ended."""
    while True:
        states = sweep.cells()
        if all(s.status in ("finished", "failed") for s in states):
            return states
        time.sleep(0.2)


@contextlib.contextmanager
def runs_in_a_temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as home:
        before = os.environ.get("RUNS_DIR")
        os.environ["RUNS_DIR"] = home
        try:
            yield Path(home)
        finally:
            if before is None:
                del os.environ["RUNS_DIR"]
            else:
                os.environ["RUNS_DIR"] = before


# -- following a run live, against the bare loop in the same worker


def live(preset: str, pairs: int) -> SharedRace:
    what = f"the {preset} CNN, followed in a browser, against the bare loop"
    return SharedRace(what, partial(followed_and_bare, preset), 0.95, pairs)


def followed_and_bare(preset: str, pairs: int) -> list[tuple[float, float]]:
    """The app's Train button pressed and its run watched to the end, and the same network trained in the
    same worker process with nobody told; which comes first changes from pair to pair."""
    from playwright.sync_api import Page, sync_playwright

    from core.runs import executors
    from scripts.browser import FLAGS, needed

    os.environ["NETSKETCH_WORKERS"] = "1"
    path = needed()

    def followed(page: Page, url: str, runs: Path, preset: str) -> float:
        page.goto(f"{url}/train_digits?preset={preset}")
        button = page.get_by_role("button", name="Train", exact=True)
        button.wait_for(timeout=60_000)
        # Following is raced, not loading: a learner too looks at the page before pressing Train.
        page.wait_for_load_state("networkidle")
        known = set(runs.glob("*/run.json"))
        button.click()
        # Read from the disk: to ask the page again and again would be work for the browser.
        record = finished_run(runs, known)
        page.get_by_text("Finished").wait_for(timeout=60_000)
        page.goto("about:blank")
        return float(record["ended"] - record["started"])

    def bare() -> float:
        return executors.executor().submit(_bare, preset).result()

    with (
        tempfile.TemporaryDirectory() as cache,
        runs_in_a_temporary_folder() as runs,
        serve_here(Path(cache)) as url,
        sync_playwright() as p,
    ):
        page = p.chromium.launch(executable_path=path, args=FLAGS).new_page(
            viewport={"width": 1280, "height": 900}
        )
        followed(page, url, runs, "quick")  # the first warms the worker
        # A new server measures this machine when nothing trains.
        until(Path(cache, "speed.json").exists)
        told = []
        for pair in range(pairs):
            if pair % 2:
                ours, reference = followed(page, url, runs, preset), bare()
            else:
                reference, ours = bare(), followed(page, url, runs, preset)
            told.append((ours, reference))
    return told


def _bare(preset: str) -> float:
    from core import problems

    trainer = problems.trainer(problems.preset("digits", preset).config)
    begun = time.perf_counter()
    for _ in trainer:
        pass
    return time.perf_counter() - begun


@contextlib.contextmanager
def serve_here(cache: Path) -> Iterator[str]:
    """The app's server in a thread of this process, so that its workers are at hand: its URL."""
    import uvicorn
    from streamlit import config

    os.environ["NETSKETCH_CACHE"] = str(cache)
    config.set_option("server.headless", True)
    from app import app

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def finished_run(folder: Path, known: set[Path]) -> dict[str, Any]:
    """The record of the run that is not yet known, once it has finished. Only that one is read, and not
    all of a growing number of runs: looking costs the followed side alone."""
    (new,) = until(lambda: set(folder.glob("*/run.json")) - known)

    def ended() -> dict[str, Any] | None:
        record: dict[str, Any] = json.loads(new.read_text())
        return record if "ended" in record else None

    record = until(ended)
    if record["status"] != "finished":
        raise RuntimeError(f"The run {record['status']}: {record['error']}")
    return record


def until(what: Callable[[], T | None], seconds: float = 300) -> T:
    """What it gives once that is something."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"Nothing came of {what} in {seconds:.0f} s.")
        time.sleep(0.2)
    return found


RACES: dict[str, Race | SharedRace] = {
    "digits-1pool": digits("1-pool", 4, 1, 512),
    "digits-2pool": digits("2-pools-rate-0.1", 4, 2, 512),
    "digits-3pool16": digits("3-pools-16-channels", 16, 3, None),
    "digits-to-98.9": Race(
        "seconds until a test accuracy of 98.9 % is first seen",
        accurate_to_target,
        example_to_target,
        12,
        pairs=3,
        env=REFERENCES[0],  # to try both would take many minutes
    ),
    "names-one": Race(
        f"{ONE_STEPS} names one at a time, linear, hidden size 128", one_at_a_time, tutorial, 15
    ),
    "names-batch": Race(
        f"{BATCH_STEPS} batches of 128 names, a GRU of 128 from each end", in_batches, packed, 2
    ),
    "sweep-names": Race(
        "8 runs of 100 000 names one at a time",
        lambda pair: all_cores("names"),
        lambda pair: one_after_another("names"),
        1.8,
        pairs=9,
        env=REFERENCES[1],
    ),
    "sweep-digits": Race(
        "8 runs of two epochs of 60 000 images",
        lambda pair: all_cores("digits"),
        lambda pair: one_after_another("digits"),
        1.4,
        pairs=9,
        env=REFERENCES[0],  # it tries by itself whether to split its batches
    ),
    "live": live("quick", 40),  # seconds each, which a shared machine makes uneven
    "live-accurate": live("accurate", 3),
}


def seconds(race: str, side: str, pair: int, env: dict[str, str]) -> Any:
    """One side of one pair, or both of so many, in a process of its own."""
    here = {k: v for k, v in os.environ.items() if k not in OURS}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.races", race, side, str(pair)],
        cwd=ROOT,
        env=here | env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def alternating(name: str, race: Race) -> list[tuple[float, float]]:
    """The seconds of each pair, a process for each side."""
    best = race.env
    if best is None:
        tried = {i: seconds(name, "reference", 0, env) for i, env in enumerate(REFERENCES)}
        best = REFERENCES[min(tried, key=tried.__getitem__)]
    pairs = []
    for pair in range(race.pairs):
        ours = seconds(name, "ours", pair, OURS)
        pairs.append((ours, seconds(name, "reference", pair, best)))
    return pairs


def run(name: str) -> dict[str, Any]:
    """The figures of a race."""
    race = RACES[name]
    pairs = (
        alternating(name, race)
        if isinstance(race, Race)
        else seconds(name, "both", race.pairs, OURS)
    )
    ratios = [reference / ours for ours, reference in pairs]
    return {
        "race": name,
        "ours_s": round(statistics.median(o for o, _ in pairs), 4),
        "reference_s": round(statistics.median(r for _, r in pairs), 4),
        "ratio": round(statistics.median(ratios), 3),
        "spread": round(max(ratios) - min(ratios), 3),
        "at_least": race.at_least,
        "what": race.what,
    }


def main(only: list[str] | None = None, as_json: bool = False) -> None:
    """Run the races and print a line for each as it ends."""
    if not as_json:
        print(
            f"{'race':<15} {'ours':>9} {'reference':>10} {'ratio':>7} {'spread':>7} {'promised':>9}"
        )
    for name in only or RACES:
        f = run(name)
        if as_json:
            print(json.dumps(f), flush=True)
            continue
        mark = "" if f["ratio"] >= f["at_least"] else "  missed"
        print(
            f"{name:<15} {f['ours_s']:>7.2f} s {f['reference_s']:>8.2f} s {f['ratio']:>6.2f}x "
            f"{f['spread']:>7.2f} {f['at_least']:>8.2f}x{mark}  {f['what']}",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="One side of one pair; prints its seconds. Or both of so many pairs."
    )
    parser.add_argument("race", choices=RACES)
    parser.add_argument("side", choices=("ours", "reference", "both"))
    parser.add_argument("pair", type=int)
    given = parser.parse_args()
    print(json.dumps(getattr(RACES[given.race], given.side)(given.pair)))
