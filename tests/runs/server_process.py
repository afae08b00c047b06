"""A server process that starts runs and waits, for tests in which it ends or is killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(script: str, workers: int) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """A process that runs a script, and the words of the first line that it prints."""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NETSKETCH_WORKERS": str(workers)},
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()
