"""Page weight: bytes of pages with a trained run's figures, and time to the first figure, in a Chromium.

    python -m benchmarks.page_weight [--opens 5] [--json]

Each open is a visitor's first: a browser with an empty cache. Times are medians.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import store, worker
from scripts.browser import FLAGS, needed
from scripts.server import Server, serve

WAIT = 120_000
PAGES = {
    "train_digits": "digits",
    "runs": "digits",
    "mistakes": "digits",
    "train_names": "names",
    "type_name": "names",
}
# The first frame in which a figure has something in it: of ours, of Plotly's or of ECharts'.
WATCH = """
const figures = "figure path.line[d], figure .bar[d], table td button, table td span";
const others = ".js-plotly-plot .scatterlayer path, [data-testid=stEChartsChart] canvas";
const seen = () => document.querySelector(others)
  || [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].some((host) =>
    [...host.shadowRoot?.querySelectorAll(figures) ?? []].some((node) => node.getAttribute("d") !== ""));
const look = () => {
  if (document.body && seen()) window.figure = performance.now();
  else requestAnimationFrame(look);
};
look();
"""


def opened(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds to the first figure, and kilobytes until the network is silent."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.add_init_script(WATCH)
    size = 0.0

    def loaded(event: dict[str, Any]) -> None:
        nonlocal size
        size += event["encodedDataLength"]

    def framed(frame: str | bytes) -> None:
        nonlocal size
        size += len(frame)

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", loaded)
    page.on("websocket", lambda socket: socket.on("framereceived", framed))
    page.goto(url)
    page.wait_for_function("window.figure !== undefined")
    page.wait_for_load_state("networkidle")
    first = float(page.evaluate("window.figure"))
    context.close()
    return first, size / 1000


def trained(runs: Path) -> dict[str, str]:
    """A small finished run of each kind."""
    configs = {
        "digits": DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=6400, epochs=2),
        "names": NamesConfig(cell="linear", steps=600, batch_size=32, hidden_size=32),
    }
    for kind, config in configs.items():
        store.create(config, path=runs / f"{kind}-weighed")
        assert worker.work(runs / f"{kind}-weighed") == "finished"
    return {kind: f"{kind}-weighed" for kind in configs}


def measure(server: Server, browser: Browser, opens: int) -> Iterator[dict[str, Any]]:
    """One line for each page, its first open by this server left out."""
    runs = trained(server.home / "runs")
    for name, kind in PAGES.items():
        more = "&name=Kowalski" if name == "type_name" else ""
        url = f"{server.url}/{name}?run={runs[kind]}{more}"
        opened(browser, url)
        times, sizes = zip(*(opened(browser, url) for _ in range(opens)), strict=True)
        first, size = statistics.median(times), statistics.median(sizes)
        yield {"page": name, "first_figure_ms": first, "kilobytes": size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--opens", type=int, default=5, help="of each page")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    args = parser.parse_args()
    path = needed()
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as server, sync_playwright() as p:
        server.wait()
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        for line in measure(server, browser, args.opens):
            if args.json:
                print(json.dumps(line), flush=True)
            else:
                print(
                    f"{line['page']:<14} {line['first_figure_ms']:>7.0f} ms "
                    f"{line['kilobytes']:>7.0f} kB",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
