"""Workers that are warm before the first run, and this machine's speed, learned while nothing trains."""

import contextlib
import functools
import threading
import time

from core.errors import NetsketchError
from core.runs import jobs, pool

AFTER_FIRST_PAGE = 1.5  # seconds that it is left alone with the cores


@functools.cache
def warm() -> None:
    """Start the workers ahead of the first run, once the first page stands on the screen."""
    threading.Thread(target=_warm, daemon=True).start()


def _warm() -> None:
    time.sleep(AFTER_FIRST_PAGE)
    # The server ends meanwhile, or data are missing, which the run that needs them will say.
    with contextlib.suppress(RuntimeError, NetsketchError, OSError):
        pool.executor().submit(int)  # the first job starts all workers
        jobs.end_with_server()
        _measure_when_idle()


def _measure_when_idle() -> None:
    """Learn this machine's speed group by group, so that a run waits a moment at most. What was
    measured while a run trained beside it does not count."""
    from core.training import estimate

    rates: dict[str, list[float]] = {}
    for group in () if estimate.known() else estimate.groups():
        while group not in rates:
            while (before := jobs.handed_over())[1]:
                time.sleep(1)
            measured = pool.executor().submit(estimate.measure, group).result()
            if jobs.handed_over() == before:
                rates[group] = measured
    if rates:
        estimate.keep(rates)
