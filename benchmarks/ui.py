"""How fast the screen answers, in a real Chromium, beside what is promised.

    python -m benchmarks.ui [--json]

The app is started with empty runs and an empty cache. Times within a page are taken by the page
itself: from the event that a user makes to the frame that shows what came of it.
"""

import argparse
import itertools
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from scripts.browser import FLAGS, needed
from scripts.server import ROOT, Server, serve

WAIT = 180_000  # milliseconds, for what is not measured
MB = 1e6
SURNAME = "schwarzenbergerovich"  # 20 letters
THREE = ((0.3, 0.25), (0.5, 0.18), (0.68, 0.3), (0.5, 0.48), (0.7, 0.62), (0.6, 0.8), (0.3, 0.78))
WATCH = """
// Milliseconds from the next event of a type to the frame in which what `css` matches is another; it is
// looked for in every frame, since no observer of the page sees into a component.
window.nk = { time(type, css) {
  const shown = () => [document, ...[...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .map((host) => host.shadowRoot)].flatMap((root) => [...root?.querySelectorAll(css) ?? []])
    .map((e) => e.outerHTML).join("|");
  const before = shown();
  this.answer = new Promise((resolve, reject) => {
    setTimeout(reject, 60000, new Error(`${css} did not change`));
    addEventListener(type, () => {
      const begun = performance.now();
      const look = () => {
        const now = shown();
        if (now === before || !now) requestAnimationFrame(look);
        else resolve(performance.now() - begun);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
} };
"""
# Milliseconds from the next click to the frame in which the estimate no longer waits.
ESTIMATE = """() => { nk.answer = new Promise((resolve) => addEventListener("click", () => {
  const begun = performance.now();
  const waits = () => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .some((host) => host.shadowRoot?.querySelector(".estimate.waits"));
  const look = () => waits() ? requestAnimationFrame(look) : resolve(performance.now() - begun);
  requestAnimationFrame(look);
}, { capture: true, once: true })); }"""
CAN_TRAIN = """(() => {
  const button = document.querySelector(".st-key-train [data-testid=stBidiComponentIsolated]")
    ?.shadowRoot?.querySelector("button");
  return button && !button.disabled;
})()"""
FOLLOW = """() => {
  nk.charts = new Set();  // all of the run's: were one rebuilt at each update, there would be many
  // Every frame: no observer of the page sees into a component.
  const charts = () => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .flatMap((host) => [...host.shadowRoot?.querySelectorAll("figure svg") ?? []]);
  addEventListener("click", () => {
    const begun = performance.now(), before = new Set(charts()); // of the run before
    const look = () => {
      for (const chart of charts()) {
        if (before.has(chart)) continue;
        nk.charts.add(chart);
        if (chart.querySelector(".line")?.getAttribute("d")) nk.first ??= performance.now() - begun;
      }
      if (nk.following) requestAnimationFrame(look);
    };
    nk.following = true;
    look();
  }, { capture: true, once: true });
}"""


@dataclass(frozen=True)
class Figure:
    """One line of the table; `promised` is the most that it may be."""

    name: str
    measured: float
    promised: float | None
    unit: str


def main(as_json: bool) -> None:
    path = needed()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        figures = measure(browser, Path(home))
        browser.close()
    if as_json:
        for figure in figures:
            print(json.dumps(asdict(figure)))
    else:
        print(table(figures))


def table(figures: list[Figure]) -> str:
    lines = [f"{'figure':<58} {'measured':>12} {'promised':>12}"]
    for f in figures:
        digits = {"s": 2, "MB": 1}.get(f.unit, 0)
        measured = f"{f.measured:.{digits}f} {f.unit}"
        promised = "" if f.promised is None else f"≤ {f.promised:g} {f.unit}"
        mark = "" if f.promised is None or f.measured <= f.promised else "  missed"
        lines.append(f"{f.name:<58} {measured:>12} {promised:>12}{mark}")
    return "\n".join(lines)


def measure(browser: Browser, home: Path) -> list[Figure]:
    """Everything, in the order in which a server lives through it."""
    figures = [bare(browser, home / "bare")]
    page = visitor(browser)
    begun = time.perf_counter()
    with serve(home, NETSKETCH_DEMO="1") as server:  # also where the machine is not idle
        server.wait()
        page.goto(server.url, wait_until="commit")
        wait_for_text(page, "The notes’ story")
        figures.insert(0, Figure("server start to home page", time.perf_counter() - begun, 2, "s"))
        figures += first_look(page, begun)
        fresh = memory(psutil.Process(server.process.pid))
        figures.append(Figure("memory of a fresh server", fresh, 200, "MB"))
        figures += second_network(page, server, begun)

        begun = time.perf_counter()
        page.goto(f"{server.url}/train_digits", wait_until="commit")
        page.wait_for_function(CAN_TRAIN, timeout=WAIT)
        figures.append(
            Figure("first visit of a training page", time.perf_counter() - begun, 4, "s")
        )

        figures += first_point(page)
        figures += strokes(page)
        figures += letters(page, server)
        figures += clicks(page, server)
        figures += all_pages(page, server)
        figures += many_visits(page, server)
    return figures


def first_look(page: Page, begun: float) -> list[Figure]:
    """A first stroke on the home page of a server that was started then, and what the page weighs."""
    page.locator("svg.sheet").wait_for()
    draw(page, THREE[:3])
    page.locator("[data-answer]").first.wait_for()
    taken = time.perf_counter() - begun
    sizes = "performance.getEntries().reduce((sum, e) => sum + (e.transferSize ?? 0), 0)"
    hosts = (
        "new Set(performance.getEntriesByType('resource').map((e) => new URL(e.name).host)).size"
    )
    return [
        Figure("server start to an answered first stroke", taken, 3, "s"),
        Figure("first load of the home page", page.evaluate(sizes) / MB, 3, "MB"),
        Figure("hosts that it comes from", page.evaluate(hosts), 1, ""),
    ]


def second_network(page: Page, server: Server, begun: float) -> list[Figure]:
    """The one that learns on the home page of a server that was started then, by itself."""
    page.locator("section.demo[data-phase=training]").wait_for()
    taken = time.perf_counter() - begun
    page.get_by_role("button", name="Clear").click()
    times = pen(page, 3)
    learning = memory(psutil.Process(server.process.pid))
    return [
        Figure("server start to a network that learns in view", taken, None, "s"),
        Figure(
            "a pen movement to new bars beside it (median of 48)",
            statistics.median(times),
            30,
            "ms",
        ),
        Figure("memory of the server meanwhile", learning, 200, "MB"),
    ]


def draw(page: Page, points: Sequence[tuple[float, float]]) -> None:
    """One stroke on the pad, with a movement for each point."""
    box = page.locator("svg.sheet").bounding_box()
    assert box is not None
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y)
    page.mouse.up()


def visitor(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(WAIT)
    page.add_init_script(WATCH)
    return page


def wait_for_text(page: Page, text: str) -> None:
    """Looks in every frame; `expect` looks ever more seldom, up to once a second."""
    page.wait_for_function("(text) => document.body?.innerText.includes(text)", arg=text)


def bare(browser: Browser, home: Path) -> Figure:
    """What Streamlit alone takes, of which no app can have less."""
    page = visitor(browser)
    shutil.copytree(ROOT / ".streamlit", home / ".streamlit")
    (home / "app.py").write_text('import streamlit as st\nst.title("Bare")\n')
    begun = time.perf_counter()
    with serve(home, app=home / "app.py") as server:
        server.wait()
        page.goto(server.url, wait_until="commit")
        wait_for_text(page, "Bare")
        taken = time.perf_counter() - begun
    page.close()
    return Figure("(server start to a page of one word, bare Streamlit)", taken, None, "s")


def train(page: Page) -> Locator:
    return page.get_by_role("button", name="Train", exact=True)


def finished(page: Page) -> None:
    expect(page.locator(".readout .state.finished")).to_be_visible(timeout=WAIT)


def first_point(page: Page) -> list[Figure]:
    """Train a network, and follow the chart of a second one to its end."""
    train(page).click()
    finished(page)
    page.evaluate(FOLLOW)
    page.evaluate("nk.first = undefined")
    before = page.url
    train(page).click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_function("nk.first !== undefined", timeout=WAIT)
    finished(page)
    first, charts = page.evaluate("nk.following = false, [nk.first / 1000, nk.charts.size]")
    return [
        Figure("Train pressed to first point on the chart, warm", first, 1, "s"),
        Figure("charts built for one run while it trained", charts, 2, ""),
    ]


def strokes(page: Page) -> list[Figure]:
    """Every movement of the pen, of a few drawings."""
    page.get_by_test_id("stMain").locator("a.ask").click()
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible(timeout=WAIT)
    times = pen(page, 6)
    median, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return [
        Figure(f"a pen movement to bars and maps (median of {len(times)})", median, 30, "ms"),
        Figure("a pen movement to bars and maps (95 % are as fast)", slow, 60, "ms"),
    ]


def pen(page: Page, drawings: int) -> list[float]:
    """Milliseconds from each movement of the pen to the bars; maps are drawn with them, in one go."""
    times: list[float] = []
    for k in range(drawings):  # the first one is the engine's, which compiles, and is not counted
        expect(page.locator("[data-answer]")).to_have_count(0, timeout=WAIT)
        box = page.locator("svg.sheet").bounding_box()
        assert box is not None
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in THREE]
        page.mouse.move(*points[0])
        page.mouse.down()
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            for t in (0.25, 0.5, 0.75, 1.0):
                page.evaluate("nk.time('pointermove', '.answer')")
                page.mouse.move(x0 + t * (x1 - x0), y0 + t * (y1 - y0))
                times += [page.evaluate("nk.answer")] if k else []
        page.mouse.up()
        page.get_by_role("button", name="Clear").click()
    return times


def letters(page: Page, server: Server) -> list[Figure]:
    page.goto(server.url)
    page.get_by_role("button", name="Train one on surnames").click()
    expect(page.get_by_role("heading", name="Type a surname")).to_be_visible(timeout=WAIT)
    box = page.get_by_role("textbox", name="A surname")
    box.fill("a")
    expect(page.locator("[data-answer]").first).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=WAIT)
    times = []
    for letter in SURNAME:
        page.evaluate("nk.time('keydown', '.answer')")
        box.press(letter)
        times.append(page.evaluate("nk.answer"))
    return [
        Figure(
            "a letter typed to languages and states (median of 20)",
            statistics.median(times),
            50,
            "ms",
        )
    ]


def clicks(page: Page, server: Server) -> list[Figure]:
    """Kernel sizes, clicked while two runs train; the answer is the new count of parameters. Then + and −
    on the picture: drawn when the next frame is, its estimate when the form has it."""
    page.goto(f"{server.url}/train_digits?preset=accurate")
    for _ in range(2):
        before = page.url
        train(page).click()
        page.wait_for_url(lambda url: url != before)  # noqa: B023, it is called before the next round
        expect(page.locator(".readout .state.running")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Build", exact=True).click()
    page.get_by_test_id("stExpander").filter(has_text="Kernel size").locator("summary").click()
    sizes = page.get_by_role("radiogroup", name="Kernel size")

    def answered(what: str, press: Locator) -> float:
        page.evaluate("(css) => nk.time('click', css)", what)
        press.click()
        return float(page.evaluate("nk.answer"))

    times = [
        answered(".facts", sizes.get_by_role("radio", name=size)) for size in ("5", "7", "3") * 4
    ]
    drawn, estimated = [], []
    for way in ("More", "Less") * 6:
        press = page.get_by_role("button", name=f"{way}: channels of convolution 2")
        drawn.append(answered(".facts", press))
        expect(page.locator(".estimate.waits")).to_have_count(0, timeout=WAIT)
        page.evaluate(ESTIMATE)
        press.click()
        estimated.append(float(page.evaluate("nk.answer")))
    return [
        Figure("+ or − on the picture to its drawing", statistics.median(drawn), 50, "ms"),
        Figure("+ or − on the picture to the estimate", statistics.median(estimated), 300, "ms"),
        Figure(
            "a click in a form while two runs train (median of 12)",
            statistics.median(times),
            300,
            "ms",
        ),
    ]


def all_pages(page: Page, server: Server) -> list[Figure]:
    for name in ("", "draw_digit", "train_names", "type_name", "runs", "data", "train_digits"):
        page.goto(f"{server.url}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT)
        expect(page.get_by_test_id("stStatusWidget")).to_be_hidden(timeout=WAIT)
    process = psutil.Process(server.process.pid)
    return [
        Figure("memory of the server after every page", memory(process), 800, "MB"),
        Figure("memory of the largest worker", max(map(memory, process.children())), 1100, "MB"),
    ]


def many_visits(page: Page, server: Server) -> list[Figure]:
    """Growth of the server from the 100th to the 200th visit of a page, in turn each of them."""
    names = ("", "train_digits", "draw_digit", "train_names", "type_name", "runs", "data")
    sizes = []
    for visit in range(200):
        page.goto(f"{server.url}/{names[visit % len(names)]}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT)
        sizes.append(memory(psutil.Process(server.process.pid)))
    grown = sizes[-1] - sizes[99]
    return [
        Figure("memory of the server after 200 more visits", sizes[-1], 800, "MB"),
        Figure("of that, grown in the last 100 visits", grown, 40, "MB"),
    ]


def memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MB


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    main(parser.parse_args().json)
