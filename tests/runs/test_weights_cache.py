"""The cache of what a data set takes to compute: once for a run's weights, for one visitor at a time."""

import itertools
import os
import threading

import pytest
from safetensors.torch import save_file

from core.runs import store, weights_cache
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights
from tests.insight.conftest import CONFIG, answering


@pytest.fixture
def run(runs_dir: object) -> Run:
    made = store.create(CONFIG, title="Some")
    save_file(answering([0.1] * 10), made.path / "model.safetensors")
    return made


def changed(run: Run, at: int) -> None:
    """Its weights were written anew at this moment, in nanoseconds."""
    os.utime(run.path / "model.safetensors", ns=(at, at))


def test_it_is_computed_once_until_the_weights_change(run: Run) -> None:
    numbers = itertools.count(1)
    ask = cached_by_weights(lambda run: next(numbers))
    assert [ask(run), ask(Run(run.path))] == [1, 1]
    changed(run, 10**18)
    assert [ask(run), ask(run)] == [2, 2]


def test_of_a_run_that_trains_it_stands_for_a_while(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count(1)
    ask = cached_by_weights(lambda run: next(numbers))
    monkeypatch.setattr(Run, "status", "running")
    clock = [100.0]
    monkeypatch.setattr("core.runs.weights_cache.time.monotonic", lambda: clock[0])
    assert ask(run) == 1
    changed(run, 10**18)
    assert ask(run) == 1
    clock[0] += 60
    assert ask(run) == 2, "it is a minute old"
    changed(run, 2 * 10**18)
    monkeypatch.setattr(Run, "status", "finished")
    assert ask(run) == 3, "at its end, the last weights' own"


def test_a_class_that_asks_at_once_waits_for_one_computation(run: Run) -> None:
    begun, go_on, computed = threading.Event(), threading.Event(), []

    def compute(run: Run) -> int:
        begun.set()
        assert go_on.wait(60)
        computed.append(run.id)
        return 7

    ask = cached_by_weights(compute)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(run))) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    go_on.set()
    for thread in threads:
        thread.join()
    assert answers == [7] * 5
    assert len(computed) == 1


def test_of_a_run_that_trains_nobody_waits_for_the_next(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, numbers = threading.Event(), threading.Event(), itertools.count(1)

    def compute(run: Run) -> int:
        number = next(numbers)
        if number == 2:
            begun.set()
            assert go_on.wait(60)
        return number

    ask = cached_by_weights(compute)
    monkeypatch.setattr(Run, "status", "running")
    clock = [100.0]
    monkeypatch.setattr("core.runs.weights_cache.time.monotonic", lambda: clock[0])
    assert ask(run) == 1
    clock[0] += 61
    changed(run, 10**18)
    other = threading.Thread(target=ask, args=(run,))
    other.start()
    assert begun.wait(60)
    assert ask(run) == 1, "what stood so far, while another one's look is computed"
    go_on.set()
    other.join()
    assert ask(run) == 2


def test_the_runs_used_last_are_kept(runs_dir: object) -> None:
    computed: list[str] = []
    ask = cached_by_weights(lambda run: computed.append(run.id))
    made = []
    for k in range(weights_cache.MOST_RUNS + 1):
        made.append(store.create(CONFIG, title=str(k)))
        save_file(answering([0.1] * 10), made[-1].path / "model.safetensors")
    for each in made:
        ask(each)
    ask(made[1])
    assert len(computed) == len(made)
    ask(made[0])
    assert computed[-1] == made[0].id and len(computed) == len(made) + 1
