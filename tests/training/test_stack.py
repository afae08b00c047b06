"""Stacked training on a processor, where it takes its steps one by one: as the plain path takes them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from core.training import stack as stacks
from core.training.events import Evaluated, Event, Progress
from core.training.loop import StepByStep, Trainer
from core.training.side_by_side import members
from core.training.stack import Graphs, Stack, StackableTask
from tests.training.stacks import Data, digits_task, names_task

RULES: dict[str, dict[str, Any]] = {
    "sgd": {"optimizer": "sgd", "learning_rate": 0.1},
    "momentum": {"optimizer": "sgd", "momentum": 0.9, "weight_decay": 0.001},
    "adam": {"optimizer": "adam", "learning_rate": 0.01, "schedule": "one-cycle"},
    "adamw": {"optimizer": "adamw", "learning_rate": 0.01, "weight_decay": 0.05},
    "rmsprop": {"optimizer": "rmsprop", "learning_rate": 0.001, "momentum": 0.5},
    "adadelta": {"optimizer": "adadelta", "learning_rate": 1.0, "schedule": "warm-restart"},
}
NETWORKS: list[dict[str, Any]] = [
    {"conv_layers": 3, "pooling": (True, True, False), "channels": (3, 4, 5)},
    {"head": "softmax", "shuffle": False, "conv_activation": "none", "kernel_size": 5},
]


def weights(task: StackableTask) -> Tensor:
    return torch.cat([p.detach().flatten() for p in task.network.parameters()])


@pytest.mark.parametrize(
    "changes", [*RULES.values(), *NETWORKS], ids=[*RULES, "deep", "as in the notes"]
)
def test_digits_alone_to_the_bit(changes: dict[str, Any], few_images: Data) -> None:
    """Two epochs, of which each ends with a smaller batch."""
    plain, stacked = (digits_task(few_images, epochs=2, **changes) for _ in range(2))
    total = plain.config.total_steps
    step_by_step, learn = StepByStep(plain.config, plain), members([stacked])[0]
    for first, until in ((0, 1), (1, 7), (7, total)):
        loss, right, items = step_by_step(first, until)
        found, *counts = learn(first, until)
        assert found == pytest.approx(loss) and counts == [right, items]
        assert torch.equal(weights(plain), weights(stacked))
    assert stacked.evaluate().loss == plain.evaluate().loss
    assert stacked.optimizer.state_dict().keys() == plain.optimizer.state_dict().keys()
    for name, value in plain.optimizer.state_dict().items():
        assert torch.equal(
            torch.as_tensor(stacked.optimizer.state_dict()[name]), torch.as_tensor(value)
        )


def test_runs_of_a_stack_end_as_they_do_alone(few_images: Data) -> None:
    """With seeds, rates and dropout of their own. What is added in another order differs in the last
    digits."""
    changes = [{"seed": k, "learning_rate": 0.1 / (k + 1)} for k in range(3)]
    how = {"epochs": 2, "dropout": 0.4}
    together = [digits_task(few_images, **how, **own) for own in changes]
    results = Stack(together).learn(0, 10)
    for own, task, (loss, *counts) in zip(changes, together, results, strict=True):
        alone = digits_task(few_images, **how, **own)
        expected, *wanted = members([alone])[0](0, 10)
        assert loss == pytest.approx(expected, rel=1e-5) and counts == wanted
        assert torch.allclose(weights(task), weights(alone), atol=1e-5)
        assert task.evaluate().accuracy == alone.evaluate().accuracy


def test_one_that_diverges_leaves_the_others_as_they_are(few_images: Data) -> None:
    def trained(rate: float) -> list[StackableTask]:
        rates = (0.1, rate, 0.1)
        tasks: list[StackableTask] = [
            digits_task(few_images, seed=k, learning_rate=r, epochs=20, weight_decay=1.0)
            for k, r in enumerate(rates)
        ]
        Stack(tasks).learn(0, 60)
        return tasks

    well, ill = trained(0.1), trained(10.0)
    assert not weights(ill[1]).isfinite().all() and weights(well[1]).isfinite().all()
    for k in (0, 2):
        assert torch.equal(weights(well[k]), weights(ill[k]))


Make = Callable[[], Trainer]


@pytest.fixture(params=["digits", "names"])
def make(request: pytest.FixtureRequest, few_images: Data, tiny: str) -> Make:
    """A trainer of a stack of one, with all that must be restored."""
    how: dict[str, Any] = {"dropout": 0.3, "schedule": "one-cycle"}

    def digits() -> Trainer:
        task = digits_task(few_images, epochs=3, optimizer="adam", **how)
        return Trainer(task.config, task, learn=members([task])[0])

    def names() -> Trainer:
        task = names_task(tiny, letter_dropout=0.2, label_smoothing=0.1, **how)
        return Trainer(task.config, task, learn=members([task])[0])

    return digits if request.param == "digits" else names


def told(events: list[Event]) -> list[tuple[Any, ...]]:
    return [
        (type(e), e.step, e.loss, e.accuracy)
        for e in events
        if isinstance(e, (Progress, Evaluated))
    ]


@pytest.mark.parametrize("chunk", [3, 1024])
def test_a_run_cut_at_any_event_ends_with_the_same_weights(
    make: Make, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacks, "CHUNK", chunk)
    whole = make()
    events = list(whole)
    for cut in range(0, len(events), 5):
        first = make()
        stream = iter(first)
        before = [next(stream) for _ in range(cut + 1)]
        buffer = io.BytesIO()
        torch.save(first.state_dict(), buffer)
        buffer.seek(0)
        second = make()
        second.load_state_dict(torch.load(buffer, weights_only=True))
        after = list(second)
        assert torch.equal(weights(second.task), weights(whole.task)), f"cut at {events[cut]}"  # type: ignore[arg-type]
        assert list(dict.fromkeys([*told(before), *told(after)])) == told(events)


def test_a_run_begun_on_a_processor_goes_on_in_a_stack(few_images: Data) -> None:
    plain = digits_task(few_images, epochs=2, optimizer="adam")
    trainer = Trainer(plain.config, plain)
    for event in trainer:
        if isinstance(event, Progress) and event.step >= 5:
            break
    task = digits_task(few_images, epochs=2, optimizer="adam")
    on = Trainer(task.config, task, learn=members([task])[0])
    on.load_state_dict(trainer.state_dict())
    list(on)
    whole = digits_task(few_images, epochs=2, optimizer="adam")
    list(Trainer(whole.config, whole))
    assert torch.equal(weights(task), weights(whole))


def test_names_say_what_the_last_one_was_taken_for(tiny: str) -> None:
    task = names_task(tiny)
    events = [
        e for e in Trainer(task.config, task, learn=members([task])[0]) if isinstance(e, Progress)
    ]
    plain = names_task(tiny)
    expected = [e for e in Trainer(plain.config, plain) if isinstance(e, Progress)]
    assert [e.example for e in events] == [e.example for e in expected]
    assert all(e.example for e in events)


class Recorder:
    """In the place of torch.cuda.CUDAGraph: it can record, or says why it cannot."""

    reason = ""

    def capture_begin(self, pool: object, capture_error_mode: str) -> None:
        if self.reason:
            raise RuntimeError(self.reason)

    def capture_end(self) -> None:
        return

    def replay(self) -> None:
        self.replayed = True


@pytest.mark.parametrize("reason", ["", "operation not permitted when stream is capturing\nMore."])
def test_a_step_is_recorded_once_libraries_are_loaded_or_taken_by_itself(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs = Graphs.__new__(Graphs)
    graphs.graphs, graphs.taken, graphs.remark = {}, {}, ""
    graphs.pool = torch.cuda.graph_pool_handle()
    monkeypatch.setattr(Recorder, "reason", reason)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Recorder)
    taken: list[str] = []

    def step(key: str) -> Tensor:
        taken.append(key)
        return torch.zeros(1)

    for key in "aabaabb":
        graphs.run(key, lambda key=key: step(key))  # type: ignore[misc]
    if reason:
        assert taken == [*"aabaabb"], "each step by itself, and none of them twice"
        assert graphs.remark.endswith(
            "record one: operation not permitted when stream is capturing"
        )
    else:
        assert taken == [*"aabab", "b"], "the third of each is recorded, and replayed from then on"
        assert not graphs.remark and set(graphs.graphs) == {"a", "b"}
