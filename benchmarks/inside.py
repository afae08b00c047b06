"""How fast a look inside a network follows the pen, in a real Chromium, beside what is promised.

    python -m benchmarks.inside [--strokes 20]

Trains the quick CNN, then draws strokes with each panel of `/draw_digit` open. A time runs from the
end of a stroke to the last frame in which anything of the answer or of the panel still changed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.ui import THREE, WAIT
from scripts.browser import FLAGS, needed
from scripts.server import ROOT, serve
from ui.digits.panels import PANELS

PROMISED = 400  # milliseconds
NETWORKS = 12  # copies of one; for the panel that asks all of them
QUIET = 1000  # milliseconds without a change, after which nothing more is to come

# Panels and the answer say in `data-drawing` which drawing they show, some of them in a shadow root.
WATCH = """(quiet) => {
  const shown = (root) => [...root.querySelectorAll("*")].flatMap((e) => [
    ...(e.dataset?.drawing ? [e.dataset.drawing] : []), ...(e.shadowRoot ? shown(e.shadowRoot) : []),
  ]);
  const state = () => shown(document.querySelector("[data-testid=stMain]")).join()
    + document.querySelector("[data-testid=stApp]").dataset.testScriptState;
  window.settled = new Promise((resolve) => addEventListener("pointerup", () => {
    const begun = performance.now();
    let [before, changed] = [state(), null];
    const look = () => {
      const now = performance.now();
      if (state() !== before) [before, changed] = [state(), now];
      if (changed && now - changed > quiet) resolve(changed - begun);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true }));
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--strokes", type=int, default=20, help="strokes for each panel")
    count = parser.parse_args().strokes
    path = needed()
    with tempfile.TemporaryDirectory() as home:
        runs = Path(home) / "runs"
        train = [sys.executable, "-m", "core", "train", "digits", "--preset", "quick"]
        subprocess.run(
            train,
            env=os.environ | {"RUNS_DIR": str(runs)},
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (run,) = runs.glob("digits-*")
        for copy in range(2, NETWORKS + 1):
            shutil.copytree(run, runs / f"digits-{copy}")
        with serve(Path(home)) as server, sync_playwright() as p:
            server.wait()
            browser = p.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            page.set_default_timeout(WAIT)
            page.goto(f"{server.url}/draw_digit?run={run.name}")
            every = []
            for panel in PANELS:
                times = strokes(page, panel, count)
                every += times
                row(panel, times)
            row("all panels", every)
            browser.close()


def row(name: str, times: list[float]) -> None:
    median, slow = statistics.median(times), statistics.quantiles(times, n=10)[-1]
    mark = "" if median <= PROMISED else "  missed"
    print(
        f"{name:<18} median {median:4.0f} ms, 90 % under {slow:4.0f} ms, promised {PROMISED}{mark}"
    )


def strokes(page: Page, panel: str, count: int) -> list[float]:
    """Milliseconds of each stroke's updates with a panel open."""
    times = []
    for k in range(count + 1):  # the first one loads PyTorch or Captum, and is not counted
        expect(page.locator("svg.sheet")).to_be_visible(timeout=WAIT)
        box = page.locator("svg.sheet").bounding_box()
        assert box is not None
        # Never the same drawing twice: nothing is answered from memory.
        shift = 0.002 * k
        points = [
            (box["x"] + (x + shift) * box["width"], box["y"] + y * box["height"]) for x, y in THREE
        ]
        page.mouse.move(*points[0])
        page.evaluate(WATCH, QUIET)
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
        if k == 0:
            expect(page.locator("[data-answer]")).to_be_visible(timeout=WAIT)
            page.get_by_role("radio", name=panel).click()
            page.wait_for_timeout(QUIET)
        if k:
            times.append(page.evaluate("settled"))
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("[data-answer]")).to_have_count(0, timeout=WAIT)
    return times


if __name__ == "__main__":
    main()
