"""Validation of what run directories hold: run.json, result.json and the events of metrics.jsonl.

Everyone may write into a runs folder, and half of a file may be lost. What is read from there is held
against its shape once, so that nobody who shows or counts it has to expect anything else.
"""

import math
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]

MOST = 2**53  # beyond it whole numbers are not exact in JSON, nor in a browser
LAST_TIME = 7_258_118_400.0  # the year 2200, which tables can still show
MOST_CLASSES = 2_000


def whole(value: Any) -> bool:
    """A whole number from 0 on that is one everywhere."""
    return type(value) is int and 0 <= value < MOST


def number(value: Any) -> bool:
    """Any number, also nan and inf: the loss of a network that has diverged."""
    return type(value) is float or (type(value) is int and abs(value) < MOST)


def amount(value: Any) -> bool:
    """A number from 0 on, up to what seconds, epochs and items a second may come to."""
    return number(value) and 0 <= value < 1e12


def speed(value: Any) -> bool:
    return amount(value) and value > 0


def share(value: Any) -> bool:
    return number(value) and 0 <= value <= 1


def text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 100_000


def moment(value: Any) -> bool:
    """Seconds since 1970."""
    return number(value) and 0 <= value < LAST_TIME


def labels(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_CLASSES and all(map(text, value))


def matrix(value: Any) -> bool:
    """Counts of a test, square, at least one of them not 0."""
    if not isinstance(value, list) or not 2 <= len(value) <= MOST_CLASSES:
        return False
    if not all(isinstance(row, list) and len(row) == len(value) for row in value):
        return False
    rows = [row for row in value if set(map(type, row)) == {int}]
    return (
        len(rows) == len(value)
        and min(map(min, rows)) >= 0
        and max(map(max, rows)) < MOST
        and any(map(any, rows))
    )


def example(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict) and all(text(value.get(k)) for k in ("name", "language", "guess"))
    )


def layers(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(layer, dict)
        and layer.keys() == {"name", "dead", "units"}
        and text(layer["name"])
        and whole(layer["dead"])
        and whole(layer["units"])
        for layer in value
    )


def settings(value: Any) -> bool:
    return isinstance(value, dict) and all(
        type(v) in (str, bool) or number(v) or isinstance(v, list) for v in value.values()
    )


def cycles(value: Any) -> bool:
    """Pairs of steps, each pair growing."""
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(whole, pair)) and pair[0] < pair[1]
        for pair in value
    )


def baselines(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(simple, dict)
        and text(simple.get("name"))
        and text(simple.get("about"))
        and share(simple.get("accuracy"))
        and share(simple.get("balanced_accuracy"))
        and whole(simple.get("n"))
        and simple["n"] > 0
        for simple in value
    )


RECORD: dict[str, Check] = {
    "status": text,
    "owner": text,
    "created": moment,
}
"""Fields of run.json that each has; `schema`, `kind` and `config` are checked where they are read."""

MORE_RECORD: dict[str, Check] = {
    "title": text,
    "preset": lambda v: v is None or text(v),
    "error": text,
    "started": moment,
    "ended": moment,
    "threads": whole,
    "step": whole,
    "total": whole,
    "seconds": amount,
    "accuracy": share,
    "balanced_accuracy": share,
    "loss": number,
    "classes": labels,
    "data": text,
    "baselines": baselines,
    "base": text,
    "early": text,
    "cycles": cycles,
    "remark": text,
    "versions": lambda v: isinstance(v, dict),
}
"""Fields that come with training."""

FINISHED = ("accuracy", "balanced_accuracy", "loss", "seconds", "step")
"""Of them, those that a sweep's finished run is counted by."""

POINT: dict[str, Check] = {"label": text, "changes": settings}
PLAN: dict[str, Check] = {
    "kind": text,
    "base": settings,
    "seeds": lambda v: isinstance(v, list) and len(v) > 0 and all(map(whole, v)),
    "title": text,
    "table": text,
    "threads": whole,
}
"""Fields of the plan in sweep.json, beside its axes."""

STEP: dict[str, Check] = {"step": whole}
_TOLD: dict[str, Check] = STEP | {"epoch": amount, "seconds": amount, "loss": number}
EVENTS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "progress": (
        _TOLD | {"seen": whole, "accuracy": share, "per_second": speed},
        {"example": example},
    ),
    "evaluated": (
        _TOLD | {"accuracy": share, "balanced_accuracy": share, "confusion": matrix},
        {"moved": lambda v: v is None or number(v), "relus": layers},
    ),
    "diagnosis": (STEP | {"code": text, "evidence": text, "remedy": text}, {"changes": settings}),
    "finished": (STEP, {}),
    "resumed": (STEP, {}),
}
"""By kind of event: the fields that it has, and those that earlier versions did not write."""


def wrong(values: dict[str, Any], needed: dict[str, Check], more: dict[str, Check]) -> str:
    """The first field that is missing or not what it should be, in words; "" where there is none."""
    for name, check in needed.items():
        if name not in values:
            return f"{name} is missing"
        if not check(values[name]):
            return f"{name} is {_shown(values[name])}"
    for name, check in more.items():
        if name in values and not check(values[name]):
            return f"{name} is {_shown(values[name])}"
    return ""


def _shown(value: Any) -> str:
    if type(value) is int and abs(value) >= 10**20:
        return "far too large"
    if type(value) in (str, int, float, bool) or value is None:
        return f"{value!r:.40}"
    return "not what it should be"


def is_event(value: Any) -> bool:
    """Whether a line of metrics.jsonl is an event of ours."""
    if not isinstance(value, dict) or not isinstance(name := value.get("event"), str):
        return False
    return name in EVENTS and not wrong(value, *EVENTS[name])


def is_result(value: Any) -> bool:
    """Whether result.json holds an evaluation."""
    return isinstance(value, dict) and not wrong(value, *EVENTS["evaluated"])


def check_record(record: dict[str, Any]) -> None:
    """Raises ValueError, naming the first field of a run.json that is not what it should be."""
    if problem := wrong(record, RECORD, MORE_RECORD):
        raise ValueError(problem)


def check_sweep(record: dict[str, Any]) -> None:
    """Raises ValueError for a sweep.json whose fields are not of their kinds; that its settings can be
    built, the plan finds out."""
    plan = record.get("plan")
    if not moment(record.get("created")):
        raise ValueError(f"created is {_shown(record.get('created'))}")
    if not isinstance(plan, dict) or not isinstance(plan.get("axes"), list) or not plan["axes"]:
        raise ValueError("plan is not what it should be")
    for name, fits in PLAN.items():
        if name in plan and not fits(plan[name]):
            raise ValueError(f"{name} is {_shown(plan[name])}")
    for axis in plan["axes"]:
        points = axis.get("points") if isinstance(axis, dict) else None
        if not (isinstance(points, list) and points and text(axis.get("name"))):
            raise ValueError("an axis is not what it should be")
        if not all(isinstance(p, dict) and wrong(p, POINT, {}) == "" for p in points):
            raise ValueError(f"a point of {axis['name'][:40]} is not what it should be")


def finite(values: Any, count: int) -> bool:
    """Whether these are so many numbers from 0 on, none of them endless."""
    return (
        isinstance(values, list)
        and len(values) == count
        and all(number(v) and math.isfinite(v) and v >= 0 for v in values)
    )
