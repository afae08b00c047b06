"""The ranking of networks: the best on the standard test set first, and which is better than one."""

import contextlib
import functools
from collections.abc import Iterable

from core.errors import RunError
from core.problems import problem, tested_alike
from core.runs import listing, naming, store
from core.runs.store import Run
from core.settings.config import Config
from core.statistics.intervals import wilson
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
    return tested_alike(run.config, _standard(run.kind))


@functools.cache
def _standard(kind: str) -> Config:
    return problem(kind).Config()


def best_of_kinds(runs: Iterable[Run]) -> list[Run]:
    """Of each kind the tested run that ranks first."""
    best: dict[str, Run] = {}
    for run in runs:
        if run.record.get("accuracy") is None or run.record["status"] in store.ACTIVE:
            continue
        if run.kind not in best or _rank(run) < _rank(best[run.kind]):
            best[run.kind] = run
    return list(best.values())


def better(run: Run) -> Run | None:
    """The best network of the same test, where it is better by more than chance; None of a run that trains
    or has not been tested."""
    accuracy = run.record.get("accuracy")
    n = sum(map(sum, (run.result() or {}).get("confusion") or []))
    if accuracy is None or run.status in store.ACTIVE or not n:
        return None
    # Ranked as they are, the first that is tested alike is the best of those.
    rivals = (r for r in candidates(run.kind) if r.has_weights)
    best = next((r for r in rivals if tested_alike(r.config, run.config)), run)
    high = wilson(round(accuracy * n), n)[1]
    return best if wilson(round((best.record.get("accuracy") or 0.0) * n), n)[0] > high else None


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
