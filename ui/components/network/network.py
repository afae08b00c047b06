"""The network in the browser: what the JavaScript beside this needs of a run to compute its answers."""

from typing import Any

from core.problems import problem
from core.runs import predict
from core.runs.shipped import ships
from core.runs.store import Run
from ui import routes

MOST_BYTES = 16_000_000
"""Of weights that are sent to whoever visits: four million numbers. A larger network is asked here."""


def description(run: Run) -> dict[str, Any]:
    """The run's network, its classes, and where its weights are, at whatever moment of its training; a
    `refusal` in its place where the browser cannot compute it. Raises RunError."""
    known, labels = problem(run.kind), predict.classes(run)
    described = known.description(run.config, len(labels))
    size = 4 * sum(layer.parameters for layer in known.layers(run.config))
    if described is None or size > MOST_BYTES:
        why = f"its weights have {size / 1e6:,.0f} MB" if described else "it has parts of its own"
        return {
            "refusal": f"This network is not drawn while it trains, for {why}. Ask it later on."
        }
    return described | {
        "labels": list(labels),
        "weights": routes.weights_url(run.id),
        "misfit": predict.misfit(run),
    }


def in_browser(run: Run) -> dict[str, Any] | None:
    """Where the run's weights are to be had, and the network that they are of; None of one that the
    browser cannot compute. Raises RunError."""
    file = predict.weights_stat(run)
    described = problem(run.kind).description(run.config, len(predict.classes(run)))
    if described is None or file.st_size > MOST_BYTES:
        return None
    return described | {
        "url": routes.shipped_url(run.kind) if ships(run) else routes.weights_url(run.id),
        "version": f"{file.st_mtime_ns}-{file.st_ino}",
        "misfit": predict.misfit(run),
    }
