"""A film of the home page, as an animated WebP: a network learns in view, a digit is drawn, a name typed.

    python -m scripts.film --out docs/home.webp

Starts the app with nothing trained, drives Chromium, and takes a picture a few times a second. What takes
long, the rest of the training, is shown faster. 20 seconds, at most 2 MB: the quality falls until it fits.
"""

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from scripts.browser import FLAGS, needed
from scripts.server import serve

SIZE, WIDTH = (1280, 900), 960  # of the window; of the film
SECONDS, MOST_BYTES = 20.0, 2_000_000
FRAME = 0.2  # seconds between two pictures, at least
QUALITIES = (80, 65, 50, 35, 20)
WAIT = 600_000  # milliseconds for what is not filmed
THREE = (
    (0.3, 0.22), (0.5, 0.15), (0.68, 0.27), (0.56, 0.45), (0.45, 0.48), (0.62, 0.53), (0.7, 0.7),
    (0.5, 0.83), (0.3, 0.76),
)  # fmt: skip
NAME = "Kowalczyk"


@dataclass
class Film:
    """Pictures of a page, and how long each is shown."""

    page: Page
    frames: list[Image.Image] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, seconds: float = FRAME) -> None:
        """A picture of the page as it is, to be shown so long."""
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        height = round(picture.height * WIDTH / picture.width)
        self.frames.append(picture.resize((WIDTH, height), Image.Resampling.LANCZOS))
        self.seconds.append(seconds)

    def follow(
        self, seconds: float, done: Callable[[], bool] = lambda: False, every: float = FRAME
    ) -> None:
        """Pictures for so long, or until something is so; each is shown until the next was taken."""
        end = time.monotonic() + seconds
        while (begun := time.monotonic()) < end and not done():
            self.take()
            self.page.wait_for_timeout(max(0.0, 1000 * (every - (time.monotonic() - begun))))
            self.seconds[-1] = max(FRAME, time.monotonic() - begun)

    def squeeze(self, first: int, seconds: float) -> None:
        """Show what was taken from a picture on in so much time, leaving out what would only flicker."""
        keep = max(1, round(seconds / FRAME))
        chosen = [first + k * (len(self.frames) - first) // keep for k in range(keep)]
        chosen = sorted(set(chosen) - {len(self.frames)})
        self.frames[first:] = [self.frames[k] for k in chosen]
        self.seconds[first:] = [seconds / len(chosen)] * len(chosen)

    def write(self, path: Path) -> int:
        """As an animated WebP; its bytes. Raises RuntimeError where no quality fits."""
        for quality in QUALITIES:
            made = io.BytesIO()
            self.frames[0].save(
                made, "WEBP", save_all=True, append_images=self.frames[1:], loop=0, method=6,
                duration=[round(1000 * s) for s in self.seconds], quality=quality, allow_mixed=True,
            )  # fmt: skip
            if made.tell() < MOST_BYTES:
                path.write_bytes(made.getvalue())
                return made.tell()
        raise RuntimeError(
            f"{made.tell():,} bytes at the lowest quality are more than {MOST_BYTES:,}"
        )


def phase(page: Page, name: str) -> bool:
    return page.locator(f"section.demo[data-phase={name}]").count() > 0


def strokes(page: Page) -> Iterator[None]:
    """Draw a 3, yielding on the way."""
    box = page.locator("svg.sheet").bounding_box()
    assert box is not None
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in THREE]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=5)
        yield
    page.mouse.up()


def record(page: Page, url: str) -> Film:
    """Open the page, and do what the film shows."""
    film = Film(page)
    page.goto(url)
    page.locator("svg.sheet").wait_for()
    page.locator("section.demo[data-phase=training]").wait_for(timeout=WAIT)
    film.follow(3.0)
    for _ in strokes(page):
        film.take()
    film.follow(2.0)
    box = page.get_by_role("textbox", name="A surname")
    box.click()
    for letter in NAME:
        page.keyboard.type(letter)
        film.take()
    film.follow(1.0)
    first = len(film.frames)
    film.follow(WAIT / 1000, lambda: phase(page, "finished"), every=1.0)
    page.wait_for_timeout(2000)  # the other network's answer
    film.squeeze(first, max(3.0, SECONDS - 3.0 - sum(film.seconds[:first])))
    film.take(3.0)
    scale = SECONDS / sum(film.seconds)
    film.seconds = [seconds * scale for seconds in film.seconds]
    return film


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE")
    parser.add_argument("--scheme", default="light", choices=("light", "dark"))
    args = parser.parse_args()
    path = needed()
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder), NETSKETCH_DEMO="1") as server,
        sync_playwright() as p,
    ):
        server.wait()
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        width, height = SIZE
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=args.scheme
        )
        film = record(page, server.url)
        browser.close()
    try:
        size = film.write(args.out)
    except RuntimeError as e:
        sys.exit(f"The film is too large: {e}.")
    print(f"{args.out}  {len(film.frames)} pictures, {sum(film.seconds):.0f} s, {size:,} bytes")


if __name__ == "__main__":
    main()
