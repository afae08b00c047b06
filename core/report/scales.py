"""Scales of printed figures: ticks at round numbers, and the pixels in which values and categories lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


def nice_ticks(low: float, high: float, count: int = 6) -> list[tuple[float, str]]:
    """The multiples of 1, 2 or 5 times a power of ten within [low, high], about `count`, each with its text
    (the same as `ui/components/scales.js` has them)."""
    power = 10 ** math.floor(math.log10((high - low) / count))
    step = next((m * power for m in (1, 2, 5) if m * power * count >= high - low), 10 * power)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [k * step for k in range(first, last + 1)]
    extreme = step < 1e-3 or step >= 1e5
    return [(v, f"{v:.1e}" if v and extreme else f"{v:.{places}f}") for v in values]


@dataclass(frozen=True)
class Scale:
    """An axis: its ends in values and in pixels, and its ticks."""

    low: float
    high: float
    start: float
    """Pixels of `low`."""
    end: float
    """Pixels of `high`."""
    ticks: Sequence[tuple[float, str]]
    title: str = ""
    categories: Sequence[str] = ()
    """What its values 0, 1, 2 ... stand for, where they are no numbers."""

    def place(self, value: float | str) -> float:
        """Where a number, or a category, lies."""
        number = float(self.categories.index(str(value))) if self.categories else float(value)
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def unit(self) -> float:
        """Pixels of 1, or of a category."""
        return abs(self.end - self.start) / (self.high - self.low)


def linear(
    values: Sequence[float], start: float, end: float, title: str = "", zero: bool = False
) -> Scale:
    """The scale that holds some numbers, with a margin; 0 among them where `zero` says so, without one."""
    found = [v for v in values if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(found), max(found)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    margin = 0.04 * (high - low)
    low -= margin if low or not zero else 0
    high += margin if high or not zero else 0
    return Scale(low, high, start, end, nice_ticks(low, high), title)
