"""The payload of the run monitor: what the browser is told of a run, by its page and by the server."""

from typing import Any

from core.runs import executors, progress, step_time
from core.runs.store import Run
from ui import urls
from ui.problems import problem_page


def payload(run: Run, seconds: float, *watch: str, brief: bool = False) -> dict[str, Any]:
    """A run's title, links, progress, numbers, curves and log, to be looked at every so many seconds.
    Brief is the progress alone."""
    return {
        "id": run.id,
        "title": run.title,
        "url": urls.look_url(run.id),
        "links": links(run),
        "seconds": seconds,
        "watch": list(watch),
        "brief": brief,
    } | progress.run_progress(run)


def links(run: Run) -> dict[str, Any]:
    """Where one can go from a run: to what its network is asked on, and to the sweep that it is of."""
    ask = problem_page(run.kind).ask
    found = {"network": {"label": ask.label, "url": urls.page_url(ask.page, run=run.id)}}
    if sweep := run.id.rpartition("/")[0]:
        found["sweep"] = {"label": "Its sweep", "url": urls.page_url(urls.SWEEPS, sweep=sweep)}
    return found


def panel_payload(run: Run) -> dict[str, Any]:
    """A look at a run that trains, as its page follows it."""
    return payload(run, _interval(run), "ended", "diagnoses")


def _interval(run: Run) -> float:
    """Seconds from one look at a run to the next. What a browser draws for it, training on few cores has
    to give up: on two, a run that takes six seconds or more is looked at every second second. The more
    cores, the oftener."""
    per_step = step_time.seconds_per_step(run.config, run.threads)
    total = 0.0 if per_step is None else per_step * run.config.total_steps
    cores = executors.cores()
    return max(0.5, min(4 / cores, max(2 / cores, total / 3)))
