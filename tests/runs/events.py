"""Events as metrics.jsonl holds them, for tests of what reads it."""

from typing import Any


def progress(step: int, **more: Any) -> dict[str, Any]:
    fields = {
        "step": step,
        "seen": 64 * step,
        "epoch": step / 100,
        "seconds": step / 10,
        "loss": 1.5,
    }
    fields |= {"accuracy": 0.5, "per_second": 640.0}
    return {"event": "progress", "example": None} | fields | more


def evaluated(step: int, confusion: list[list[int]] | None = None, **more: Any) -> dict[str, Any]:
    counts = confusion or [[3, 1], [0, 4]]
    right = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    fields = {"step": step, "epoch": step / 100, "seconds": step / 10, "loss": 0.25}
    fields |= {"accuracy": right, "balanced_accuracy": 0.75}
    return {"event": "evaluated", "confusion": counts} | fields | more


def diagnosis(step: int, code: str = "at-chance", **more: Any) -> dict[str, Any]:
    fields = {"step": step, "code": code, "evidence": "It guesses.", "remedy": "Train longer."}
    return {"event": "diagnosis"} | fields | more
