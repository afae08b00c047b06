"""Threads: the parts of a batch computed side by side, one thread each.

PyTorch's own threads wait for each other many times in a step, spinning; when another process wants
the core, a step takes ten times as long. The parts of a batch meet once a step, and give up little
when they must share a core. The caller does a part itself, so that one thread less must be woken for a
step and waited for. How many parts there are is a setting of the run, not of the machine; how many of
them are computed at once is a matter of the cores that are free (`core.training.cores`), and changes no
bit of the result: what is added up of them is added in one order (`core.training.optimizers`).
"""

import contextlib
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

import torch

from core.training import cores

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
    """`do` of each tuple of inputs, so many at a time or as many as cores allow, in order. Raises what
    `do` raises, once none runs any more."""
    calls = list(zip(*inputs, strict=True))
    wanted = min(threads, len(calls))
    if wanted < 2:
        return [do(*call) for call in calls]
    helpers = min(wanted, cores.allowed()) - 1
    if helpers < 1:
        with one_thread():  # as each of several has: what it computes must be the same
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
