"""Signal handlers: SIGINT (Ctrl-C) and SIGTERM end a run in this process with a checkpoint."""

import signal
import threading

stop_requested = threading.Event()
"""This process was asked to end: leave the run resumable."""


def install_signal_handlers() -> None:
    """Let SIGINT and SIGTERM end a run between two events, with a checkpoint; the second such signal ends
    at once. Call it in the main thread."""

    def on_signal(*_: object) -> None:
        if stop_requested.is_set():
            raise KeyboardInterrupt
        stop_requested.set()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
