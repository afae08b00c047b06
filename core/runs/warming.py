"""Workers that are warm before the first run, and this machine's speed, learned while nothing trains."""

import contextlib
import functools
import threading
import time

from core.errors import NetsketchError
from core.runs import executors, queue
from core.training import devices

AFTER_FIRST_PAGE = 1.5  # seconds that it is left alone with the cores


@functools.cache
def warm() -> None:
    """Start the workers ahead of the first run, once the first page stands on the screen."""
    threading.Thread(target=_warm, daemon=True).start()


def _warm() -> None:
    time.sleep(AFTER_FIRST_PAGE)
    # The server ends meanwhile, or data are missing, which the run that needs them will say.
    with contextlib.suppress(RuntimeError, NetsketchError, OSError):
        executors.executor().submit(int)  # the first job starts all workers
        queue.current.end_with_server()
        devices.seen()  # which a sweep asks for
        _measure_when_idle()


def _measure_when_idle() -> None:
    """Learn this machine's speed group by group, so that a run waits a moment at most. What was
    measured while a run trained beside it does not count."""
    from core.runs import step_time

    rates: dict[str, list[float]] = {}
    ask = executors.executor().submit
    groups = [] if step_time.known() else [*step_time.groups(), *ask(step_time.gpu_groups).result()]
    for group in groups:
        while group not in rates:
            while (before := queue.current.handed_over())[1]:
                time.sleep(1)
            measured = executors.executor().submit(step_time.measure, group).result()
            if queue.current.handed_over() == before:
                rates[group] = measured
    if rates:
        step_time.keep(rates)
