"""Migration of what earlier versions wrote: records of runs and plans of sweeps, by what is there.

`parts`, now the threads of a run, was a setting among the others; before that every run had two.
"""

from typing import Any

BEFORE_PARTS = 2


def move_parts_of_record(record: dict[str, Any]) -> dict[str, Any]:
    """A run's record with `parts` taken out of its config, as its `threads`."""
    config = record.get("config")
    if "threads" in record or not isinstance(config, dict):
        return record
    return record | _moved(record, "config")


def move_parts_of_plan(plan: dict[str, Any]) -> dict[str, Any]:
    """A sweep's plan with `parts` taken out of its base, and renamed where they are what varies. Names
    and labels stay: the folders of its runs are called by them."""
    if "threads" in plan:
        return plan
    axes = [
        axis | {"points": [p | {"changes": _renamed(p["changes"])} for p in axis["points"]]}
        for axis in plan["axes"]
    ]
    return plan | _moved(plan, "base") | {"axes": axes}


def _moved(values: dict[str, Any], field: str) -> dict[str, Any]:
    left = {k: v for k, v in values[field].items() if k != "parts"}
    return {field: left, "threads": values[field].get("parts", BEFORE_PARTS)}


def _renamed(changes: dict[str, Any]) -> dict[str, Any]:
    return {"threads" if k == "parts" else k: v for k, v in changes.items()}
