"""How long the Runs page takes with many runs: python -m benchmarks.runs_page [--runs 1000]

Makes so many finished runs in a temporary folder and prints the best and the worst of five: listing them
(`listing.list_runs`), the page's script from start to end (under Streamlit's AppTest), and, in a real
Chromium, from a click on "Runs" until their cards are drawn and nothing is left to do, and from a letter
typed into the search until the page shows what it finds.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from streamlit.testing.v1 import AppTest

# Before this folder, whose ui.py is not the app's `ui`.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import listing, store, warming
from core.settings.config import Config
from scripts.browser import FLAGS, needed
from scripts.server import serve

ROOT = Path(__file__).resolve().parents[1]
OPEN = """
// Milliseconds from now, a press on a link, to the frame that shows the table with the page at rest.
(link) => new Promise((resolve, reject) => {
  const begun = performance.now();
  setTimeout(reject, 60000, new Error("no cards"));
  const look = () => {
    const there = [...document.querySelectorAll("[data-testid=stMain] *")]
      .some((host) => host.shadowRoot?.querySelector("ol.rows > li"));
    const busy = document.querySelector("[data-testid=stStatusWidget], [data-stale=true]");
    if (there && !busy) requestAnimationFrame(() => resolve(performance.now() - begun));
    else requestAnimationFrame(look);
  };
  link.click();
  look();
})"""
SEARCH = """
// Milliseconds from a text in the search box to the frame that shows what it finds.
(box) => new Promise((resolve) => {
  const begun = performance.now();
  box.value = TEXT;
  box.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
})"""
TEXTS = ("seed 7", "my run", "finished surnames", "zebra", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    args = parser.parse_args()
    warming.warm = lambda: None  # type: ignore[assignment]  # no workers: only the page is timed
    with tempfile.TemporaryDirectory() as home:
        os.environ["RUNS_DIR"] = str(Path(home, "runs"))
        make(args.runs)
        store._config.cache_clear()  # as in a server that has just started
        fastest = best_of(listing.list_runs)
        print(f"listing {args.runs:,} runs: {fastest[0]:.3f} to {fastest[1]:.3f} s")
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300).run()
        app.switch_page("pages/runs.py")
        page = best_of(app.run)
        assert not app.exception, app.exception[0].value
        protos = [component.proto for component in app.get("bidi_component")]
        (shown,) = [p.json for p in protos if p.component_name == "netsketch_run_list"]
        assert len(json.loads(shown)["runs"]) == args.runs
        print(f"the page's script with {args.runs:,} runs: {page[0]:.3f} to {page[1]:.3f} s")
        opened, searched = in_chromium(Path(home))
        print(
            f"the page with {args.runs:,} runs in Chromium: the first time {opened[0]:.3f} s, then "
            f"{min(opened[1:]):.3f} to {max(opened[1:]):.3f} s"
        )
        print(f"a search among them: {min(searched):.3f} to {max(searched):.3f} s")


def in_chromium(home: Path) -> tuple[list[float], list[float]]:
    """Seconds to open the page from the home page, six times, and of searches there; the server has just
    started."""
    path = needed()
    with sync_playwright() as p, serve(home) as server:
        server.wait()
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        opened = [opening(page, server.url) for _ in range(6)]
        box = page.get_by_role("searchbox", name="Search runs")
        searched = [
            float(box.evaluate(SEARCH.replace("TEXT", json.dumps(text)))) / 1000 for text in TEXTS
        ]
        return opened, searched


def opening(page: Page, url: str) -> float:
    page.goto(url)
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="Runs", exact=True)
    expect(link).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stStatusWidget")).to_be_hidden(timeout=60_000)
    return float(link.evaluate(OPEN)) / 1000


def make(count: int) -> None:
    """Finished runs as training leaves them, with the metrics that listing must not read."""
    metrics = '{"event": "progress", "step": 1, "loss": 2.3}\n' * 300
    for k in range(count):
        config: Config = NamesConfig(seed=k) if k % 2 else DigitsConfig(seed=k)
        run = store.create(config, title=f"Run {k}")
        done = {"status": "finished", "accuracy": 0.9, "balanced_accuracy": 0.9, "seconds": 9.0}
        store.write_json(run.path / "run.json", run.record | done | {"created": 1e9 + k})
        (run.path / "metrics.jsonl").write_text(metrics)
        if k % 10 == 0:
            run.rename(f"My run {k}")


def best_of(f: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Seconds of the fastest and of the slowest call."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        f()
        seconds.append(time.perf_counter() - begun)
    return min(seconds), max(seconds)


if __name__ == "__main__":
    main()
