"""Own symbols: from nothing to a network that tells two of one's own apart, in a real Chromium.

    python -m benchmarks.own_symbols [--json]

A set of two classes is begun, five examples of each are drawn with the mouse, a network is trained on them
and asked about five new drawings of each. Nobody thinks or hesitates here: a person takes longer to draw.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.ui import WAIT, Figure, draw, finished, table, visitor
from core.runs.store import Run
from scripts.browser import FLAGS, needed
from scripts.server import serve

EACH = 5
Points = Sequence[tuple[float, float]]
SHAPES: dict[str, Points] = {
    "heart": (
        *((0.5, 0.35), (0.4, 0.22), (0.27, 0.25), (0.24, 0.42), (0.5, 0.8)),
        *((0.76, 0.42), (0.73, 0.25), (0.6, 0.22), (0.5, 0.35)),
    ),
    "star": ((0.3, 0.8), (0.5, 0.15), (0.7, 0.8), (0.2, 0.4), (0.8, 0.4), (0.3, 0.8)),
}
"""The classes that the page proposes, each in one stroke."""


def drawing(draw_from: random.Random, of: Points) -> Points:
    """A shape at a place, of a size and in a hand of its own."""
    size, dx, dy = (
        draw_from.uniform(0.6, 1.0),
        draw_from.uniform(-0.1, 0.1),
        draw_from.uniform(-0.1, 0.1),
    )

    def along(at: float, by: float) -> float:
        return 0.5 + size * (at + draw_from.gauss(0, 0.02) - 0.5) + by

    return [(along(x, dx), along(y, dy)) for x, y in of]


def measure(browser: Browser, home: Path) -> list[Figure]:
    hand = random.Random(0)
    with serve(home) as server:
        server.wait()
        page = visitor(browser)
        page.goto(server.url)
        expect(page.get_by_text("The notes’ story").first).to_be_visible(timeout=WAIT)
        begun = time.perf_counter()
        page.goto(f"{server.url}/own_symbols")
        page.get_by_role("button", name="Begin to draw").click()
        for label, shape in SHAPES.items():
            expect(page.get_by_label(f"Draw {label}")).to_be_checked(timeout=WAIT)
            for _ in range(EACH):
                draw(page, drawing(hand, shape))
                page.keyboard.press("Enter")
                expect(page.locator("svg.sheet path")).to_have_count(0, timeout=WAIT)
        expect(page.get_by_text(re.compile("examples to train on"))).to_be_visible(timeout=WAIT)
        drawn = time.perf_counter() - begun
        page.get_by_role("button", name="Train a network on them").click()
        finished(page)
        trained = time.perf_counter() - begun
        (path,) = (p for p in (home / "runs").iterdir() if (p / "result.json").is_file())
        run = Run(path)
        right = _asked(page, f"{server.url}/draw_digit?run={run.id}", hand)
    return [
        Figure("two symbols drawn, five of each", drawn, None, "s"),
        Figure("from nothing to a network that has learned them", trained, 120, "s"),
        Figure("of which training", float(run.record["seconds"]), 5, "s"),
        Figure(f"of {2 * EACH} new drawings read wrong", 2 * EACH - right, 1, ""),
    ]


def _asked(page: Page, url: str, hand: random.Random) -> int:
    """How many new drawings the network reads right."""
    right = 0
    page.goto(url)
    for label, shape in SHAPES.items():
        for _ in range(EACH):
            expect(page.locator("[data-answer]")).to_have_count(0, timeout=WAIT)
            expect(page.locator("svg.sheet")).to_be_visible(timeout=WAIT)
            draw(page, drawing(hand, shape))
            answer = page.locator("[data-answer]").first
            expect(answer).to_be_visible(timeout=WAIT)
            right += answer.get_attribute("data-answer") == label
            page.get_by_role("button", name="Clear").click()
    return right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    args, path = parser.parse_args(), needed()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        figures = measure(browser, Path(home))
        browser.close()
    print("\n".join(json.dumps(asdict(f)) for f in figures) if args.json else table(figures))


if __name__ == "__main__":
    main()
