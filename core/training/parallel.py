"""Doing the parts of a batch side by side, one thread each.

PyTorch's own threads wait for each other many times in a step, spinning; when another process wants
the core, a step takes ten times as long. Two halves of a batch meet once a step, and give up
little when they must share a core. The halves are the same whatever the number of cores, and a sum
of two numbers does not depend on their order: the result is the same, bit for bit.
"""

import functools
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch

T = TypeVar("T")


@functools.cache
def _pool(_pid: int) -> ThreadPoolExecutor:
    """Threads of this process; a forked one makes its own."""
    return ThreadPoolExecutor(2, "part", initializer=lambda: torch.set_num_threads(1))


def side_by_side(do: Callable[..., T], *inputs: Iterable[Any]) -> list[T]:
    """`do` of each tuple of inputs, two at a time, in order."""
    calls = list(zip(*inputs, strict=True))
    if len(calls) == 1:
        return [do(*calls[0])]
    return list(_pool(os.getpid()).map(lambda call: do(*call), calls))
