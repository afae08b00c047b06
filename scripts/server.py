"""The app on a free port, in a process of its own: for the browser tests and the benchmarks."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS, END_SECONDS = 120, 60


@dataclass(frozen=True)
class Server:
    """A running app: where it is, and the folder that holds its runs, its cache and its log."""

    url: str
    process: subprocess.Popen[bytes]
    home: Path

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError where it does not."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5),
            ):
                return
            time.sleep(0.02)
        raise RuntimeError(f"The app did not start:\n{(self.home / 'server.log').read_text()}")


@contextlib.contextmanager
def serve(
    home: Path, app: Path = ROOT / "app.py", base: str = "", port: int = 0, **environment: str
) -> Iterator[Server]:
    """Start the app, or another, below a base path, with its runs and cache under `home`; end it and
    its workers at the end. Without a port it takes a free one."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    home.mkdir(parents=True, exist_ok=True)
    here = {"RUNS_DIR": str(home / "runs"), "NETSKETCH_CACHE": str(home / "cache")}
    options = {"port": str(port), "address": "127.0.0.1", "headless": "true", "baseUrlPath": base}
    flags = [part for name, value in options.items() for part in (f"--server.{name}", value)]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), *flags],
            cwd=app.parent,
            env=os.environ | here | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Server(f"http://127.0.0.1:{port}{base and f'/{base}'}", process, home)
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
