"""Commands that make a result anew: a run's training, or a sweep, as lines for the command line."""

import shlex
from typing import Any

from core.problem import Preset
from core.problems import problem
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps.plan import Plan

CORE = "python -m core"


def nearest_preset(kind: str, values: dict[str, Any]) -> Preset:
    """Of a kind's presets the one from which the fewest settings differ, the seed aside."""

    def apart(preset: Preset) -> int:
        own = preset.config.to_dict()
        return sum(
            own[field] != value
            for field, value in values.items()
            if field in own and field != "seed"
        )

    return min(problem(kind).presets, key=apart)


def typed(value: Any) -> str:
    """A setting's value as the command line reads it back, to the last digit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ",".join(map(typed, value)) + "," * (len(value) == 1)
    return "none" if value is None else str(value)


def train(config: Config, threads: int | None = None) -> str:
    """The command that trains a config: a preset and what differs from it."""
    values = config.to_dict()
    preset = nearest_preset(config.kind, values)
    own = preset.config.to_dict()
    entailed = config.entailed({f: value for f, value in values.items() if own[f] != value})
    options = _options(values, own | entailed)
    if threads not in (None, preset.threads or problem(config.kind).threads):
        options += ["--threads", str(threads)]
    return _line("train", config.kind, "--preset", preset.name, *options)


def of_run(run: Run) -> str:
    return train(run.config, run.threads)


def of_sweep(plan: Plan) -> list[str]:
    """The command of a sweep, or where its axes are no single settings those of its runs."""
    count = ["--seeds", str(len(plan.seeds))]
    if plan.table:
        from core.notes import tables

        own = tables.table(plan.table).base
        changed = {f: v for f, v in plan.base.items() if f != "seed"}
        options = _options(changed, {f: own.get(f, v) for f, v in changed.items()})
        return [_line("sweep", "--notes", plan.table, *count, *options, *_first_seed(plan, 0))]
    if any(set(point.changes) != {axis.name} for axis in plan.axes for point in axis.points):
        every = (cell.config for cell in plan.cells if cell.config is not None)
        return [train(config, plan.threads) for config in every]
    preset = nearest_preset(plan.kind, plan.base)
    same = {f: v for f, v in plan.base.items() if f not in ("seed", *(a.name for a in plan.axes))}
    vary = []
    for axis in plan.axes:
        values = [point.changes[axis.name] for point in axis.points]
        many = any(isinstance(value, (tuple, list)) for value in values)
        text = (";" if many else ",").join(map(typed, values)) + ";" * (many and len(values) == 1)
        vary += ["--vary", f"{axis.name}={text}"]
    options = _options(same, preset.config.to_dict())
    first = _first_seed(plan, preset.config.seed)
    return [_line("sweep", plan.kind, "--preset", preset.name, *vary, *count, *options, *first)]


def _first_seed(plan: Plan, usual: int) -> list[str]:
    return [] if plan.seeds[0] == usual else ["--seed", str(plan.seeds[0])]


def _options(values: dict[str, Any], usual: dict[str, Any]) -> list[str]:
    found = []
    for field, value in values.items():
        if value != usual.get(field):
            found += [f"--{field.replace('_', '-')}", typed(value)]
    return found


def _line(*words: str) -> str:
    return f"{CORE} {shlex.join(words)}"
