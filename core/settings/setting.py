"""A setting of a config, said once: default, help, limits, choices, words, suggestions for sweeps.

    epochs: int = setting(2, "How often training sees each image, {low} to {high}.", low=1, high=200)

The checks of a config, the forms, the command line and the sweeps read it through `settings(cls)`.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.settings.checks import Problems, one_of

Check = Callable[[Problems, str, Any], object]
"""Notes in `Problems` what is wrong with a field's value, called with (problems, field, value)."""
_ABSENT = object()


@dataclass(frozen=True)
class Setting:
    """What is known of one field of a config beside its type."""

    type: Any
    help: str
    """A sentence or two for a form, the command line and sweeps."""
    label: str
    """As forms and tables name it."""
    low: float | None
    high: float | None
    step: float
    """How far one press of a form's plus goes."""
    choices: Mapping[Any, str]
    """Every allowed value with its words, in brackets what only who chooses needs; empty where values are
    not listed."""
    phrase: str
    """What to say of a value beside others, "{} channels"; `core.settings.words.phrase` says it."""
    phrases: Mapping[Any, str]
    """The values of which that would be wrong: {1: "1 channel"}."""
    show: Callable[[Any], str] | None
    """How people write a value, where not as Python does."""
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
    phrase: str = "",
    phrases: Mapping[Any, str] | None = None,
    show: Callable[[Any], str] | None = None,
    suggest: Iterable[Any] = (),
    before: Any = _ABSENT,
    check: Check | None = None,
) -> Any:
    """A dataclass field with all that is known of it. Without a `check`, the value must be
    one of `choices`, lie within `low` and `high` (whole for an int), or be true or false.

    {low}, {high} and {choices} in its help are filled in. Label and phrases follow from the field's name
    by default.
    """
    words = dict(choices) if isinstance(choices, Mapping) else {c: str(c) for c in choices}
    for name, text in (
        ("low", _written(low)),
        ("high", _written(high)),
        ("choices", one_of(tuple(words))),
    ):
        help = help.replace(f"{{{name}}}", text)
    known = {
        "help": help,
        "label": label,
        "low": low,
        "high": high,
        "step": step,
        "choices": words,
        "phrase": phrase,
        "phrases": phrases or {},
        "show": show,
        "suggest": tuple(suggest) or tuple(words),
        "before": before,
        "check": check,
    }
    return dataclasses.field(default=default, metadata={"setting": known})


def _written(limit: float | None) -> str:
    """A limit as a sentence has it: 1 000 000."""
    return "" if limit is None else f"{limit:,}".replace(",", " ")


def settings(cls: type[Any]) -> dict[str, Setting]:
    """The settings of a config by field, in the order in which they are declared."""
    return _settings(cls)  # type: ignore[arg-type]


def before(cls: type[Any]) -> dict[str, Any]:
    """What was kept before some settings of a config existed lacks them; by field, what it had."""
    return {field: known.before for field, known in settings(cls).items() if known.optional}


@functools.cache
def _settings(cls: Any) -> dict[str, Setting]:
    types = typing.get_type_hints(cls)
    found = {}
    for field in dataclasses.fields(cls):
        known = dict(field.metadata["setting"])
        known["label"] = known["label"] or field.name.replace("_", " ").capitalize()
        known["type"] = types[field.name]
        known["check"] = known["check"] or _check(known["type"], known)
        noun = known["label"].lower()
        known["phrase"] = known["phrase"] or ("{}" if known["choices"] else f"{noun} {{}}")
        if known["type"] is bool:
            known["suggest"] = known["suggest"] or (True, False)
            known["phrases"] = known["phrases"] or {True: noun, False: f"no {noun}"}
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
