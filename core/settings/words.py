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


def value(cls: type[Any], field: str, setting: Any) -> str:
    """A field's value as people read it, without its name: "after convolutions 1, 2", "0.3", "5 × 5".

    One that the field cannot have, in a sweep's impossible runs, as it is.
    """
    known = find(cls, field)
    if isinstance(setting, list):
        setting = tuple(setting)
    if known and known.show:
        problems = Problems()
        known.check(problems, field, setting)
        return str(setting) if problems else known.show(setting)
    if isinstance(setting, tuple):
        return ", ".join(f"{x:,}" for x in setting)
    if known and setting in known.choices:
        return re.sub(r" \([^)]*\)$", "", known.choices[setting])
    if isinstance(setting, bool):
        return "yes" if setting else "no"
    if isinstance(setting, float):
        return f"{setting:g}"
    return f"{setting:,}" if isinstance(setting, int) else str(setting)


def phrase(cls: type[Any], field: str, setting: Any) -> str:
    """A field with its value: "9 channels", "rate 0.3", "no pooling", "batches of 32"."""
    if isinstance(setting, (tuple, list)) and len(set(setting)) == 1:
        setting = setting[0]
    many, known = isinstance(setting, (tuple, list)), find(cls, field)
    if known and not many and setting in known.phrases:
        return known.phrases[setting]
    shown = value(cls, field, setting)
    if many and not (known and known.show):
        shown = shown.replace(", ", "–")
    return known.phrase.format(shown) if known else f"{label(cls, field).lower()} {shown}"


def phrases_of(cls: type[Any], changes: dict[str, Any]) -> str:
    """Several fields with their values, as a button names them: "raw scores, rate 0.1"."""
    return ", ".join(phrase(cls, field, given) for field, given in changes.items())
