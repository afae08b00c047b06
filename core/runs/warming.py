"""Workers that are warm before the first run, and this machine's speed, learned while nothing trains."""

import contextlib
import functools
import threading
import time
from itertools import islice

from core import environment
from core.errors import NetsketchError
from core.problems import PROBLEMS, trainers
from core.runs import compile_ahead, executors, queue
from core.training import devices

STEPS = 8  # of which the last are replayed
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
        _compile()
        if _has_gpu():
            for _ in range(executors.workers(gpu=True)):
                executors.executor(gpu=True).submit(load_cuda)
        _measure_when_idle()


def _compile() -> None:
    """Have the workers compile what training takes, where nobody has yet."""
    for (
        configs
    ) in compile_ahead.networks():  # so that a run meanwhile waits for one of them at most
        jobs = [executors.executor().submit(compile_ahead.compile_for, c) for c in configs]
        for job in jobs:
            job.result()
    executors.executor().submit(compile_ahead.finish)


def _has_gpu() -> bool:
    """Whether runs may train on CUDA here."""
    named = environment.device() or "cuda"
    here = any(device.startswith("cuda") for device in devices.seen())
    return here and named.startswith("cuda") and environment.cluster() is None


def load_cuda(device: str = "cuda") -> None:
    """Load what the first steps and tests on a GPU would else wait for, of a network alone and of several
    as one, in a worker of its pool."""
    for known in PROBLEMS.values():
        for preset in islice((p for p in known.presets if devices.on_gpu(p.config)), 1):
            for many in (1, 2):
                configs = [preset.config.replace(seed=k) for k in range(many)]
                first, *others = trainers(configs, 1, device=device)
                for other in others:
                    other.learn.leave()  # nobody takes it on
                first.learn(0, STEPS)
            first.task.evaluate()


def _measure_when_idle() -> None:
    """Learn this machine's speed group by group, so that a run waits a moment at most. What was
    measured while a run trained beside it does not count."""
    from core.runs import speed_probes, step_time

    rates: dict[str, list[float]] = {}
    groups = [] if step_time.known() else [*speed_probes.groups(), *speed_probes.gpu_groups()]
    for group in groups:
        while group not in rates:
            while (before := queue.current.handed_over())[1]:
                time.sleep(1)
            pool = executors.executor(gpu=speed_probes.is_of_gpu(group))
            measured = pool.submit(speed_probes.measure, group).result()
            if queue.current.handed_over() == before:
                rates[group] = measured
    if rates:
        step_time.keep(rates)
