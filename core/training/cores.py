"""Cores: how many this process may use, and how many threads of it may compute at once."""

import functools

SMALLEST_PART = 16
"""Items of a batch: to learn from fewer on a core of its own costs more than it saves."""
_limit: int | None = None


def parts(threads: int, batch: int) -> int:
    """Into how many parts a batch of so many items is split, at most one for each thread."""
    return max(1, min(threads, batch // SMALLEST_PART))


@functools.cache
def cores() -> int:
    """How many this process may use, by affinity and by the limits of its container."""
    import loky  # 50 ms, which the first page need not wait for

    return max(1, loky.cpu_count())


def allowed() -> int:
    """How many threads may compute in this process now: as many as there are cores, unless `limit` says."""
    return cores() if _limit is None else _limit


def limit(threads: int | None) -> None:
    """Let no more threads compute at once; None for as many as there are cores."""
    global _limit
    _limit = threads
