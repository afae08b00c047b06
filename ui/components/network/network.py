"""The network in the browser: what the JavaScript beside this needs of a run to compute its answers."""

from typing import Any

from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from ui import urls

MOST_BYTES = 16_000_000
"""Of weights that are sent to whoever visits: four million numbers. A larger network is asked here."""


def in_browser(run: Run) -> dict[str, Any] | None:
    """Where the run's weights are to be had, and the network that they are of; None of one that the
    browser cannot compute. Raises RunError."""
    file = predict.weights_stat(run)
    described = problem(run.kind).description(run.config, len(predict.classes(run)))
    if described is None or file.st_size > MOST_BYTES:
        return None
    return described | {
        "url": urls.weights_url(run.id),
        "version": f"{file.st_mtime_ns}-{file.st_ino}",
        "misfit": predict.misfit(run),
    }
