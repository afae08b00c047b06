"""The sweep that is being planned, in the address: its form as one parameter, followed and told.

digits;quick;seeds:3;epochs:1;*channels:4|8;*learning_rate:0.1|0.3     what varies has a star
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.problems import PROBLEMS, problem
from core.settings.config import parse_value
from core.settings.setting import settings
from ui import urls
from ui.problem_page import SweepDefaults
from ui.problems import problem_page

SEEDS, LOST = "seeds", "stop_when_lost"
Planned = tuple[str, str, dict[str, Any], dict[str, list[str]]]
"""Kind, preset, what stays the same, and what varies with its values as typed."""


def defaults(kind: str) -> Planned:
    """What the form of a kind begins with."""
    usual: SweepDefaults = problem_page(kind).sweep
    base = next(p.config for p in problem(kind).presets if p.name == usual.preset)
    sizes = {field: getattr(base, field) for field in usual.sizes}
    vary = {field: list(usual.values.get(field, ())) for field in usual.vary}
    return kind, usual.preset, {SEEDS: 3, LOST: False} | sizes, vary


def written(planned: Planned) -> str:
    kind, preset, fixed, vary = planned
    parts = [f"{field}:{value}" for field, value in fixed.items()]
    return ";".join([kind, preset, *parts, *(f"*{f}:{'|'.join(v)}" for f, v in vary.items())])


def read(text: str) -> Planned:
    """The inverse of `written`. Raises ValueError."""
    kind, preset, *parts = [*text.split(";"), "", ""][: max(2, text.count(";") + 1)]
    if kind not in PROBLEMS:
        raise ValueError(f"it begins with {kind[:40]!r}, which is no kind of network")
    known = settings(problem(kind).Config)
    if preset not in (p.name for p in problem(kind).presets):
        raise ValueError(f"there is no preset {preset[:40]!r} for {kind}")
    fixed: dict[str, Any] = {}
    vary: dict[str, list[str]] = {}
    for part in filter(None, parts):
        field, _, values = part.partition(":")
        name = field.removeprefix("*")
        if name not in (*known, SEEDS):
            raise ValueError(f"{name[:40]!r} is no setting")
        if field.startswith("*"):
            vary[name] = [value for value in values.split("|") if value]
        else:
            fixed[name] = _within(name, parse_value(values), known)
    return kind, preset, fixed, vary


def _within(field: str, value: Any, known: Any) -> Any:
    low, high = (1, 50) if field == SEEDS else (known[field].low, known[field].high)
    fits = isinstance(value, bool) if field == LOST else type(value) is int and low <= value <= high
    if not fits:
        raise ValueError(f"{field} cannot be {value!r:.40}")
    return value


def follow() -> None:
    """Let the form hold what the address brings. Call it before the form is drawn."""
    found = urls.follow("plan", read, defaults(next(iter(PROBLEMS))))
    if found is None:
        return
    kind, preset, fixed, vary = found
    state = st.session_state
    state["sweep.kind"], state[f"sweep.{kind}.preset"] = kind, preset
    for field, value in fixed.items():
        key = f"sweep.{field}" if field in (SEEDS, LOST) else f"sweep.{preset}.{field}"
        state[key] = value
    state[f"sweep.{kind}.vary"] = list(vary)
    for field, values in vary.items():
        state[f"sweep.{kind}.{field}"] = values


def tell(
    kind: str, preset: str, fixed: dict[str, Any], seeds: int, vary: Mapping[str, Sequence[str]]
) -> None:
    """Let the address hold what the form does."""
    planned = {SEEDS: seeds, LOST: fixed.get(LOST, False)} | fixed
    text = written((kind, preset, planned, {f: list(v) for f, v in vary.items()}))
    first = next(iter(PROBLEMS))
    urls.tell(plan=None if text == written(defaults(first)) else text)
