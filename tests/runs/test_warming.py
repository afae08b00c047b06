"""What workers load before the first run."""

import pytest

from core import problems
from core.runs import warming
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
