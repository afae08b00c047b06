"""Signal handlers: SIGINT (Ctrl-C) and SIGTERM end a run in this process with a checkpoint."""

import signal
import threading

stop_requested = threading.Event()
"""This process is to end: leave the run resumable."""
training = threading.Event()
"""A run is being trained in this process."""


def install_signal_handlers() -> None:
    """Let SIGINT and SIGTERM end a run between two events, with a checkpoint; the same signal again ends it
    at once, and nothing else: a worker without a run ends with its pool. Call it in the main thread."""
    received: set[int] = set()

    def on_signal(number: int, _: object) -> None:
        # Ctrl-C in a terminal reaches a worker twice: as SIGINT, and as SIGTERM of the queue that ends.
        if stop_requested.is_set() and number in received:
            if training.is_set():
                raise KeyboardInterrupt
            return
        if not stop_requested.is_set():
            received.clear()
        received.add(number)
        stop_requested.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
