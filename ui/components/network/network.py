"""The network in the browser: what the JavaScript beside this needs of a run to compute its answers."""

from typing import Any

from core.problems import problem
from core.runs import predict
from core.runs.store import Run
from ui import urls

MOST_PARAMETERS = 4_000_000
"""Of a network whose weights are sent to whoever visits; a larger one is asked here."""


def in_browser(run: Run) -> dict[str, Any] | None:
    """Where the run's weights are to be had, and the network that they are of; None of one that the
    browser cannot compute. Raises RunError, DataError."""
    known = problem(run.kind)
    described = known.description(run.config, len(predict.classes(run)))
    if described is None:
        return None
    if sum(layer.parameters for layer in known.layers(run.config)) > MOST_PARAMETERS:
        return None
    return described | {
        "url": urls.weights_url(run.id),
        "version": predict.weights_version(run),
        "misfit": predict.misfit(run),
    }
