"""Progress of a run: status, numbers and curves as JSON for the live panel.

Nothing here imports PyTorch, NumPy or Plotly: the first view of a run must not wait for them.
"""

import itertools
import math
import secrets
import time
from typing import Any

from core.doctor import headlines
from core.doctor.rules import title
from core.problems import problem
from core.runs import curves
from core.runs.outcome import STATES, outcome
from core.runs.store import ACTIVE, RESUMABLE, Run
from core.statistics.durations import clock
from core.statistics.intervals import wilson
from core.statistics.percent import percent

SERVER = secrets.token_hex(4)
"""This process, among those that answer at one address one after another."""
_turns = itertools.count()


def run_progress(run: Run) -> dict[str, Any]:
    """All that a page shows of a run, while it trains and once it has ended.

    What a page offers hangs on `ended`, `weights` (whether there are any), `diagnoses` (how many) and
    `next`, which of an ended run's buttons comes first: "ask", "again" (to train with other settings, as
    `again` says) or "resume". All else is only to be shown; `figure` is what a tab is called by. Of two
    looks by one `server` the later one has the higher `turn`: the clock, whose seconds are `time`, may be
    set back.
    """
    turn, now = next(_turns), time.time()
    status, events = run.status, run.metrics()
    reports = metrics(events)
    share, words = progress(run, status, reports)
    ended = status not in ACTIVE
    came = outcome(run, status, events) if ended else None
    return {
        "server": SERVER,
        "turn": turn,
        "time": now,
        "status": status,
        "state": STATES[status],
        "ended": ended,
        "resumable": status in RESUMABLE,
        "weights": run.has_weights,
        "diagnoses": sum(e["event"] == "diagnosis" for e in events),
        "doctor": doctor(events),
        "snapshots": [int(path.stem) for path in run.snapshots()],
        "share": round(share, 4),
        "words": came.sentence if came else words,
        "figure": came.figure if came else percent(share, 0),
        "next": came.next if came else "",
        "again": came.again if came else "",
        "numbers": numbers(run, reports),
        "charts": charts(run, reports),
        "log": log(run, reports),
    }


def metrics(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a run's events those with a loss and an accuracy: progress and evaluations, oldest first."""
    return [e for e in events if e["event"] in ("progress", "evaluated")]


def doctor(events: list[dict[str, Any]]) -> list[str]:
    """The titles of the diagnoses that stand, the serious ones first."""
    tested = next((e for e in reversed(events) if e["event"] == "evaluated"), None)
    diagnoses = [e for e in events if e["event"] == "diagnosis"]
    standing = headlines.standing(diagnoses, tested["confusion"] if tested else None)
    return list(dict.fromkeys(title(str(d.get("code"))) for d in standing))


COMPILES = (
    "Getting ready: the first time on a machine, what training takes is compiled, in 10 to 20 s …"
)
COMPILES_AFTER = 3.0  # seconds without a step


def progress(run: Run, status: str, reports: list[dict[str, Any]]) -> tuple[float, str]:
    """The share that is done, 0 to 1, and a line on where the run is, how fast, and how long yet."""
    last = reports[-1] if reports else None
    if last is None:
        if status == "queued":
            return 0.0, "Waiting for a worker …"
        waited = time.time() - float(run.record.get("started") or math.inf)
        return 0.0, "Getting ready …" if waited < COMPILES_AFTER else COMPILES
    share = min(1.0, last["step"] / run.config.total_steps)
    if status == "paused":
        return share, f"Paused at step {last['step']:,}"
    if status not in ACTIVE:
        return 1.0 if status == "finished" else share, STATES[status]
    left = last["seconds"] / max(share, 1e-9) * (1 - share)
    unit = problem(run.kind).words_of(run.config).items
    speed = next((e["per_second"] for e in reversed(reports) if "per_second" in e), 0)
    return share, (
        f"Step {last['step']:,} of {run.config.total_steps:,} · epoch {last['epoch']:.1f} · "
        f"{speed:,.0f} {unit}/s · {clock(left)} left"
    )


def numbers(run: Run, reports: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The newest figures, each with its `label`, its `value`, and a `note` that says what it is."""
    newest = next((e for e in reversed(reports) if e["event"] == "progress"), None)
    tested = next((e for e in reversed(reports) if e["event"] == "evaluated"), None)
    found = []

    def number(label: str, value: str, note: str) -> None:
        found.append({"label": label, "value": value, "note": note})

    if tested:
        words = problem(run.kind).words_of(run.config)
        by_class = [sum(row) for row in tested["confusion"]]
        n = sum(by_class)
        low, high = wilson(round(tested["accuracy"] * n), n)
        number(
            "Test accuracy",
            percent(tested["accuracy"], 2 if n > 1000 else 0),
            f"On {n:,} held-out {words.items}; 95\u00a0% interval {percent(low)} to {percent(high)}.",
        )
        if not problem(run.kind).balanced:
            number(
                "Balanced accuracy",
                percent(tested["balanced_accuracy"]),
                f"The mean over the {words.labels} of the share right in each.",
            )
            number(
                "Always the largest",
                percent(max(by_class) / n),
                f"The accuracy of always answering the {words.label} with most test {words.items}.",
            )
        for simple in run.record.get("baselines", ()):
            low, high = wilson(round(simple["accuracy"] * simple["n"]), simple["n"])
            number(
                simple["name"],
                percent(simple["accuracy"], 2 if simple["n"] > 1000 else 0),
                f"No network, on the same {simple['n']:,} {words.items}"
                + (
                    ""
                    if problem(run.kind).balanced
                    else f" (balanced {percent(simple['balanced_accuracy'])})"
                )
                + f"; 95\u00a0% interval {percent(low)} to {percent(high)}.",
            )
        number("Test loss", f"{tested['loss']:.4f}", "Mean cross entropy, in nats.")
    if newest:
        number("Training accuracy", percent(newest["accuracy"]), "Of the last batches.")
    author = reported(run)
    if author is not None:
        number(
            "The notes report",
            percent(author, 0),
            "The author's one run; another seed may end elsewhere.",
        )
    return found


def reported(run: Run) -> float | None:
    """The accuracy that the notes give for the run's preset."""
    name = run.record.get("preset")
    return next((p.reported for p in problem(run.kind).presets if p.name == name), None)


def charts(run: Run, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Loss and accuracy over epochs, up to the last epoch that there will be."""
    epochs = float(run.config.epochs or 1)
    if run.record.get("early") and reports:
        epochs = reports[-1]["epoch"]
    elif run.config.epochs is None and reports and reports[-1]["step"] and reports[-1]["epoch"]:
        # Names to come over names of one epoch: a run counts steps, and ends amid an epoch.
        epochs = reports[-1]["epoch"] / reports[-1]["step"] * run.config.total_steps
    return [curves.chart(reports, field, epochs) for field in ("loss", "accuracy")]


def log(run: Run, reports: list[dict[str, Any]]) -> list[str]:
    """The notes' running log: step, share, time, loss, name / guess, right or wrong."""
    lines, every, due = [], run.config.total_steps / 20, 0.0
    for e in reports:
        if e["event"] == "progress" and e.get("example") and e["step"] >= due:
            due = e["step"] + every
            example = e["example"]
            right = example["guess"] == example["language"]
            lines.append(
                f"{e['step']:>7} {e['step'] / run.config.total_steps:>4.0%} ({clock(e['seconds'])}) "
                f"{e['loss']:.4f} {example['name']} / {example['guess']} "
                + ("✓" if right else f"✗ ({example['language']})")
            )
    return lines
