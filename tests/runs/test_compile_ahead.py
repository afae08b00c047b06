"""Compilation ahead: of every kind of network, and once."""

import sys

import pytest

from core import problems
from core.names.config import NamesConfig
from core.runs import compile_ahead, executors, store, warming, worker
from core.settings.config import Config
from core.training import compiler
from tests.runs.trained import same, weights_of


def test_each_kind_of_network_is_compiled_for() -> None:
    batches, single = compile_ahead.networks()
    assert {config.kind for config in batches} == set(problems.PROBLEMS)
    assert {config.kind for config in single} == {"names"}
    assert all(config.batch_size == 1 for config in single)


def test_what_is_compiled_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Config] = []
    monkeypatch.setattr(problems, "problem_of", made.append)
    monkeypatch.setattr(compiler, "is_ready", lambda: True)
    compile_ahead.compile_for(compile_ahead.networks()[0][0])
    compile_ahead.main()
    assert not made


def test_a_run_is_compiled_for_before_its_time_is_taken(
    tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And learns what it would have learned: the step that it takes is of another network."""
    config = NamesConfig(dataset=tiny, steps=10, batch_size=4, hidden_size=8)
    weights = []
    for ready in (True, False):
        monkeypatch.setattr(compiler, "is_ready", lambda ready=ready: ready)
        run = store.create(config)
        assert worker.work(run.path) == "finished"
        weights.append(weights_of(run))
    assert same(*weights)


def test_a_server_lets_its_workers_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """And remembers it once all are done."""
    handed: list[str] = []

    class Done:
        def result(self) -> None:
            handed.append("waited")

    class Workers:
        def submit(self, do: object, *given: Config) -> Done:
            handed.append(f"{do.__name__} {' '.join(c.kind for c in given)}".strip())  # type: ignore[attr-defined]
            return Done()

    monkeypatch.setattr(executors, "executor", Workers)
    warming._compile()
    assert handed == [
        "compile_for digits",
        "compile_for names",
        "waited",
        "waited",
        "compile_for names",
        "waited",
        "finish",
    ]


@pytest.mark.skipif(sys.version_info >= (3, 16), reason="Numba is not there yet for it")
def test_numba_is_here() -> None:
    assert compiler.available()
