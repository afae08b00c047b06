"""Run queues for tests, to be put into the place of `core.runs.queue.current`."""

from collections.abc import Iterable
from concurrent.futures import Future

from core.runs.queue import RunQueue
from core.runs.store import Run


class Waiting(RunQueue):
    """No workers: what is started stays queued."""

    def submit(self, run: Run) -> "Future[tuple[str, str]]":
        return Future()

    def queue_many(self, runs: Iterable[Run]) -> None:
        pass
