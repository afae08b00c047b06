"""Doing the parts of a batch side by side, one thread each.

PyTorch's own threads wait for each other many times in a step, spinning; when another process wants
the core, a step takes ten times as long. Two halves of a batch meet once a step, and give up little
when they must share a core. Whether there are two is a setting of the run, not of the machine, and a
sum of two numbers does not depend on their order: the result is the same on any number of cores, bit
for bit.
"""

import functools
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch

T = TypeVar("T")


@functools.cache
def _pool(threads: int, _pid: int) -> ThreadPoolExecutor:
    """Threads of this process; a forked one makes its own."""
    return ThreadPoolExecutor(threads, "part", initializer=lambda: torch.set_num_threads(1))


def side_by_side(threads: int, do: Callable[..., T], *inputs: Iterable[Any]) -> list[T]:
    """`do` of each tuple of inputs, so many at a time, in order."""
    calls = list(zip(*inputs, strict=True))
    if threads == 1 or len(calls) == 1:
        return [do(*call) for call in calls]
    return list(_pool(threads, os.getpid()).map(lambda call: do(*call), calls))
