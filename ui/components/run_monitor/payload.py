"""The payload of the run monitor: what the browser shows of a run, from its page and from the server."""

from typing import Any

from core.errors import RunError
from core.problems import problem
from core.runs import executors, progress, step_time
from core.runs.store import Run
from core.statistics.confusion import lost
from ui import routes, urls
from ui.problems import problem_page
from ui.text import without_folders


def payload(run: Run, seconds: float, *watch: str, brief: bool = False) -> dict[str, Any]:
    """A run's title, links, progress, numbers, curves and log, to be looked at every so many seconds while
    it trains. Brief is the progress alone."""
    return {
        "id": run.id,
        "title": run.title,
        "url": routes.progress_url(run.id),
        "control": routes.control_url(run.id),
        "network": routes.network_url(run.id),
        "links": links(run),
        "invitation": problem_page(run.kind).invitation(run.config),
        "seconds": seconds,
        "watch": list(watch),
        "brief": brief,
        "form": False,
        "matrix_open": False,
    } | look(run)


def look(run: Run, matrix: bool = False) -> dict[str, Any]:
    """How far a run is, as `core.runs.progress.run_progress` says it. The confusion matrix of its last test
    is sent once it has ended, and before that to those who ask: it is hidden as a rule."""
    seen = progress.run_progress(run)
    if seen["ended"]:  # it may say why, and where
        seen["words"] = without_folders(seen["words"])
    return seen | {"matrix": confusion_matrix(run) if matrix or seen["ended"] else None}


def confusion_matrix(run: Run) -> dict[str, Any] | None:
    """Counts of the last test by true class and answer, and a sentence on classes that are no answer; None
    before the first test."""
    result = run.result()
    if result is None:
        return None
    from core.runs.predict import classes  # NumPy: the first look must not wait for it

    counts = result["confusion"]
    items = problem(run.kind).words_of(run.config).items
    try:
        labels = classes(run)
    except RunError:
        labels = ()
    if len(labels) != len(counts):
        damaged = "Its last test is of other classes than the run: result.json is damaged or another run’s."
        return {"labels": [], "counts": [], "remark": damaged}
    return {"labels": labels, "counts": counts, "remark": lost(counts, labels, items)}


def links(run: Run) -> dict[str, Any]:
    """Where one can go from a run: to the page that asks its network, to its mistakes, to the sweep that it
    is of, and to its figures as files."""
    page = problem_page(run.kind)
    found = {
        "ask": {"label": page.ask.label, "url": urls.page_url(page.ask.page, run=run.id)},
        "mistakes": {
            "label": "See the mistakes, one by one",
            "url": urls.page_url(urls.MISTAKES, run=run.id),
        },
        "curves": {"label": "Curves (CSV)", "url": routes.file_url(run.id, "curves")},
        "confusion": {
            "label": "Confusion matrix (CSV)",
            "url": routes.file_url(run.id, "confusion"),
        },
    }
    if sweep := run.id.rpartition("/")[0]:
        found["sweep"] = {"label": "Its sweep", "url": urls.page_url(urls.SWEEPS, sweep=sweep)}
    return found


def panel_payload(run: Run) -> dict[str, Any]:
    """A look at a run, as its page follows it."""
    return payload(run, _interval(run), "ended", "diagnoses")


def _interval(run: Run) -> float:
    """Seconds between two updates of the panel. Each redraw takes CPU time from training, so fewer cores
    mean slower polling: on two, a run of six seconds or more is polled every two seconds."""
    per_step = step_time.seconds_per_step(run.config, run.threads)
    total = 0.0 if per_step is None else per_step * run.config.total_steps
    cores = executors.cores()
    return max(0.5, min(4 / cores, max(2 / cores, total / 3)))
