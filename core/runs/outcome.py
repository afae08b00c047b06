"""The outcome of a run that has ended: what came of it in one sentence, and what to do next.

Nothing here imports PyTorch, NumPy or Plotly: the first look must not wait for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from core.doctor import headlines
from core.doctor.rules import title
from core.problems import problem
from core.runs import reasons
from core.runs.store import RESUMABLE, Run
from core.settings.words import phrases_of
from core.statistics.durations import clock
from core.statistics.intervals import wilson
from core.statistics.percent import percent

STATES = {
    "queued": "Waiting",
    "running": "Training",
    "paused": "Paused",
    "stopped": "Stopped",
    "finished": "Finished",
    "failed": "Failed",
    "interrupted": "Interrupted",
}
"""What a run's status is called."""


@dataclass(frozen=True)
class Outcome:
    """What became of a run, and what a page offers first."""

    sentence: str
    figure: str
    """The shortest that says how it went: "98.9 %", or its state where nothing was tested."""
    next: Literal["ask", "again", "resume", ""]
    """Ask its network, train again with `changes`, or let it go on; "" where nothing of these can be."""
    changes: dict[str, Any] = field(default_factory=dict)
    again: str = ""
    """`changes` as a button names them: "Train with rate 0.1"."""


def outcome(run: Run, status: str, events: Sequence[dict[str, Any]]) -> Outcome:
    """The outcome of a run, from its status and all that it has told, oldest first."""
    reports = [e for e in events if e["event"] in ("progress", "evaluated")]
    tested = next((e for e in reversed(reports) if e["event"] == "evaluated"), None)
    diagnoses = [e for e in events if e["event"] == "diagnosis"]
    standing = headlines.standing(diagnoses, tested["confusion"] if tested else None)
    parts = [_test(run, tested, reports[-1]["seconds"])] if tested else []
    early = str(run.record.get("early", "")) if status == "finished" else ""
    if standing:
        headline = title(str(standing[0].get("code")))
        parts.append(f"the doctor found: {headline[:1].lower()}{headline[1:]}")
    elif tested and status == "finished":
        parts.append("the doctor found nothing wrong")
    sick = next((d for d in standing if headlines.serious(d) and d.get("changes")), None)
    changes = dict(sick["changes"]) if sick else {}
    return Outcome(
        _sentence(early or _how_it_ended(run, status, reports), "; ".join(parts)),
        percent(tested["accuracy"]) if tested else STATES[status],
        _next(run, status, changes),
        changes,
        f"Train with {phrases_of(type(run.config), changes)}" if changes else "",
    )


def _how_it_ended(run: Run, status: str, reports: list[dict[str, Any]]) -> str:
    """Nothing of a run that is finished; of others why they ended, or how far they came."""
    if status == "finished" and reports:
        return ""
    error = reasons.of(run.path, run.record)
    if error and not error.endswith((".", "!", "?")):
        error += "."
    if not reports:
        return f"{error} It has not taken a step; resume it to train it.".strip()
    if error:
        return error
    return f"{STATES[status]} at step {reports[-1]['step']:,} of {run.config.total_steps:,}"


def _sentence(opening: str, rest: str) -> str:
    """Both, either of which may be missing. An opening that is a sentence of its own has its full stop."""
    if not rest:
        return opening if opening.endswith((".", "!", "?")) else f"{opening}."
    between = "" if not opening else " " if opening.endswith((".", "!", "?")) else ": "
    return f"{opening}{between}{rest}."


def _test(run: Run, tested: dict[str, Any], seconds: float) -> str:
    """The accuracy with its interval, and the time that it took."""
    n = sum(map(sum, tested["confusion"]))
    low, high = wilson(round(tested["accuracy"] * n), n)
    items = problem(run.kind).words_of(run.config).items
    return (
        f"{percent(tested['accuracy'])} of {n:,} test {items} right (95\u00a0% "
        f"interval {percent(low)} to {percent(high)}) after {clock(seconds)}"
    )


def _next(run: Run, status: str, changes: dict[str, Any]) -> Literal["ask", "again", "resume", ""]:
    if changes:
        return "again"
    if status in ("interrupted", "failed") or (status in RESUMABLE and not run.has_weights):
        return "resume"
    return "ask" if run.has_weights else ""
