"""Settings in words: a field's label, its value as people read it, and both as a phrase ("9 channels").

All of it follows from a field's `setting(...)`; what a form says in brackets beside a choice, to those who
choose, is left out here.
"""

import re
from typing import Any

from core.settings.checks import Problems
from core.settings.execution import Execution
from core.settings.setting import Setting, settings


def find(cls: type[Any], field: str) -> Setting | None:
    """The setting of a config, or detail of its execution, by its name."""
    return settings(cls).get(field) or settings(Execution).get(field)


def label(cls: type[Any], field: str) -> str:
    """What a form calls a field; of other names (a sweep's axis "pools") a capital makes the label."""
    known = find(cls, field)
    return known.label if known else field.replace("_", " ").capitalize()


def value(cls: type[Any], field: str, given: Any) -> str:
    """A field's value as people read it, without its name: "after convolutions 1, 2", "0.3", "5 × 5".

    One that the field cannot have, in a sweep's impossible runs, as it is.
    """
    known = find(cls, field)
    if isinstance(given, list):
        given = tuple(given)
    if known and known.show:
        problems = Problems()
        known.check(problems, field, given)
        return str(given) if problems else known.show(given)
    if isinstance(given, tuple):
        return ", ".join(f"{x:,}" for x in given)
    if known and given in known.choices:
        return re.sub(r" \([^)]*\)$", "", known.choices[given])
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, float):
        return f"{given:g}"
    return f"{given:,}" if isinstance(given, int) else str(given)


def phrase(cls: type[Any], field: str, given: Any) -> str:
    """A field with its value: "9 channels", "rate 0.3", "no pooling", "batches of 32"."""
    if isinstance(given, (tuple, list)) and len(set(given)) == 1:
        given = given[0]
    many, known = isinstance(given, (tuple, list)), find(cls, field)
    if known and not many and given in known.phrases:
        return known.phrases[given]
    shown = value(cls, field, given)
    if many and not (known and known.show):
        shown = shown.replace(", ", "–")
    return known.phrase.format(shown) if known else f"{label(cls, field).lower()} {shown}"


def phrases_of(cls: type[Any], changes: dict[str, Any]) -> str:
    """Several fields with their values, as a button names them: "raw scores, rate 0.1"."""
    return ", ".join(phrase(cls, field, given) for field, given in changes.items())
