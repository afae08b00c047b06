"""What workers load before the first run, and this machine's speed, measured while nothing trains."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import problems
from core.runs import executors, queue, speed_probes, step_time, warming
from core.training import devices
from core.training.stack import Stack


def test_a_gpu_has_taken_steps_of_one_network_and_of_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of each kind that trains there; here on a processor."""
    taken: list[tuple[str, int]] = []
    learn = Stack.learn

    def told(stack: Stack, first: int, until: int) -> object:
        taken.append((stack.config.kind, len(stack.tasks)))
        return learn(stack, first, until)

    monkeypatch.setattr(Stack, "learn", told)
    monkeypatch.setattr(devices, "on_gpu", lambda config: config.batch_size > 1)
    warming.load_cuda("cpu")
    # On a processor a network alone takes its steps one by one.
    assert taken == [(kind, 2) for kind in problems.PROBLEMS]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The groups that a worker of this process was asked for, one after the other."""
    asked: list[str] = []

    def measure(group: str) -> list[float]:
        asked.append(group)
        return [float(len(asked))] * speed_probes.sizes()[group]

    def submit(do: Callable[..., Any], *given: Any) -> SimpleNamespace:
        return SimpleNamespace(result=lambda: do(*given))

    monkeypatch.setattr(executors, "executor", lambda gpu=False: SimpleNamespace(submit=submit))
    monkeypatch.setattr(speed_probes, "measure", measure)
    return asked


def test_each_group_is_measured_once_and_kept(own_cache: Path, measured: list[str]) -> None:
    warming._measure_when_idle()
    assert measured == speed_probes.groups()
    assert step_time.known()
    warming._measure_when_idle()
    assert measured == speed_probes.groups(), "what is known stays"


def test_what_was_measured_beside_a_run_is_measured_anew(
    own_cache: Path, measured: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def handed_over() -> tuple[int, bool]:
        return (1 if measured else 0), False  # a run came and went while the first was measured

    monkeypatch.setattr(queue, "current", SimpleNamespace(handed_over=handed_over))
    warming._measure_when_idle()
    first, *others = speed_probes.groups()
    assert measured == [first, first, *others]
    assert step_time._rates()[first] == [2.0] * speed_probes.sizes()[first]
