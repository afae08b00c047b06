"""The time that a sweep has left: from its runs so far, and before the first has ended from estimates."""

import statistics

from core.runs import step_time, store
from core.sweeps.sweep import CellState


def seconds_left(states: list[CellState], workers: int) -> float | None:
    """Seconds until the last run ends, with so many at a time; None while nothing is known of any.

    What is known of a whole run is, in this order: what this machine's speed makes of its settings,
    corrected by how long those that ended really took; the mean of those that ended; the mean of what
    running ones will take, from how far they are.
    """
    active = [s for s in states if s.status in store.ACTIVE]
    ended = [s for s in states if s.result is not None and _number(s, "seconds")]
    expected = {
        s.cell.name: step_time.run_seconds(s.cell.config, s.cell.threads)
        for s in [*active, *ended]
        if s.cell.config
    }
    correction, fallback = 1.0, None
    if ended:
        taken = [_number(s, "seconds") for s in ended]
        fallback = statistics.fmean(taken)
        guesses = [expected.get(s.cell.name) or 0.0 for s in ended]
        if all(guesses):
            correction = sum(taken) / sum(guesses)
    elif shares := [(_number(s, "seconds"), share) for s in active if (share := _share(s))]:
        fallback = statistics.fmean(seconds / share for seconds, share in shares)
    left = []
    for state in active:
        guess = expected.get(state.cell.name)
        whole = fallback if guess is None else guess * correction
        if whole is None:
            return None
        left.append(whole * (1 - _share(state)))
    return max(sum(left) / workers, max(left, default=0.0))


def _share(state: CellState) -> float:
    """How much of a run is done, 0 to 1."""
    total = _number(state, "total")
    return min(1.0, _number(state, "step") / total) if total else 0.0


def _number(state: CellState, field: str) -> float:
    value = state.record.get(field)
    return float(value) if isinstance(value, (int, float)) else 0.0
