"""The training loop: what it tells and when, and that a run cut anywhere goes on the same."""

import io
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from core import problems
from core.digits.config import DigitsConfig
from core.digits.task import DigitsTask
from core.errors import NetsketchError
from core.names.config import NamesConfig
from core.training import loop
from core.training.events import Evaluated, Event, Finished, Progress, Snapshot
from core.training.loop import Diverged, Trainer, snapshot_steps
from core.training.schedules import rate_at
from core.training.task import Learned

Data = tuple[Tensor, Tensor, Tensor, Tensor]
Make = Callable[[], Trainer]


def digits_trainer(data: Data, **changes: Any) -> Trainer:
    values = {"train_size": 200, "batch_size": 48, "epochs": 2, "channels": 2, "hidden": 8}
    config = DigitsConfig(**(values | changes))
    small = (data[0], data[1], data[2][:50], data[3][:50])
    return Trainer(config, DigitsTask(config, torch.device("cpu"), small, threads=2))


def names_trainer(dataset: str, **changes: Any) -> Trainer:
    values: dict[str, Any] = {"dataset": dataset, "steps": 12, "batch_size": 5, "hidden_size": 8}
    return problems.trainer(NamesConfig(**(values | changes)))


@pytest.fixture(params=["digits", "names"])
def make(request: pytest.FixtureRequest, few_images: Data, tiny: str) -> Make:
    """A small trainer of either kind, with all that must be restored: dropout, adam, a schedule."""
    how = {"dropout": 0.3, "optimizer": "adam", "schedule": "one-cycle"}
    if request.param == "digits":
        return lambda: digits_trainer(few_images, **how)
    return lambda: names_trainer(tiny, **how)


def steps_of(events: list[Event], kind: type[Event]) -> list[int]:
    return [e.step for e in events if isinstance(e, kind)]


def weights(trainer: Trainer) -> dict[str, Tensor]:
    return {k: v.clone() for k, v in trainer.network.state_dict().items()}


def comparable(event: Event) -> Event | tuple[object, ...]:
    """What an event says but for the time it took."""
    if isinstance(event, Progress):
        return "progress", event.step, event.seen, event.loss, event.accuracy, event.example
    if isinstance(event, Evaluated):
        return "evaluated", event.step, event.loss, event.confusion
    return ("finished", comparable(event.final)) if isinstance(event, Finished) else event


def test_events_come_in_order(make: Make) -> None:
    trainer = make()
    config = trainer.config
    events = list(trainer)
    order = {Progress: 0, Evaluated: 1, Snapshot: 2, Finished: 3}
    keys = [(e.step, order[type(e)]) for e in events if e.step]
    assert keys == sorted(set(keys)), "at a step: progress, then the test, then the snapshot"
    assert events[0] == Snapshot(0)
    assert steps_of(events, Evaluated) == config.evaluation_steps()
    assert steps_of(events, Snapshot) == sorted(
        s for s in snapshot_steps(config.total_steps) if s <= config.total_steps
    )
    assert isinstance(events[-1], Finished) and steps_of(events, Finished) == [config.total_steps]
    assert events[-1].final == [e for e in events if isinstance(e, Evaluated)][-1]
    seconds = [e.seconds for e in events if isinstance(e, (Progress, Evaluated, Finished))]
    assert seconds == sorted(seconds)


def test_what_was_seen_is_counted_by_the_size_of_batches(few_images: Data) -> None:
    events = list(digits_trainer(few_images))  # 4 batches of 48 and one of 8 in an epoch
    seen = {e.step: (e.seen, e.epoch) for e in events if isinstance(e, Progress)}
    assert seen[4] == (192, 0.96) and seen[5] == (200, 1.0) and seen[10] == (400, 2.0)
    tested = {e.step: e.epoch for e in events if isinstance(e, Evaluated)}
    assert tested == {step: seen[step][1] for step in tested} and 10 in tested


def test_the_time_is_that_of_steps_and_tests(
    few_images: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock on which each takes two seconds; what a reader does between them is not counted."""
    clock = itertools.count(1000.0, 2.0)
    monkeypatch.setattr(loop, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    spent, before = 0.0, 0
    for event in digits_trainer(few_images):
        spent += 2 * isinstance(event, (Progress, Evaluated))
        if isinstance(event, (Progress, Evaluated, Finished)):
            assert event.seconds == spent
        if isinstance(event, Progress):
            assert event.per_second == (event.seen - before) / 2
            before = event.seen


def test_what_is_due_is_told_in_time_however_rarely_it_tells_else(
    tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = list(names_trainer(tiny, steps=80))
    assert steps_of(few, Progress) == list(range(1, 81)), "each, where there are few"
    monkeypatch.setattr(loop, "POINTS", 11)
    trainer = names_trainer(tiny, steps=80)
    events = list(trainer)
    tests, snapshots = trainer.config.evaluation_steps(), sorted(snapshot_steps(80))
    assert steps_of(events, Evaluated) == tests and steps_of(events, Snapshot) == snapshots
    assert steps_of(events, Progress) == sorted({*tests, *snapshots, *range(7, 81, 7)} - {0})


@pytest.mark.parametrize("at", [4, 8])  # a step with a snapshot, and one without
def test_where_training_ends_early_is_its_last_snapshot(at: int, tiny: str) -> None:
    trainer = names_trainer(tiny, steps=80)
    assert (at in snapshot_steps(80)) == (at == 4)
    trainer.stopping.observe = (  # type: ignore[method-assign]
        lambda test: trainer.stopping.end(test.step, "it is enough") if test.step == at else None
    )
    events = list(trainer)
    assert steps_of(events, Snapshot) == sorted({s for s in snapshot_steps(80) if s < at} | {at})
    last = events[-1]
    assert isinstance(last, Finished) and last.step == last.final.step == at
    assert "at step" in last.early and max(steps_of(events, Progress)) == at


def test_averages_are_weighted_by_the_size_of_batches(
    few_images: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "POINTS", 1)  # as rarely as it may
    trainer = digits_trainer(few_images, batch_size=128, epochs=40)  # 128 images, then 72
    batches: list[tuple[float, int, int]] = []
    step = trainer.task.step

    def noted(position: int, rate: float) -> Learned:
        loss, right, n = step(position, rate)
        batches.append((float(loss), int(right), n))
        return loss, right, n

    monkeypatch.setattr(trainer.task, "step", noted)
    checked, before = set(), 0
    for event in trainer:
        if isinstance(event, Progress):
            part = batches[before : event.step]
            items = sum(n for _, _, n in part)
            assert event.loss == pytest.approx(sum(loss * n for loss, _, n in part) / items)
            assert event.accuracy == pytest.approx(sum(right for _, right, _ in part) / items)
            checked.add(tuple(n for _, _, n in part))
            before = event.step
    assert (128, 72) in checked, "an average over unequal batches was among them"


def interrupted_at(cut: int, make: Make) -> tuple[list[Event], Trainer]:
    """Train up to an event, save, and go on in a new trainer from what was saved."""
    first = make()
    events: list[Event] = []
    stream: Iterator[Event] = iter(first)
    for _ in range(cut + 1):
        events.append(next(stream))
    buffer = io.BytesIO()
    torch.save(first.state_dict(), buffer)
    buffer.seek(0)
    second = make()
    second.load_state_dict(torch.load(buffer, weights_only=True))
    events += list(second)
    return events, second


def test_a_run_cut_at_any_event_ends_with_the_same_weights(make: Make) -> None:
    whole = make()
    events = list(whole)
    expected = weights(whole)
    wanted = [comparable(e) for e in events if not isinstance(e, Snapshot)]
    for cut in range(len(events)):
        again, second = interrupted_at(cut, make)
        got = weights(second)
        assert all(torch.equal(expected[k], got[k]) for k in expected), f"cut at {events[cut]}"
        # What comes twice around the cut comes alike, and nothing is left out.
        kept = [comparable(e) for e in again if not isinstance(e, Snapshot)]
        assert list(dict.fromkeys(kept)) == wanted, f"cut at {events[cut]}"
        assert steps_of(again, Evaluated) == whole.config.evaluation_steps(), "each once"
        assert sorted(set(steps_of(again, Snapshot))) == steps_of(events, Snapshot)


def test_time_goes_on_counting_after_a_cut(make: Make) -> None:
    first = make()
    state = None
    for event in first:
        if isinstance(event, Progress) and event.step >= 5:
            state = first.state_dict()
            break
    assert state is not None
    second = make()
    second.load_state_dict(state)
    *_, last = second
    assert isinstance(last, Finished) and last.seconds > state["seconds"] > 0


def test_what_stops_it_early_goes_on_counting_after_a_cut_and_of_old_runs_begins(
    make: Make,
) -> None:
    first, second, third = make(), make(), make()
    list(first)
    state = first.state_dict()
    second.load_state_dict(state)
    assert second.stopping.state_dict() == first.stopping.state_dict()
    assert second.stopping.lowest_loss < math.inf
    del state["stopping"]  # as in earlier versions
    third.load_state_dict(state)
    assert third.stopping.lowest_loss == math.inf and third.step == first.step


@pytest.mark.parametrize("cell", ["linear", "gru", "lstm"])
def test_a_config_and_a_seed_give_the_same_weights(cell: str, tiny: str) -> None:
    def trained(**changes: Any) -> Tensor:
        trainer = names_trainer(tiny, cell=cell, **changes)
        list(trainer)
        return torch.cat([w.flatten() for w in weights(trainer).values()])

    assert torch.equal(trained(seed=1), trained(seed=1))
    assert not torch.equal(trained(seed=1), trained(seed=2))


def test_a_loss_that_is_no_number_names_the_rate_and_a_remedy(tiny: str) -> None:
    trainer = names_trainer(
        tiny, cell="linear", optimizer="sgd", learning_rate=10.0, batch_size=1, steps=2_000
    )
    with pytest.raises(Diverged, match=r"learning rate 10 is too high.*Try 0\.005\.$") as caught:
        list(trainer)
    assert isinstance(caught.value, NetsketchError), "so it is shown as it stands"


def test_weights_that_the_last_step_broke_are_noticed_by_the_test(
    tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = names_trainer(tiny)
    scores = trainer.task.evaluate()
    monkeypatch.setattr(trainer.task, "evaluate", lambda: replace(scores, loss=math.nan))
    with pytest.raises(Diverged, match="no longer a number after step 0"):
        list(trainer)


def test_digits_diverge_with_a_sentence_too(few_images: Data) -> None:
    trainer = digits_trainer(few_images, learning_rate=10.0, weight_decay=1.0, epochs=40)
    with pytest.raises(Diverged, match="learning rate 10"):
        list(trainer)


def test_the_first_snapshots_of_a_thousand_steps() -> None:
    # 1000 to the power of k / 22: 1, 1.37, 1.87, 2.57, 3.51, 4.81, 6.58, 9.01 ...
    steps = [0, 1, 2, 3, 4, 5, 7, 9, 12, 17, 23, 32, 43, 59, 81, 111, 152, 208, 285, 390, 534, 731]
    assert sorted(snapshot_steps(1_000)) == [*steps, 1_000]


@pytest.mark.parametrize("total", [1, 2, 10, 938, 100_000, 1_000_000])
def test_snapshots_are_few_and_closer_together_early_on(total: int) -> None:
    steps = sorted(snapshot_steps(total))
    assert steps[0] == 0 and steps[-1] == total and len(steps) <= 26
    gaps = [b - a for a, b in pairwise(steps)]
    assert all(a <= b * 1.6 + 1 for a, b in pairwise(gaps))


def test_a_long_run_tells_hundreds_of_points_and_not_thousands(
    tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = names_trainer(tiny, steps=100_000, batch_size=1)
    zero = torch.zeros(()), torch.zeros((), dtype=torch.int64), 1
    monkeypatch.setattr(trainer.task, "step", lambda position, rate: zero)
    points = len(steps_of(list(trainer), Progress))
    assert 300 <= points <= 400


def test_the_optimizer_is_given_the_scheduled_rate(
    tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = names_trainer(tiny, schedule="cosine", optimizer="sgd", learning_rate=0.5)
    given: list[float] = []
    monkeypatch.setattr(trainer.task.optimizer, "step", given.append)
    list(trainer)
    assert given == [rate_at(trainer.config, step) for step in range(trainer.config.total_steps)]
