"""A setting of a config, said once: default, help, limits, choices, label, suggestions for sweeps.

    epochs: int = setting(2, "How many times training goes through its images.", low=1, high=200)

The checks of a config, the forms, the command line and the sweeps read it through `settings(cls)`.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.settings.checks import Problems

Check = Callable[[Problems, str, Any], object]
"""Notes in `Problems` what is wrong with a field's value, called with (problems, field, value)."""
_ABSENT = object()


@dataclass(frozen=True)
class Setting:
    """What is known of one field of a config beside its type."""

    help: str
    """A sentence or two for a form, the command line and sweeps."""
    label: str
    """As a form names it."""
    low: float | None
    high: float | None
    step: float
    """How far one press of a form's plus goes."""
    choices: Mapping[Any, str]
    """Every allowed value with its words; empty where values are not listed."""
    suggest: tuple[Any, ...]
    """Values that a sweep offers."""
    before: Any
    """What runs had that were kept before this setting existed; `_ABSENT` where it is as old as they."""
    check: Check

    @property
    def optional(self) -> bool:
        """Whether a config that was kept may lack it."""
        return self.before is not _ABSENT


def setting(
    default: Any,
    help: str,
    *,
    label: str = "",
    low: float | None = None,
    high: float | None = None,
    step: float = 1,
    choices: Mapping[Any, str] | Iterable[Any] = (),
    suggest: Iterable[Any] = (),
    before: Any = _ABSENT,
    check: Check | None = None,
) -> Any:
    """A dataclass field with all that is known of it. Where no `check` is given, the value must be
    one of `choices`, lie within `low` and `high` (whole for an int), or be true or false."""
    words = dict(choices) if isinstance(choices, Mapping) else {c: str(c) for c in choices}
    known = {
        "help": help,
        "label": label,
        "low": low,
        "high": high,
        "step": step,
        "choices": words,
        "suggest": tuple(suggest) or tuple(words),
        "before": before,
        "check": check,
    }
    return dataclasses.field(default=default, metadata={"setting": known})


def settings(cls: type[Any]) -> dict[str, Setting]:
    """The settings of a config by field, in the order in which they are declared."""
    return _settings(cls)  # type: ignore[arg-type]


@functools.cache
def _settings(cls: Any) -> dict[str, Setting]:
    types = typing.get_type_hints(cls)
    found = {}
    for field in dataclasses.fields(cls):
        known = dict(field.metadata["setting"])
        known["label"] = known["label"] or field.name.replace("_", " ").capitalize()
        known["check"] = known["check"] or _check(types[field.name], known)
        if types[field.name] is bool and not known["suggest"]:
            known["suggest"] = (True, False)
        found[field.name] = Setting(**known)
    return found


def _check(kind: Any, known: Mapping[str, Any]) -> Check:
    """The check that follows from a field's type, choices and limits."""
    choices, low, high = tuple(known["choices"]), known["low"], known["high"]
    if choices:
        return lambda problems, field, value: problems.choice(field, value, choices)
    if kind is bool:
        return lambda problems, field, value: problems.flag(field, value)
    if kind in (int, float) and low is not None and high is not None:
        return lambda problems, field, value: problems.number(
            field, value, low, high, whole=kind is int
        )
    raise TypeError(f"a setting of type {kind} needs choices, limits or a check of its own")
