"""The README's pictures: a digit that is drawn, a run while it trains, a name that is typed.

    python -m scripts.readme_pictures --out docs [NAME ...]

Trains the quick network of each kind, which takes a few seconds, and drives Chromium. The film of the home
page is made by `python -m scripts.film`.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from core.problems import PROBLEMS
from scripts.browser import FLAGS, needed
from scripts.film import NAME, strokes
from scripts.screenshots import AT_REST, ROOT
from scripts.server import serve

SIZE = (1280, 900)
WAIT = 600_000  # milliseconds
POINTS = 40  # of a curve, before it is pictured


def run_of(kind: str) -> str:
    return f"{kind}-pictured"


def draw(page: Page, url: str) -> None:
    """A digit drawn for the quick network, all that it makes of it, and the sum behind a pixel."""
    page.goto(f"{url}/draw_digit?run={run_of('digits')}")
    page.locator(AT_REST).wait_for()
    for _ in strokes(page):
        pass
    page.locator("[data-answer='3']").first.wait_for()
    box = page.get_by_text("Conv 2", exact=True).bounding_box()
    assert box is not None
    page.mouse.move(box["x"], box["y"] + 140)  # a map of that layer
    page.wait_for_timeout(500)


def train(page: Page, url: str) -> None:
    """A run in the middle of its training."""
    page.goto(f"{url}/train_digits?preset=accurate")
    page.locator(".estimate", has_text="About").wait_for()  # with it all is in its place
    page.locator(AT_REST).wait_for()
    for _ in strokes(page):
        pass
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(
        """(points) => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
          .flatMap((host) => [...host.shadowRoot?.querySelectorAll("path.line") ?? []])
          .some((path) => path.getAttribute("d")?.split("L").length > points)""",
        arg=POINTS,
    )


def names(page: Page, url: str) -> None:
    """A name read letter by letter."""
    page.goto(f"{url}/type_name?run={run_of('names')}&name={NAME}")
    page.locator("[data-answer]").first.wait_for()
    page.locator(AT_REST).wait_for()
    tall = page.get_by_test_id("stMain").evaluate("(m) => m.scrollHeight")
    page.set_viewport_size({"width": SIZE[0], "height": min(tall, 1400)})
    page.wait_for_timeout(1000)  # charts draw themselves anew at the new size


PICTURES: dict[str, Callable[[Page, str], None]] = {"draw": draw, "train": train, "names": names}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}")
    args = parser.parse_args()
    if unknown := set(args.names) - PICTURES.keys():
        sys.exit(f"There is no picture {', '.join(unknown)}; choose of {', '.join(PICTURES)}.")
    path = needed()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for kind in PROBLEMS:
            run = ["--run-dir", str(home / "runs" / run_of(kind))]
            command = [sys.executable, "-m", "core", "train", kind, *run]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with serve(home, NETSKETCH_DEMO="0") as server, sync_playwright() as p:
            server.wait()
            browser = p.chromium.launch(executable_path=path, args=FLAGS)
            for name in args.names or PICTURES:
                page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
                page.set_default_timeout(WAIT)
                PICTURES[name](page, server.url)
                page.screenshot(path=args.out / f"{name}.png")
                page.close()
                print(args.out / f"{name}.png", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
