"""Checks of settings, and the sentences that say what is wrong with a config."""

import math
from collections.abc import Sequence
from typing import Any

from core.errors import ConfigError


def _number(value: float) -> str:
    """As a person writes it: never 1e+06, and no hundreds of digits."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "far too large"
    return f"{value:g}" if value < 1 else str(value)


def quoted(value: Any) -> str:
    """A value as Python writes it, and no longer than one can read."""
    if isinstance(value, int) and abs(value) >= 10**20:
        return "far too large"
    text = repr(value[:60] if isinstance(value, (str, tuple, list)) else value)
    return text if isinstance(value, str) or len(text) <= 80 else f"{text[:80]}…"


def one_of(options: tuple[Any, ...]) -> str:
    """Options as a sentence lists them: "3, 5 or 7"."""
    *others, last = map(str, options or ("",))
    return f"{', '.join(others)} or {last}" if others else last


def _endless(value: float) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


class Problems(dict[str, str]):
    """Collects the first problem of each field."""

    def number(
        self, field: str, value: Any, low: float, high: float, *, whole: bool = True
    ) -> bool:
        """Note a problem unless `low <= value <= high`; say whether the value is fine."""
        kind = "whole number" if whole else "number"
        wanted = int if whole else (int, float)
        limits = f"from {_number(low)} to {_number(high)}"
        if isinstance(value, bool) or not isinstance(value, wanted) or _endless(value):
            self.setdefault(field, f"{field} is {quoted(value)}; give a {kind} {limits}.")
        elif not low <= value <= high:
            self.setdefault(field, f"{field} is {_number(value)}; it must be {limits}.")
        return field not in self

    def choice(self, field: str, value: Any, options: tuple[Any, ...]) -> bool:
        """Note a problem unless the value is one of the options; say whether it is fine."""
        if not any(value == option and type(value) is type(option) for option in options):
            self.setdefault(field, f"{field} is {quoted(value)}; choose {one_of(options)}.")
        return field not in self

    def flag(self, field: str, value: Any) -> None:
        """Note a problem unless the value is true or false."""
        if not isinstance(value, bool):
            self.setdefault(field, f"{field} is {quoted(value)}; it is either true or false.")

    def check(self, order: Sequence[str]) -> None:
        """Raises ConfigError where a problem was noted, with the fields in this order."""
        if self:
            raise ConfigError({field: self[field] for field in sorted(self, key=order.index)})
