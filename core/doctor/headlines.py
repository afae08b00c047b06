"""Headlines: of a run's diagnoses those that still hold, and which of them make its answers wrong."""

from collections.abc import Sequence
from typing import Any

from core.doctor.rules import RULES
from core.statistics.confusion import never_answered


def standing(
    diagnoses: Sequence[dict[str, Any]], confusion: Sequence[Sequence[int]] | None
) -> list[dict[str, Any]]:
    """The diagnoses that the last test bears out, the serious ones first, else in the order in which they
    were made.

    That a class is never predicted is said early of some networks that learn it later on.
    """
    learned = confusion is not None and not never_answered(confusion)
    found = [d for d in diagnoses if not (learned and d.get("code") == "class-never-predicted")]
    return sorted(found, key=lambda d: not serious(d))


def serious(diagnosis: dict[str, Any]) -> bool:
    """Whether it makes a network's answers wrong."""
    code = diagnosis.get("code")
    return code not in RULES or not RULES[str(code)].harmless
