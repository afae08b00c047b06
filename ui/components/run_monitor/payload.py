"""The payload of the run monitor: what the browser shows of a run, from its page and from the server."""

from typing import Any

from core.runs import executors, progress, step_time
from core.runs.store import Run
from ui import urls
from ui.problems import problem_page


def payload(run: Run, seconds: float, *watch: str, brief: bool = False) -> dict[str, Any]:
    """A run's title, links, progress, numbers, curves and log, to be fetched again every so many seconds.
    Brief is the progress alone."""
    return {
        "id": run.id,
        "title": run.title,
        "url": urls.progress_url(run.id),
        "links": links(run),
        "seconds": seconds,
        "watch": list(watch),
        "brief": brief,
    } | progress.run_progress(run)


def links(run: Run) -> dict[str, Any]:
    """Links from a run: to the page that tries its network, and to the sweep it belongs to."""
    ask = problem_page(run.kind).ask
    found = {"network": {"label": ask.label, "url": urls.page_url(ask.page, run=run.id)}}
    if sweep := run.id.rpartition("/")[0]:
        found["sweep"] = {"label": "Its sweep", "url": urls.page_url(urls.SWEEPS, sweep=sweep)}
    return found


def panel_payload(run: Run) -> dict[str, Any]:
    """The payload of a run that trains, as its page follows it."""
    return payload(run, _interval(run), "ended", "diagnoses")


def _interval(run: Run) -> float:
    """Seconds between two updates of the panel. Each redraw takes CPU time from training, so fewer cores
    mean slower polling: on two, a run of six seconds or more is polled every two seconds."""
    per_step = step_time.seconds_per_step(run.config, run.threads)
    total = 0.0 if per_step is None else per_step * run.config.total_steps
    cores = executors.cores()
    return max(0.5, min(4 / cores, max(2 / cores, total / 3)))
