"""Find a Chromium for the browser tests, or get one; print its path.

    python scripts/browser.py

In this order: what NETSKETCH_BROWSER names, one of the system, Playwright's own, one that
Playwright downloads, one from the distribution's packages (as root, or with a sudo that asks for no
password). Each is tried: Ubuntu's `chromium-browser` may be a stub, a download may lack libraries.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Error, sync_playwright

# For root and containers, and so that the browser itself never asks for the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = {  # each distribution's installer, and how it brings a Chromium
    "apt-get": "apt-get update && apt-get install -y chromium",
    "dnf": "dnf install -y chromium",
    "yum": "yum install -y chromium",
    "zypper": "zypper --non-interactive install chromium",
    "pacman": "pacman -Sy --noconfirm chromium",
    "apk": "apk add chromium",
}
DOWNLOAD_SECONDS, INSTALL_SECONDS = 240, 420


def find() -> str | None:
    """The path of a Chromium that is here and starts, or None."""
    return next(filter(starts, candidates()), None)


def needed() -> str:
    """The path of a Chromium that is here; where there is none, the program ends with a sentence."""
    path = find()
    if path is None:
        sys.exit("No Chromium is here: run `make browser`, or name one in NETSKETCH_BROWSER.")
    return path


def candidates() -> Iterator[str]:
    """Paths of what may be a Chromium."""
    if named := os.environ.get("NETSKETCH_BROWSER"):
        yield named
    yield from filter(None, map(shutil.which, NAMES))
    with sync_playwright() as p:
        own = p.chromium.executable_path
    if os.path.exists(own):
        yield own


def starts(path: str) -> bool:
    """Whether a browser shows a page."""
    try:
        with sync_playwright() as p:
            browser = p.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
            title = browser.new_page().evaluate("document.title = 'here'")
            browser.close()
            return bool(title == "here")
    except Error as e:
        say(f"{path} does not start: {e.message.splitlines()[0]}")
        return False


def download() -> bool:
    """Let Playwright download its Chromium into the user's cache; whether it came."""
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    return done(command, DOWNLOAD_SECONDS)


def install() -> bool:
    """Install the distribution's Chromium; whether it came."""
    script = next((PACKAGES[name] for name in PACKAGES if shutil.which(name)), None)
    if script is None:
        say("None of the package managers that this script knows is here.")
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    return done([*sudo, "sh", "-c", script], INSTALL_SECONDS)


def done(command: list[str], seconds: float) -> bool:
    """Run a command, its output on stderr: stdout is for the path."""
    say(f"Trying: {' '.join(command)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=seconds, env=quiet
        )
    except (OSError, subprocess.TimeoutExpired) as e:
        say(f"That did not work: {e}")
        return False
    return finished.returncode == 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    path = find()
    for get in (download, install):
        if path is None and get():
            path = find()
    if path is None:
        say(
            "No Chromium is here, and none could be had: the browser tests cannot run. Install "
            "Chromium or Google Chrome, or name one in NETSKETCH_BROWSER; then try again."
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
