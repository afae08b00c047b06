"""metrics.jsonl is read while it is written, and after whatever ended the writing."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.runs import event_log
from core.training.events import Diagnosis, Evaluated, Finished, Progress
from tests.runs import zoo
from tests.runs.events import diagnosis, evaluated, progress


def event(step: int) -> Progress:
    return Progress(step, 64 * step, step / 900, step / 200, 2.3, 0.1, 12_800.0)


def steps(path: Path) -> list[int]:
    return [e["step"] for e in event_log.read(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.jsonl"


def read(path: Path, *lines: dict[str, Any] | bytes) -> list[dict[str, Any]]:
    """A file of these lines, written and read."""
    written = [x if isinstance(x, bytes) else json.dumps(x).encode() + b"\n" for x in lines]
    path.write_bytes(b"".join(written))
    return event_log.read(path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, to be set by a test."""
    now = [100.0]
    monkeypatch.setattr("core.runs.event_log.time.monotonic", lambda: now[0])
    return now


def test_the_first_event_can_be_read_at_once_and_later_ones_within_a_tenth_of_a_second(
    path: Path, clock: list[float]
) -> None:
    with event_log.opened(path, 0) as writer:
        writer.add(event(1))
        assert steps(path) == [1]
        writer.add(event(2))
        clock[0] += 1.01 * event_log.WRITE_SECONDS
        writer.add(event(3))
        assert steps(path) == [1, 2, 3]


def test_what_was_told_is_kept_when_training_breaks_off(path: Path, clock: list[float]) -> None:

    def train() -> None:
        with event_log.opened(path, 0) as writer:
            writer.add(event(1))
            writer.add(event(2))
            raise RuntimeError("it broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        train()
    assert steps(path) == [1, 2]


def test_a_run_that_goes_on_from_a_checkpoint_lacks_nothing_from_before_it(
    path: Path, clock: list[float]
) -> None:
    with event_log.opened(path, 0) as writer:
        writer.add(event(1))
        writer.add(event(2))
        writer.flush()  # as a checkpoint does
        killed = path.read_bytes() + b'{"event": "progr'  # and what follows is lost
    path.write_bytes(killed)
    with event_log.opened(path, 2) as writer:
        writer.add(event(3))
    assert steps(path) == [1, 2, 3]


def test_a_torn_last_line_and_foreign_lines_are_ignored(path: Path) -> None:
    foreign = [b"\xff\xfe\n", b"[1]\n", b"null\n", b'{"no": "step"}\n', b"\n", b"7\n"]
    events = read(path, progress(1), *foreign, progress(2), b'{"event": "prog')
    assert [e["step"] for e in events] == [1, 2]


def test_a_resumed_run_drops_what_lay_beyond_the_checkpoint(path: Path) -> None:
    resumed = {"event": "resumed", "step": 2}
    before = [progress(s, loss=1) for s in (1, 2, 3, 4)]
    after = [progress(s, loss=2) for s in (3, 4, 5)]
    events = read(path, *before, resumed, *after)
    assert [(e["step"], e["loss"]) for e in events] == [(1, 1), (2, 1), (3, 2), (4, 2), (5, 2)]


def test_several_diagnoses_may_stand_at_one_step(path: Path) -> None:
    diagnoses = [diagnosis(5, code) for code in ("at-chance", "dead-relu")]
    assert read(path, progress(5), *diagnoses) == [progress(5), *diagnoses]


def test_what_is_told_again_at_the_checkpoint_counts_once(path: Path) -> None:
    """A checkpoint is written at a progress event; the test at the same step is told again."""
    test = evaluated(2)
    events = read(
        path,
        progress(2),
        test,
        progress(3),
        {"event": "resumed", "step": 2},
        test,
        progress(3),
    )
    assert [(e["event"], e["step"]) for e in events] == [
        ("progress", 2),
        ("evaluated", 2),
        ("progress", 3),
    ]


def test_no_foreign_line_counts(path: Path) -> None:
    foreign = [json.dumps(event) for event in zoo.EVENTS]
    path.write_text("\n".join([*foreign, json.dumps(progress(3)), *foreign]))
    assert event_log.read(path) == [progress(3)]


def test_a_diagnosis_is_reported_once(path: Path) -> None:
    """The button below it is known by its code, and two of one name take the page down."""
    output = {"event": "diagnosis", "step": 1, "code": "at-chance", "evidence": "", "remedy": ""}
    path.write_text("\n".join(json.dumps(output | {"step": step}) for step in (1, 2, 3)))
    assert [e["step"] for e in event_log.read(path)] == [1]


def test_events_of_a_tenth_of_a_second_are_written_together(path: Path, clock: list[float]) -> None:
    assert event_log.WRITE_SECONDS == 0.1
    clock[0] = 0.0
    with event_log.opened(path, 0) as writer:
        writer.add(event(1))
        clock[0] = 0.05
        writer.add(event(2))
        assert steps(path) == [1]
        clock[0] = 0.1  # exactly that long after the last writing
        writer.add(event(3))
        assert steps(path) == [1, 2, 3]


def test_only_a_file_that_holds_events_is_said_to_go_on(path: Path) -> None:
    with event_log.opened(path, 7):
        pass
    assert path.read_text() == ""
    path.write_text("{}\n")
    with event_log.opened(path, 7):
        pass
    assert path.read_text() == '{}\n{"event": "resumed", "step": 7}\n', "its last line was whole"
    path.write_text("{}")
    with event_log.opened(path, 7):
        pass
    assert path.read_text() == '{}\n{"event": "resumed", "step": 7}\n', "a torn one is ended"


def test_a_diagnosis_beyond_the_checkpoint_may_be_made_again(path: Path) -> None:
    early, late = diagnosis(2, "at-chance"), diagnosis(5, "dead-relu")
    resumed = {"event": "resumed", "step": 2}
    again = diagnosis(6, "dead-relu")
    assert read(path, early, late, resumed, again, diagnosis(7)) == [early, again]


def evaluation(**more: Any) -> Evaluated:
    values = evaluated(2) | more
    return Evaluated.from_dict({k: v for k, v in values.items() if k != "event"})


def test_what_was_written_comes_back_as_events(path: Path) -> None:
    test, found = (
        evaluation(),
        Diagnosis(3, "at-chance", "It guesses.", "Train longer.", {"epochs": 4}),
    )
    with event_log.opened(path, 0) as writer:
        for each in (event(1), test, found, Finished(4, 1.5, test)):
            writer.add(each)
    lines = event_log.read(path)
    assert lines[-1] == {
        "event": "finished", "step": 4, "seconds": 1.5, "accuracy": test.accuracy,
        "balanced_accuracy": 0.75,
    }  # fmt: skip
    assert list(event_log.events_of(lines, classes=2)) == [event(1), test, found]
    assert list(event_log.events_of(lines, classes=3)) == [event(1), found], "of other classes"
    of_another_version = {"event": "progress", "step": 1, "mood": "good"}
    assert next(event_log.events_of([of_another_version, *lines], classes=2)) == event(1)


def test_names_can_be_read_in_the_file_itself(path: Path) -> None:
    found = Diagnosis(3, "at-chance", "It says Łódź of all.", "Train longer.", {})
    assert "Łódź" in event_log.to_line(found)


def test_a_file_that_is_not_there_holds_nothing(path: Path) -> None:
    assert event_log.read(path) == []
