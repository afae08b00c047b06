"""Threads: the parts of a batch computed side by side, one thread each.

PyTorch's own threads wait for each other many times in a step, spinning; when another process wants
the core, a step takes ten times as long. Two halves of a batch meet once a step, and give up little
when they must share a core. The caller does a part itself, so that but one other thread must be woken
for a step and waited for. Whether there are two is a setting of the run, not of the machine, and a sum
of two numbers does not depend on their order: the result is the same on any number of cores, bit for
bit.
"""

import contextlib
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

import torch

T = TypeVar("T")


@functools.cache
def _pool(threads: int, _pid: int) -> ThreadPoolExecutor:
    """Threads of this process; a forked one makes its own."""
    return ThreadPoolExecutor(threads, "part", initializer=lambda: torch.set_num_threads(1))


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch compute with this thread alone."""
    threads = torch.get_num_threads()
    if threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def map_threads(threads: int, do: Callable[..., T], *inputs: Iterable[Any]) -> list[T]:
    """`do` of each tuple of inputs, so many at a time, in order. Raises what `do` raises, once none runs
    any more."""
    calls = list(zip(*inputs, strict=True))
    helpers = min(threads, len(calls)) - 1
    if helpers < 1:
        return [do(*call) for call in calls]
    done: dict[int, T] = {}
    left = iter(range(len(calls)))  # whoever is free takes the next

    def work() -> None:
        for k in left:
            done[k] = do(*calls[k])

    pool = _pool(helpers, os.getpid())
    helping = [pool.submit(work) for _ in range(helpers)]
    try:
        with one_thread():
            work()
    finally:
        wait(helping)
    for helper in helping:
        helper.result()
    return [done[k] for k in range(len(calls))]
