"""Headlines of diagnoses: a title for each code, and which of them make a network's answers wrong."""

from collections.abc import Sequence
from typing import Any

from core.statistics.confusion import never_answered

TITLES = {
    "not-finite": "The loss is not a number",
    "double-softmax": "The softmax is applied twice",
    "at-chance": "Stuck at chance",
    "class-never-predicted": "Some answers are never given",
    "dead-relu": "Dead ReLUs",
    "rate-too-high": "The learning rate is far too high",
    "rate-too-low": "The learning rate is far too low",
    "overfitting": "Overfitting",
    "test-too-small": "The test set is too small",
}
HARMLESS = ("test-too-small", "overfitting", "rate-too-low")
"""Codes of networks that answer as well as their accuracy says."""


def title(code: str) -> str:
    """What a diagnosis is called; one of a later version by its code."""
    return TITLES.get(code, code)


def standing(
    diagnoses: Sequence[dict[str, Any]], confusion: Sequence[Sequence[int]] | None
) -> list[dict[str, Any]]:
    """The diagnoses that the last test bears out, the serious ones first, else in the order in which they
    were made.

    That a class is never predicted is said early of some networks that learn it later on.
    """
    learned = confusion is not None and not never_answered(confusion)
    found = [d for d in diagnoses if not (learned and d.get("code") == "class-never-predicted")]
    return sorted(found, key=lambda d: d.get("code") in HARMLESS)


def serious(diagnosis: dict[str, Any]) -> bool:
    """Whether it makes a network's answers wrong."""
    return diagnosis.get("code") not in HARMLESS
