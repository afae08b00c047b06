"""Compilation of Python loops to machine code (Numba), for what a processor spends its time on in training.

A loop over numbers that is written in Python and compiled is as fast as one in C, needs no compiler on the
user's machine, and lets go of Python's lock, so that the parts of a batch run on a core each without
waiting for each other. The modules of such loops are named `compiled_*.py`, and the plain path in PyTorch
beside them says the same in fewer words: tests hold one against the other, and where Numba is missing,
that one trains.

Machine code is kept beside this module, so that only the first run after an installation waits for it, some
seconds. Numba would keep it as long as a function's own file stays the same; ours call each other across
files, so it is kept for what all of them hold together.
"""

import contextlib
import functools
import hashlib
import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import platformdirs


def _numba() -> Any:
    """Numba, or None where there is none yet for this version of Python."""
    try:
        return importlib.import_module("numba")
    except ImportError:
        return None


numba = _numba()
F = TypeVar("F", bound=Callable[..., Any])

FAST = {"contract", "reassoc", "nsz"}
"""What the compiler may do to sums: multiply and add at once, and in the order that suits the processor.
The order is in the machine code: the same numbers give the same bits. It may not assume that all numbers
are finite, as those of a network that diverges are not."""

READY = "ready"
CORE = Path(__file__).parents[1]


def _keep_compiled() -> None:
    """Have Numba keep machine code in a folder for the present text of all `compiled_*.py`."""
    sources = sorted(CORE.glob("*/compiled_*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    beside = Path(__file__).parent / "__pycache__" / "numba"
    try:
        beside.mkdir(parents=True, exist_ok=True)
        writable = os.access(beside, os.W_OK)
    except OSError:
        writable = False
    kept = beside if writable else Path(platformdirs.user_cache_dir("netsketch")) / "numba"
    numba.config.CACHE_DIR = str(kept / digest)
    for old in kept.glob("*") if writable else ():  # of this checkout alone
        if old.name != digest:
            shutil.rmtree(old, ignore_errors=True)


if numba is not None:
    _keep_compiled()


SETTINGS: dict[str, Any] = {
    "nogil": True,
    "fastmath": FAST,
    "error_model": "numpy",
    "boundscheck": False,
}


def compiled(function: F) -> F:
    """A function of arrays and numbers, compiled when it is first called with their types; as it is where
    there is no Numba."""
    if numba is None:
        return function
    made: F = numba.njit(cache=True, **SETTINGS)(function)
    return made


def inlined(function: F) -> F:
    """The same, put into each function that calls it: where a call would take a third of its time."""
    if numba is None:
        return function
    made: F = numba.njit(inline="always", **SETTINGS)(function)
    return made


@compiled
def _one_more(number: int) -> int:
    return number + 1


@functools.cache
def available() -> bool:
    """Whether functions are compiled here: Numba is there, not switched off (`NUMBA_DISABLE_JIT`), and
    makes machine code for this processor."""
    if numba is None or numba.config.DISABLE_JIT:
        return False
    with contextlib.suppress(Exception):  # whatever it is that Numba or LLVM cannot do here
        return _one_more(1) == 2
    return False


def is_ready() -> bool:
    """Whether all has been compiled, or nothing is here."""
    return not available() or (Path(numba.config.CACHE_DIR) / READY).exists()


def set_ready() -> None:
    """Remember that all has been compiled."""
    with contextlib.suppress(OSError):
        (Path(numba.config.CACHE_DIR) / READY).touch()


def record(names: str) -> np.dtype[Any]:
    """The type of a record of whole numbers with these names, as compiled functions are told of a layer."""
    return np.dtype([(name, np.int64) for name in names.split()])
