"""A sweep of 500 small runs while its server is killed twice, and how fast the page answers meanwhile.

    python -m benchmarks.sweep [--runs 500] [--json]

In a real Chromium: a sweep of very small surname networks fills in, clicks in the form beside it are
timed, the server is killed twice in the middle, started again, and the sweep resumed with its button. At
the end every run must have finished, once.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.ui import WATCH, Figure, table
from core.names import download
from core.runs import store
from core.sweeps import sweep
from scripts.browser import FLAGS, needed
from scripts.server import serve
from tests.tiny import FILES

ROOT = Path(__file__).parents[1]
WAIT = 600_000  # milliseconds
SEEDS, CLICKS = 10, 12
# Started by a process that is gone at once: the server finds the sweep as after a kill.
START = """
import os, sys
from core.sweeps import plan, sweep
base = {"dataset": "tiny", "steps": 20, "batch_size": 4}
vary = {"hidden_size": list(range(8, 8 + int(sys.argv[1])))}
print(sweep.start(plan.plan("names", vary, int(sys.argv[2]), "quick", base)).id, flush=True)
os._exit(0)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=500, help="a multiple of 10")
    parser.add_argument("--json", action="store_true", help="print JSON rather than a table")
    args = parser.parse_args()
    path = needed()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as p:
        os.environ |= {"RUNS_DIR": f"{home}/runs", "NETSKETCH_CACHE": f"{home}/cache"}
        download.add_files("tiny", FILES)
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(WAIT)
        page.add_init_script(WATCH)
        figures = measure(page, Path(home), args.runs)
        browser.close()
    print(json.dumps([vars(f) for f in figures], indent=1) if args.json else table(figures))


def measure(page: Page, home: Path, runs: int) -> list[Figure]:
    command = [sys.executable, "-c", START, str(runs // SEEDS), str(SEEDS)]
    started = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    made = sweep.find(started.stdout.strip())
    clicks: list[float] = []
    for kill_at in (runs // 4, runs // 2, runs):
        until(lambda: not active(made))  # the last server's workers have noticed
        with serve(home) as server:
            server.wait()
            page.goto(f"{server.url}/sweeps?sweep={made.id}")
            resume = page.get_by_role("button", name=re.compile("Resume .* runs"))
            resume.click()
            expect(resume).to_have_count(0, timeout=WAIT)
            clicks += timed(page)
            until(lambda: done(made) >= kill_at)  # noqa: B023, it is called before the next round
            if kill_at < runs:
                server.process.kill()
                server.process.wait()
    begun = time.perf_counter()
    states = made.cells()
    looked = 1000 * (time.perf_counter() - begun)
    lost = sum(s.status != "finished" for s in states)
    ends = [(s.path / "metrics.jsonl").read_text().count('"event": "finished"') for s in states]
    name = f"a click while they train (median of {len(clicks)})"
    return [
        Figure(f"runs lost of {len(states)}, the server killed twice", lost, 0, ""),
        Figure("runs that ended more than once", sum(n > 1 for n in ends), 0, ""),
        Figure(name, statistics.median(clicks), 300, "ms"),
        Figure("looking at every cell once more", looked, 100, "ms"),
    ]


def timed(page: Page) -> list[float]:
    """Milliseconds from a click in the form to what it shows."""
    kinds = page.get_by_role("radiogroup", name="What the networks read")
    times = []
    for kind in ("Surnames", "Digits") * (CLICKS // 2):
        page.evaluate("nk.time('click', '[data-testid=stMultiSelect]')")
        kinds.get_by_role("radio", name=kind).click()
        times.append(page.evaluate("nk.answer"))
    return times


def active(made: sweep.Sweep) -> bool:
    return any(s.status in store.ACTIVE for s in made.cells())


def done(made: sweep.Sweep) -> int:
    return sum(s.status == "finished" for s in made.cells())


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT / 1000
    while not what():
        if time.monotonic() > end:
            sys.exit("It never happened.")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
