"""Executors: pools of worker processes on this machine, for cores and for a GPU, or a Dask cluster."""

import contextlib
import ctypes
import gc
import os
import signal
import threading
import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from core import environment
from core.environment import CLUSTER
from core.errors import RunError
from core.runs.store import Run
from core.training import devices
from core.training.cores import cores as cores

CLUSTER_SECONDS = 5
IDLE_SECONDS = 1800  # after which idle workers give their memory back
GPU_WORKERS = 2
"""Each loads CUDA's libraries, which takes seconds, and keeps memory of its own on the card, which computes
for one process at a time: one more has it while the first tests and writes."""
_pools: dict[bool, Any] = {}  # loky.ProcessPoolExecutor; by whether its runs train on a GPU
_clients: dict[str, Any] = {}
_opening = threading.Lock()


def workers(gpu: bool = False) -> int:
    """How many runs train at once: NETSKETCH_WORKERS, or a run for each core, at most 8, of those on a GPU
    two; on a cluster, as many as its workers have threads. Raises RunError where that means nothing, or
    none answers."""
    if address := environment.cluster():
        try:
            return max(1, sum(_cluster(address).nthreads().values()))
        except OSError as e:
            raise RunError(_no_answer(address)) from e
    most = environment.workers() or min(8, cores())
    return min(GPU_WORKERS, most) if gpu else most


def ready() -> None:
    """Before anything is made: raises RunError where a variable means nothing, a device is not there, or
    no cluster answers."""
    environment.check()
    devices.check()
    executor()


def executor(gpu: bool = False) -> Executor:
    """The cluster that DASK_SCHEDULER_ADDRESS names, or a process pool, started on first use and
    anew when it broke: that of the cores, or of what `devices.on_gpu`. Raises RunError where no cluster
    answers.

    Not loky.get_reusable_executor: it keeps a pool for each thread, and Streamlit runs each script in
    a thread of its own. loky's guard against leaks would end a worker that holds MNIST.
    """
    if address := environment.cluster():
        # pure=False: a run resumed is a task anew.
        at_hand: Executor = _cluster(address).get_executor(pure=False)
        return at_hand
    import loky

    with _opening:
        if not started(gpu):
            pool = _pools[gpu] = loky.ProcessPoolExecutor(
                max_workers=workers(gpu),
                timeout=IDLE_SECONDS,
                initializer=_begin,
                env={
                    "OMP_NUM_THREADS": "1",
                    "MKL_NUM_THREADS": "1",
                    "OPENBLAS_NUM_THREADS": "1",
                    "LOKY_MAX_MEMORY_LEAK_SIZE": "2e9",
                },
            )
            # Never collected: what loky does then, as the interpreter's modules go, ends in a traceback.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(pool))
        ready_pool: Executor = _pools[gpu]
        return ready_pool


def started(gpu: bool = False) -> bool:
    """Whether the process pool is there, so that a job waits for no process."""
    pool = _pools.get(gpu)
    return pool is not None and not (pool._flags.broken or pool._flags.shutdown)


def interrupt() -> None:
    """Ask the worker processes to end, their runs with a checkpoint."""
    for pool in list(_pools.values()):
        for process in list((pool._processes or {}).values()):
            try:
                os.kill(process.pid, signal.SIGTERM)
            except OSError:
                continue  # it has ended by itself


def _begin() -> None:
    """In a new worker: one thread, since runs share the cores; and what its first run would else
    wait for."""
    if hasattr(os, "nice"):
        # Clicks first, while PyTorch is imported too: the server needs little, and must not wait for a
        # core. At 10, what a browser does in passing stopped a half of a batch each time, while the other
        # half waited for it.
        os.nice(5)
    import torch

    import core.runs.worker  # noqa: F401  for the first run
    from core.errors import DataError
    from core.problems import PROBLEMS
    from core.runs import signals

    torch.set_num_threads(1)
    # What goes wrong here is said to the user by the run that needs it.
    for known in PROBLEMS.values():
        with contextlib.suppress(DataError, OSError):
            known.preload()
    gc.freeze()  # what was imported stays: garbage collection need not go through it each time
    signals.install_signal_handlers()
    # Ctrl-C reaches every process of a terminal. What it means for a run is the server's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = os.getppid()

    def follow_server() -> None:
        while os.getppid() == server:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)  # the run at hand ends with a checkpoint
        time.sleep(15)
        os._exit(1)

    threading.Thread(target=follow_server, daemon=True).start()


def _cluster(address: str) -> Any:
    """The client of a Dask scheduler, another one where the last lost it. Raises RunError."""
    with _opening:
        client = _clients.get(address)
        if client is None or client.status != "running":
            client = _clients[address] = _client(address)
        return client


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as e:
        raise RunError(
            f"{CLUSTER} is set, but Dask is not installed: pip install -r requirements-cluster.txt, or "
            f"unset {CLUSTER} to train on this machine."
        ) from e
    try:
        return Client(  # type: ignore[no-untyped-call]
            address, timeout=CLUSTER_SECONDS, set_as_default=False
        )
    # The last two: tls without certificates, and other addresses that fit a scheme only half.
    except (OSError, ValueError, TypeError, AssertionError) as e:
        raise RunError(_no_answer(address)) from e


def _no_answer(address: str) -> str:
    return (
        f"No Dask scheduler answers at {address}; start it, correct {CLUSTER}, or unset it to train on "
        "this machine."
    )


def work(path: str) -> tuple[str, str]:
    """Train a run, in a worker: its status, and the reason where it failed."""
    import torch

    from core.runs.worker import train

    torch.set_num_threads(1)  # a cluster's workers have not been through `_begin`
    status: str = Run(Path(path)).record["status"]
    if status in ("stopped", "finished"):  # stopped while it waited here, or queued twice
        return status, ""
    ended = train(Path(path))
    # A plain pair: to unpickle an Outcome the server would import the worker, and PyTorch with it.
    return ended.status, ended.reason
