"""The payload of the demo run: what the browser shows of it, from the server."""

import contextlib
import statistics
import threading
import time
from typing import Any

from core.errors import DataError
from core.problems import problem
from core.runs import demo
from core.runs.shipped import shipped
from core.runs.store import Run
from ui import urls
from ui.components.network.network import in_browser
from ui.problems import problem_page

FRESH_SECONDS = 0.4  # for which visitors are told the same: they may be forty
MOST_POINTS = 80
SOON, LATER, SELDOM = 0.7, 2.0, 15.0
"""Seconds to the next look."""
NOTHING: dict[str, Any] = {
    "phase": "none", "next": SELDOM, "layers": None, "labels": [], "version": "", "misfit": "",
    "seen": 0, "total": 0, "seconds": 0, "training": [], "tests": [], "accuracy": None, "before": 0,
    "answering": "", "kept": None, "samples": None,
}  # fmt: skip
_looking = threading.Lock()
_found: tuple[float, demo.Demo, dict[str, Any]] | None = None


def look(samples: bool = False) -> dict[str, Any]:
    """How the demo run stands, as `Look` in words.js describes it. Raises RunError."""
    global _found
    with _looking:
        now = time.monotonic()
        if _found is None or _found[1] is not demo.current or now - _found[0] > FRESH_SECONDS:
            _found = now, demo.current, _look()
        found = dict(_found[2])
        if samples and found["phase"] != "none" and (config := demo.wanted()):
            with contextlib.suppress(DataError):  # whoever trains it says why
                found["samples"] = problem_page(config.kind).samples(config) or None
    return found


def _look() -> dict[str, Any]:
    (phase, run), config = demo.current.look(), demo.wanted()
    if phase == "none" or config is None:
        return NOTHING
    events = run.metrics() if run else []
    training = [e for e in events if e["event"] == "progress"]
    tests = [e for e in events if e["event"] == "evaluated"]
    last = training[-1] if training else {"seen": 0, "seconds": 0.0}
    seconds = SELDOM if phase == "finished" else min(LATER, max(SOON, last["seconds"] / 10))
    network = in_browser(run) if run and run.has_weights else None
    known = problem(config.kind)
    return NOTHING | {
        "phase": phase,
        "next": seconds,
        "layers": network and network["layers"],
        "version": network["version"] if network else "",
        "misfit": network["misfit"] if network else "",
        "labels": list(known.labels(config) or ()),
        "seen": last["seen"],
        "total": config.seen(config.total_steps),
        "seconds": last["seconds"],
        "training": _means(training),
        "tests": [[config.seen(e["step"]), _wrong(e)] for e in tests],
        "accuracy": tests[-1]["accuracy"] if tests else None,
        "before": shipped(config.kind).record["accuracy"],
        "answering": f"{demo.current.best(config.kind).record['created']}",
        "kept": _kept(run) if run and demo.current.kept else None,
    }


def _means(events: list[dict[str, Any]]) -> list[list[float]]:
    """Items seen and the share of wrong answers, the mean of some reports in a row."""
    size = max(1, len(events) // MOST_POINTS)
    parts = [events[k : k + size] for k in range(0, len(events), size)]
    return [
        [part[-1]["seen"], round(statistics.fmean(1 - e["accuracy"] for e in part), 5)]
        for part in parts
    ]


def _wrong(event: dict[str, Any]) -> float:
    """The share of wrong answers."""
    return round(1 - event["accuracy"], 5)


def _kept(run: Run) -> dict[str, str]:
    """What a network that was kept is called, and where it is asked."""
    return {"title": run.title, "url": urls.page_url(problem_page(run.kind).ask.page, run=run.id)}
