"""Environment variables of Netsketch: each read, and checked, in one place.

A value that means nothing is refused in a sentence. Passed over, it would show much later, as runs in
another folder or on another device than was meant.
"""

import os
import re
import stat
from pathlib import Path

import platformdirs

from core.errors import RunError

RUNS, CACHE = "RUNS_DIR", "NETSKETCH_CACHE"
WORKERS, DEVICE = "NETSKETCH_WORKERS", "NETSKETCH_DEVICE"
DEMO = "NETSKETCH_DEMO"
CLUSTER = "DASK_SCHEDULER_ADDRESS"
MOST_WORKERS = 256


def runs_dir() -> Path:
    """Where runs live: RUNS_DIR, or `runs` in the working directory."""
    return Path(os.environ.get(RUNS) or "runs")


def cache_dir() -> Path:
    """Where unpacked and downloaded data live: NETSKETCH_CACHE, or the user's cache folder."""
    return Path(os.environ.get(CACHE) or platformdirs.user_cache_dir("netsketch"))


def workers() -> int | None:
    """How many runs are to train at once, or None where nobody says. Raises RunError."""
    named = os.environ.get(WORKERS, "").strip()
    if not named:
        return None
    if not named.isdecimal() or not 1 <= int(named[:9]) <= MOST_WORKERS:
        raise RunError(
            f"{WORKERS} is {_shown(named)}; give a whole number from 1 to {MOST_WORKERS}, or unset it to "
            "train a run on each core."
        )
    return int(named)


def device() -> str | None:
    """The device to train on, as PyTorch calls it: cpu, cuda, cuda:1, mps; None where nobody says.

    Raises RunError for what is no such name. Whether it is there, `core.training.devices` finds out.
    """
    named = os.environ.get(DEVICE, "").strip()
    if not named:
        return None
    if not re.fullmatch(r"cpu|cuda(:[0-9]{1,3})?|mps", named):
        raise RunError(
            f"{DEVICE} is {_shown(named)}; choose cpu, cuda, cuda:1 (the second of several) or mps, or "
            "unset it to train where that is fastest."
        )
    return named


def demo() -> bool | None:
    """Whether a network trains in view of the home page: False never, True also where other programs use
    the machine, None (nobody says) where it is idle. Raises RunError."""
    named = os.environ.get(DEMO, "").strip()
    if not named:
        return None
    if named not in ("0", "1"):
        raise RunError(
            f"{DEMO} is {_shown(named)}; give 0 to train nothing on the home page, 1 to do so on a busy "
            "machine as well, or unset it."
        )
    return named == "1"


def cluster() -> str | None:
    """The address of the Dask scheduler whose workers train, or None to train here. Raises RunError."""
    named = os.environ.get(CLUSTER, "").strip()
    if not named:
        return None
    fits = re.fullmatch(
        r"(?:(?:tcp|tls|wss?)://)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):([0-9]{1,5})", named
    )
    if not fits or int(fits[1]) > 65_535:
        raise RunError(
            f"{CLUSTER} is {_shown(named)}; give the scheduler's address, such as tcp://first:8786, or "
            "unset it to train on this machine."
        )
    return named


def check() -> None:
    """Raises RunError for the first variable whose value means nothing."""
    for name, folder in ((RUNS, runs_dir()), (CACHE, cache_dir())):
        try:
            wrong = "" if stat.S_ISDIR(folder.stat().st_mode) else "a file"
        except FileNotFoundError:  # it is made when it is needed
            wrong = ""
        except OSError as e:
            wrong = f"no folder that can be opened ({e.strerror or e})"
        if wrong:
            raise RunError(f"{name} is {_shown(str(folder))}, {wrong}; name a folder, or unset it.")
    workers()
    device()
    demo()
    cluster()


def _shown(value: str) -> str:
    """A value in a sentence: as Python writes it, and no longer than one can read. Of a long path the end
    tells more."""
    return repr(value if len(value) <= 60 else f"…{value[-60:]}")
