"""What the buttons of a run's panel do, on whatever its run has come to."""

import json

import pytest

from core.errors import RunError
from core.runs import queue, store
from core.runs.commands import COMMANDS, command
from core.runs.store import Run
from tests.runs.trained import small


class Noted:
    """A queue that notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def resume(self, run: Run) -> None:
        self.asked.append("resume")

    def stop(self, run: Run) -> None:
        self.asked.append("stop")


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    made = Noted()
    monkeypatch.setattr(queue, "current", made)
    return made


@pytest.mark.parametrize("status", ["stopped", "failed", "interrupted"])
def test_what_ended_early_is_resumed_and_nothing_else(status: str, noted: Noted) -> None:
    run = store.create(small())
    run.update(status=status)
    for name in COMMANDS:
        command(Run(run.path), name)
    assert noted.asked == ["resume"] and not (run.path / "control.json").exists()


def test_what_has_finished_is_left_alone(noted: Noted) -> None:
    run = store.create(small())
    run.update(status="finished")
    for name in COMMANDS:
        command(Run(run.path), name)
    assert noted.asked == [] and not (run.path / "control.json").exists()


@pytest.mark.parametrize("name", ["pause", "resume"])
def test_what_trains_is_asked_through_its_directory(
    name: str, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(small())
    monkeypatch.setattr(Run, "status", property(lambda self: "running"))
    command(run, name)
    assert json.loads((run.path / "control.json").read_text())["command"] == name
    command(run, "stop")
    assert noted.asked == ["stop"]


def test_other_words_are_refused() -> None:
    with pytest.raises(
        RunError, match="'delete' is nothing to do with a run; pause, resume, stop are"
    ):
        command(store.create(small()), "delete")
