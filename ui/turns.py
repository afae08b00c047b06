"""Turns: page scripts wait in line for Python's one interpreter lock.

Where a class opens the app at once, forty scripts that take the lock from each other at every element end
together, and cost twice as much for it. One after another they take half as long, and most of the class has
its page long before the last one does.
"""

import threading
import time
from collections import deque

LONGEST = 0.25  # seconds that a turn lasts at most: nobody waits for a script that computes
PATIENCE = 10.0  # seconds that a script waits at most; the line moves on at each LONGEST


class Line:
    """Where scripts wait for their turn, first come, first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: object = None
        self._since = 0.0

    def enter(self, who: object) -> None:
        """Wait until it is their turn, or patience is at its end."""
        mine, end = threading.Event(), time.monotonic() + PATIENCE
        with self._lock:
            self._waiting.append(mine)
        while (now := time.monotonic()) < end:
            with self._lock:
                over = now - self._since >= LONGEST
                if self._waiting[0] is mine and (self._holder is None or over):
                    break
                mine.clear()
            mine.wait(min(end - now, LONGEST))
        with self._lock:
            self._waiting.remove(mine)
            self._holder, self._since = who, time.monotonic()
            self._wake()

    def leave(self, who: object) -> None:
        """End a turn, where it has not passed to another already."""
        with self._lock:
            if self._holder is who:
                self._holder = None
                self._wake()

    def _wake(self) -> None:
        if self._waiting:
            self._waiting[0].set()


class _Turn:
    """What a script's thread holds: it goes with the thread, however the script ends."""

    def __init__(self, line: Line):
        self.line, self.who = line, object()
        line.enter(self.who)

    def __del__(self) -> None:
        self.line.leave(self.who)


_line = Line()
_mine = threading.local()


def wait() -> None:
    """Wait for this script's turn, which lasts as long as its thread."""
    if not hasattr(_mine, "turn"):
        _mine.turn = _Turn(_line)
