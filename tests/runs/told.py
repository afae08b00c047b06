"""Events as metrics.jsonl holds them, for tests of what reads it."""

from typing import Any


def progress(step: int, **more: Any) -> dict[str, Any]:
    told = {"step": step, "seen": 64 * step, "epoch": step / 100, "seconds": step / 10, "loss": 1.5}
    told |= {"accuracy": 0.5, "per_second": 640.0}
    return {"event": "progress", "example": None} | told | more


def evaluated(step: int, confusion: list[list[int]] | None = None, **more: Any) -> dict[str, Any]:
    counts = confusion or [[3, 1], [0, 4]]
    right = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    told = {"step": step, "epoch": step / 100, "seconds": step / 10, "loss": 0.25}
    told |= {"accuracy": right, "balanced_accuracy": 0.75}
    return {"event": "evaluated", "confusion": counts} | told | more


def diagnosis(step: int, code: str = "at-chance", **more: Any) -> dict[str, Any]:
    told = {"step": step, "code": code, "evidence": "It guesses.", "remedy": "Train longer."}
    return {"event": "diagnosis"} | told | more
