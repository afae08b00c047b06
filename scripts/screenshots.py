"""Screenshots of every page, wide, on a projector and on a phone, light and dark.

    python -m scripts.screenshots --out pictures            # trains a small network of each kind first
    python -m scripts.screenshots --out pictures --views phone-dark --pages runs 'draw_digit?run=...'
    python -m scripts.screenshots --out pictures --url http://localhost:8501 --pages ''

Prints a line for each picture: its height, and what is wrong with the page, if anything is.
"""

import argparse
import contextlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.browser import FLAGS, needed
from scripts.server import serve

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"wide": (1280, 900), "projector": (1024, 768), "phone": (390, 844)}
VIEWS = [f"{size}-{scheme}" for size in SIZES for scheme in ("light", "dark")]
TALLEST = 6000
WAIT = 60_000  # milliseconds, at most, for a page to stand
# Streamlit marks its app so while a script runs.
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
SHORT = {
    "digits": ["--train-size", "6000", "--epochs", "1"],
    "names": ["--steps", "600"],
}
WITH_RUN = {
    "digits": ("train_digits", "draw_digit", "runs", "mistakes"),
    "names": ("train_names", "type_name"),
}


@contextlib.contextmanager
def served() -> Iterator[tuple[str, list[str]]]:
    """The app with a small trained network of each kind: its address, and the pages that have content."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pages = ["", *sorted(p.stem for p in (ROOT / "pages").glob("*.py"))]
        for kind, options in SHORT.items():
            run = home / "runs" / f"{kind}-pictured"
            command = [sys.executable, "-m", "core", "train", kind, *options, "--run-dir", str(run)]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            pages += [f"{page}?run={run.name}" for page in WITH_RUN[kind]]
        # What trains on the home page by itself is never twice the same.
        with serve(home, NETSKETCH_DEMO="0") as server:
            server.wait()
            yield server.url, pages


def faults(page: Page, errors: list[str]) -> list[str]:
    """What a look would find wrong with a page."""
    found = [f"script error: {error[:90]}" for error in errors]
    if page.get_by_test_id("stException").count():
        found.append("an exception on screen")
    if page.get_by_text("Netsketch made a mistake").count():
        found.append("a mistake of ours on screen")
    main = page.get_by_test_id("stMain")
    if main.evaluate("(m) => m.scrollWidth > m.clientWidth + 2"):
        found.append("wider than the screen")
    return found


def picture(browser: Browser, url: str, name: str, view: str, out: Path) -> None:
    """Write a picture of a whole page, and say how it went."""
    size, scheme = view.rsplit("-", 1)
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=size == "phone",
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{url}/{name}")
    page.locator("h1").first.wait_for(timeout=WAIT)
    page.locator(AT_REST).wait_for(timeout=WAIT)
    page.wait_for_load_state("networkidle")
    tall = page.get_by_test_id("stMain").evaluate("(m) => m.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, height), TALLEST)})
    page.wait_for_timeout(500)  # charts draw themselves anew at the new size
    path = out / f"{re.sub(r'[^A-Za-z0-9]+', '-', name) or 'home'}-{view}.png"
    page.screenshot(path=path)
    print(f"{path}  {tall} px  {'; '.join(faults(page, errors)) or 'fine'}", flush=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", required=True, type=Path, help="the folder for the pictures")
    parser.add_argument("--url", help="of an app that runs already")
    parser.add_argument("--pages", nargs="*", help="such as: runs 'draw_digit?run=...'")
    parser.add_argument("--views", nargs="*", default=VIEWS, choices=VIEWS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    path = needed()
    given = contextlib.nullcontext((args.url, [""])) if args.url else served()
    with given as (url, pages), sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        for name in args.pages or pages:
            for view in args.views:
                picture(browser, url, name, view, args.out)
        browser.close()


if __name__ == "__main__":
    main()
