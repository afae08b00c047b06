"""The challenges of all kinds, and which run reaches the goal of one."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from core import problems
from core.problem_values import Challenge, Findings
from core.problems import PROBLEMS
from core.runs import store
from core.runs.store import Run
from core.settings.config import Config
from core.settings.words import phrase

QUICK = "quick"
"""The preset of every kind whose rate is to be broken."""


def too_fast(config: Config, _: Mapping[str, Any], findings: Findings) -> str:
    """How a quick network of which only the rate was changed is so sick that the doctor lowers it."""
    usual, rate = problems.preset(config.kind, QUICK).config, config.learning_rate
    if config.replace(learning_rate=usual.learning_rate, seed=usual.seed) != usual:
        return ""
    lower = ((d.get("changes") or {}).get("learning_rate", rate) < rate for d in findings())
    return f"{phrase(type(config), 'learning_rate', rate)} broke it" if any(lower) else ""


BREAK = Challenge(
    "break-it",
    "Find a rate that breaks it",
    "Train a quick preset, of any kind, with nothing changed but its learning rate and its seed, so that "
    "the doctor finds it sick and its remedy is a lower rate.",
    "Try rates, below the form, shows where the loss goes up in place of down. A rate that is only a "
    "little too high still learns: go well beyond.",
    "Set the rate",
    {"preset": QUICK},
    too_fast,
)


def challenges() -> list[tuple[str, Challenge]]:
    """All of them, each with the kind on whose pages it is done."""
    own = [(kind, one) for kind, known in PROBLEMS.items() for one in known.challenges]
    return [*own, (next(iter(PROBLEMS)), BREAK)]


def reached(kind: str, challenge: Challenge, runs: Iterable[Run]) -> str:
    """How the first of some runs reaches a challenge's goal, with the run's title; "" where none does.

    A challenge that no kind has for itself is done with runs of any.
    """
    own = challenge in problems.problem(kind).challenges
    for run in runs:
        if challenge.reached is None or (own and run.kind != kind) or run.status in store.ACTIVE:
            continue
        if how := challenge.reached(run.config, run.record, partial(_findings, run)):
            return f"{run.title}: {how}"
    return ""


def _findings(run: Run) -> list[dict[str, Any]]:
    return [e for e in run.metrics() if e["event"] == "diagnosis"]
