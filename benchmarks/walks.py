"""Random walks over the pages in a real Chromium: whether reload, Back and a copied link lose anything.

    python -m benchmarks.walks [--walks 200] [--seed 0]

A walk is a few steps: to another page, and changes there. At its end the page is opened from its address in
a browser that has never been here, left by Back and come back to by Forward, and loaded anew. Each time all
that can be chosen, typed or drawn on it must be as it was.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from scripts.browser import FLAGS, needed
from scripts.server import ROOT, serve

WAIT = 120_000
STEPS = 4
PAGES = {
    "Train a CNN": "train_digits",
    "Draw a digit": "draw_digit",
    "Train an RNN": "train_names",
    "Type a surname": "type_name",
    "Runs": "runs",
    "Sweeps": "sweeps",
}
FILTERS = {"Kind": "kind", "Status": "status", "Order": "order", "Show as": "as"}
"""What the list of runs is chosen by, and where the address holds it."""
NAMES = ("Yamamoto", "Kowalski", "Rossi, Ivanov", "O'Brien", "Nguyen")

# The script has ended and nothing has changed for a moment.
STILL = """() => new Promise((resolve) => {
  const app = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  let since = performance.now();
  const changed = () => { since = performance.now(); };
  const seen = new MutationObserver(changed);
  seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  const look = () => {
    if (app() !== "notRunning") changed();
    if (performance.now() - since < 700) return requestAnimationFrame(look);
    seen.disconnect();
    resolve();
  };
  look();
})"""

# What is chosen, typed and drawn on a page.
STATE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const found = {};
  const all = (selector) => [...main.querySelectorAll(selector)];
  const first = (node) => node.innerText.split("\\n")[0];
  for (const input of all("input, textarea")) {
    if (["file", "range", "checkbox", "radio"].includes(input.type)) continue;
    found[`input ${input.getAttribute("aria-label")}`] = input.value;
  }
  for (const box of all("input[type=checkbox]")) {
    found[`toggle ${box.closest("label")?.innerText}`] = box.checked;
  }
  for (const one of all("[role=slider]")) {
    found[`slider ${one.getAttribute("aria-label")}`] = one.getAttribute("aria-valuetext");
  }
  for (const group of all("[data-testid=stButtonGroup]")) {
    const active = "[aria-checked=true], [aria-pressed=true], [data-testid*=Active]";
    const chosen = group.querySelectorAll(active);
    found[`group ${group.innerText.slice(0, 40)}`] = [...chosen].map((b) => b.innerText).join();
  }
  for (const box of all("[data-testid=stSelectbox]")) found[`select ${first(box)}`] = box.innerText;
  for (const box of all("[data-testid=stMultiSelect]")) found[`many ${first(box)}`] = box.innerText;
  for (const tab of all("[role=tab]")) found[`tab ${tab.innerText}`] = tab.getAttribute("aria-selected");
  const roots = (root) => [...root.querySelectorAll("*")]
    .flatMap((e) => e.shadowRoot ? [e.shadowRoot, ...roots(e.shadowRoot)] : []);
  for (const root of roots(main)) {
    const sheet = root.querySelector("svg.sheet");
    const lines = sheet ? [...sheet.querySelectorAll("path")] : [];
    if (sheet) found.drawing = lines.map((line) => line.getAttribute("d")).join(" ");
    for (const select of root.querySelectorAll(".bar select, .bar input")) {
      found[`filter ${select.getAttribute("aria-label")}`] = select.value;
    }
    for (const column of root.querySelectorAll(".step.chosen")) {
      found.letter = [...column.parentNode.children].indexOf(column);
    }
    for (const box of root.querySelectorAll(".rows:not([hidden]) input:checked")) {
      found[box.getAttribute("aria-label")] = true;
    }
  }
  found.notices = all("[data-testid=stAlert]").map((a) => a.innerText).join();
  return found;
}"""


def settled(page: Page) -> None:
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.evaluate(STILL)


def state(page: Page) -> dict[str, Any]:
    """All that is chosen on a page, once its groups of settings are open."""
    settled(page)
    groups = re.compile("Network|Learning|Data|More settings")
    closed = page.locator("[data-testid=stMain] details:not([open]) > summary")
    for _ in range(closed.filter(has_text=groups).count()):
        closed.filter(has_text=groups).first.click()
    settled(page)
    found: dict[str, Any] = page.evaluate(STATE)
    # A drawing of a link is one to a thousandth of the pad.
    numbers = re.findall(r"-?\d+\.?\d*", str(found.pop("drawing", "")))
    found["drawing"] = [round(float(n), 2) for n in numbers]
    found["page"] = page.url.partition("?")[0]
    return found


def number(page: Page, label: str, value: int) -> None:
    box = page.get_by_role("spinbutton", name=label, exact=True).first
    if not box.is_visible():
        group = "Data" if label in ("Seed", "Training images") else "Learning"
        page.locator("details > summary", has_text=group).first.click()
    box.fill(str(value))
    box.press("Enter")


def choose(page: Page, rng: random.Random, group: str) -> None:
    buttons = page.get_by_test_id("stButtonGroup").filter(has_text=group).get_by_role("radio").all()
    if not buttons:
        buttons = (
            page.get_by_test_id("stButtonGroup").filter(has_text=group).get_by_role("button").all()
        )
    if buttons:
        rng.choice(buttons).click()


def draw(page: Page, rng: random.Random) -> None:
    pad = page.locator("svg.sheet")
    box = pad.first.bounding_box() if pad.count() else None
    if box is None:  # nothing is trained that could be asked
        return
    places = [
        (
            box["x"] + box["width"] * rng.uniform(0.2, 0.8),
            box["y"] + box["height"] * rng.uniform(0.2, 0.8),
        )
        for _ in range(4)
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def preset(page: Page, rng: random.Random) -> None:
    start = page.get_by_test_id("stSelectbox").filter(has_text="Start from")
    box = start.locator("[role=combobox], input").first
    box.focus()
    for _ in range(rng.randint(1, 8)):
        box.press("ArrowDown")
    box.press("Enter")


def name(page: Page, rng: random.Random) -> None:
    box = page.get_by_role("textbox", name="A surname")
    if box.count():
        box.fill(rng.choice(NAMES))


def letter(page: Page, rng: random.Random) -> None:
    """Holds one of the typed letters open, or lets it go."""
    columns = page.locator(".steps .step").all()
    if columns:
        rng.choice(columns).click()
        page.mouse.move(0, 0)  # what it rests on is looked at, too


def told(page: Page, name: str, value: str) -> None:
    """Until the address holds what was chosen in the list of runs, which tells it a little later."""
    page.wait_for_function(
        "([name, value]) => (new URLSearchParams(location.search).get(name) ?? '') === value",
        arg=[name, value],
    )


def search(page: Page, rng: random.Random) -> None:
    words = rng.choice(("finished", "quick", "cnn", ""))
    page.get_by_role("searchbox", name="Search runs").fill(words)
    told(page, "search", words)


def filtered(page: Page, rng: random.Random) -> None:
    """Another kind, status, order or view of the list of runs."""
    label = rng.choice(list(FILTERS))
    select = page.get_by_role("combobox", name=label, exact=True)
    if not select.is_visible():  # there is only one to choose
        return
    chosen = rng.randrange(select.locator("option").count())
    select.select_option(index=chosen)
    told(page, FILTERS[label], select.input_value() if chosen else "")


def tick(page: Page, rng: random.Random) -> None:
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare ")).all()
    if boxes:
        rng.choice(boxes).click()


def tab(page: Page, rng: random.Random) -> None:
    rng.choice(page.get_by_role("tab").all()).click()


def seeds(page: Page, rng: random.Random) -> None:
    box = page.get_by_role("spinbutton", name="Seeds")
    if box.count():
        box.fill(str(rng.randint(2, 9)))
        box.press("Enter")


def batch(page: Page, rng: random.Random) -> None:
    number(page, "Batch size", rng.choice((16, 32, 128)))


def epochs(page: Page, rng: random.Random) -> None:
    number(page, "Epochs", rng.randint(1, 9))


def length(page: Page, rng: random.Random) -> None:
    number(page, "Steps", rng.choice((300, 700, 900)))


def seed(page: Page, rng: random.Random) -> None:
    number(page, "Seed", rng.randint(1, 99))


def view(page: Page, rng: random.Random) -> None:
    choose(page, rng, "What each letter did" if "type_name" in page.url else "Through time")


CHANGES: dict[str, tuple[Any, ...]] = {
    "train_digits": (preset, batch, epochs, seed),
    "train_names": (preset, length, seed),
    "draw_digit": (draw, draw, view),
    "type_name": (name, view, letter),
    "runs": (search, filtered, filtered, tick),
    "sweeps": (tab, seeds),
}


@dataclass
class Found:
    """What a walk did, and what it lost."""

    steps: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def compared(what: str, before: dict[str, Any], after: dict[str, Any], found: Found) -> None:
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            found.lost.append(
                f"{what}: {key} was {before.get(key)!r:.80}, is {after.get(key)!r:.80}"
            )


def walk(
    page: Page, browser: Browser, rng: random.Random, found: Found, steps: int = STEPS
) -> None:
    """One walk, from wherever the page is."""
    where = rng.choice(list(PAGES))
    found.steps.append(where)
    page.get_by_role("link", name=where, exact=True).first.click()
    page.wait_for_url(f"**/{PAGES[where]}*")
    settled(page)
    seen = {page.url: state(page)}
    for _ in range(rng.randint(1, steps)):
        change = rng.choice(CHANGES[PAGES[where]])
        found.steps.append(change.__name__)
        change(page, rng)
        settled(page)
        seen[page.url] = state(page)
    now = seen[page.url]
    fresh = browser.new_context(viewport={"width": 1280, "height": 1000})
    fresh.set_default_timeout(WAIT)
    other = fresh.new_page()
    other.goto(page.url)
    compared("link", now, state(other), found)
    fresh.close()
    if len(seen) > 1:
        page.go_back()
        settled(page)
        if page.url in seen:
            compared("Back", seen[page.url], state(page), found)
        page.go_forward()
        compared("Forward", now, state(page), found)
    page.reload()
    compared("reload", now, state(page), found)


def trained(home: Path) -> None:
    """A run of each kind to ask."""
    here = {"RUNS_DIR": str(home / "runs"), "NETSKETCH_CACHE": str(home / "cache")}
    for options in (("digits", "--train-size", "3000"), ("names", "--steps", "150")):
        command = [sys.executable, "-m", "core", "train", *options]
        subprocess.run(command, cwd=ROOT, env=os.environ | here, check=True, capture_output=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    bad, chromium = 0, needed()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        home = Path(folder)
        trained(home)
        with serve(home, NETSKETCH_DEMO="0") as server:
            server.wait()
            browser = p.chromium.launch(executable_path=chromium, args=FLAGS)
            context = browser.new_context(viewport={"width": 1280, "height": 1000})
            context.set_default_timeout(WAIT)
            page = context.new_page()
            page.goto(server.url)
            begun = time.monotonic()
            for k in range(args.walks):
                rng = random.Random(args.seed * 100_000 + k)
                found = Found()
                try:
                    walk(page, browser, rng, found)
                except (Error, AssertionError, IndexError) as e:
                    found.lost.append(f"the walk itself, at {page.url}: {str(e)[:300]}")
                    page.goto(server.url)
                bad += bool(found.lost)
                line = {"walk": k, "steps": found.steps, "lost": found.lost}
                print(json.dumps(line, ensure_ascii=False), flush=True)
            seconds = time.monotonic() - begun
            browser.close()
    print(f"{args.walks} walks in {seconds:.0f} s, state lost in {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
