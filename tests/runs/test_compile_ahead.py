"""Compilation ahead: of every kind of network, and once."""

import sys

import pytest

from core import problems
from core.runs import compile_ahead, executors, warming
from core.settings.config import Config
from core.training import compiler


def test_each_kind_of_network_is_compiled_for() -> None:
    batches, single = compile_ahead.networks()
    assert {config.kind for config in batches} == set(problems.PROBLEMS)
    assert {config.kind for config in single} == {"names"}
    assert all(config.batch_size == 1 for config in single)


def test_what_is_compiled_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Config] = []

    def trainer(config: Config, *given: object, **more: object) -> None:
        made.append(config)

    monkeypatch.setattr(problems, "trainer", trainer)
    monkeypatch.setattr(compiler, "is_ready", lambda: True)
    compile_ahead.compile_for(compile_ahead.networks()[0][0])
    compile_ahead.main()
    assert not made


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
