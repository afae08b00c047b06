"""The ranking of networks in a picker: the best on the standard test set first."""

import contextlib

from core.errors import RunError
from core.problems import problem, tested_alike
from core.runs import listing, naming, store
from core.runs.store import Run
from core.statistics.percent import percent
from core.sweeps import sweep as sweeps


def candidates(kind: str) -> list[Run]:
    """The networks of a kind that can answer, ranked: every run, and the best of each sweep."""
    found = [r for r in listing.runs(kind) if r.has_weights or r.status in store.ACTIVE]
    for sweep in sweeps.list_sweeps()[0]:
        ended = [c for c in sweep.cells() if c.result is not None] if sweep.kind == kind else []
        if ended:
            best = max(ended, key=lambda c: c.result or 0)
            with contextlib.suppress(RunError):  # deleted meanwhile
                found.append(listing.find(best.run_id))
    return sorted((r for r in found if r.kind == kind), key=_rank)


def _rank(run: Run) -> tuple[bool, bool, float, float]:
    accuracy = run.record.get("accuracy")
    return accuracy is None, not is_standard(run), -(accuracy or 0.0), -run.record["created"]


def is_standard(run: Run) -> bool:
    """Whether it was tested as a network is unless somebody chose otherwise."""
    return tested_alike(run.config, problem(run.kind).Config())


def labels(runs: list[Run]) -> list[str]:
    """What a picker calls each run: "Quick CNN · seed 3 · 98.8 %"; no two are called the same."""
    titles = []
    for run in runs:
        parts = [run.title]
        accuracy = run.record.get("accuracy")
        if accuracy is not None:
            parts.append(percent(accuracy))
        if run.in_sweep:
            parts.append("best of its sweep")
        if run.status != "finished":
            parts.append(run.status)
        titles.append(naming.SEPARATOR.join(parts))
    return naming.distinct(titles, [run.record["created"] for run in runs])
