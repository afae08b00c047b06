"""metrics.jsonl is read while it is written, and after whatever ended the writing."""

from pathlib import Path

import pytest

from core.runs import event_log
from core.training.events import Progress


def event(step: int) -> Progress:
    return Progress(step, 64 * step, step / 900, step / 200, 2.3, 0.1, 12_800.0)


def steps(path: Path) -> list[int]:
    return [e["step"] for e in event_log.read(path)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be set by a test."""
    now = [100.0]
    monkeypatch.setattr("core.runs.event_log.time.monotonic", lambda: now[0])
    return now


def test_the_first_event_can_be_read_at_once_and_later_ones_within_a_tenth_of_a_second(
    tmp_path: Path, clock: list[float]
) -> None:
    path = tmp_path / "metrics.jsonl"
    with event_log.opened(path, 0) as writer:
        writer.add(event(1))
        assert steps(path) == [1]
        writer.add(event(2))
        clock[0] += 1.01 * event_log.WRITE_SECONDS
        writer.add(event(3))
        assert steps(path) == [1, 2, 3]


def test_what_was_told_is_kept_when_training_breaks_off(tmp_path: Path, clock: list[float]) -> None:
    path = tmp_path / "metrics.jsonl"

    def train() -> None:
        with event_log.opened(path, 0) as writer:
            writer.add(event(1))
            writer.add(event(2))
            raise RuntimeError("it broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        train()
    assert steps(path) == [1, 2]


def test_a_run_that_goes_on_from_a_checkpoint_lacks_nothing_from_before_it(
    tmp_path: Path, clock: list[float]
) -> None:
    path = tmp_path / "metrics.jsonl"
    with event_log.opened(path, 0) as writer:
        writer.add(event(1))
        writer.add(event(2))
        writer.flush()  # as a checkpoint does
        killed = path.read_bytes() + b'{"event": "progr'  # and what follows is lost
    path.write_bytes(killed)
    with event_log.opened(path, 2) as writer:
        writer.add(event(3))
    assert steps(path) == [1, 2, 3]
