"""Other seeds: a run again with several seeds, beside the run that it changes, as a sweep."""

from core.runs.store import Run
from core.settings.words import phrases_of
from core.sweeps.plan import Axis, Plan, Point, seed_range, shown

SEEDS = 5
CHANGE = "change"
"""The axis whose points are a run's settings and those that it changed."""


def plan(run: Run, base: Run | None = None, seeds: int = SEEDS) -> Plan:
    """Every seed from the run's own on; where it changes another run's settings, those as well."""
    config, cls = run.config.to_dict(), type(run.config)
    before = base.config.to_dict() if base else config
    changes = {f: v for f, v in config.items() if f != "seed" and v != before[f]}
    if changes:
        earlier = {field: before[field] for field in changes}
        points = tuple(Point(phrases_of(cls, values), values) for values in (earlier, changes))
        axis = Axis(CHANGE, points)
    else:
        field = run.config.length
        axis = Axis(field, (Point(shown(config[field]), {field: config[field]}),))
    title = f"{run.title}: other seeds"
    return Plan(run.kind, config, (axis,), seed_range(run.config.seed, seeds), title)
