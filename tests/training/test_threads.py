"""Parts side by side: each once, in order, one PyTorch thread each, and nothing goes on after an error."""

import threading

import pytest
import torch

from core.training import cores
from core.training.threads import map_threads, one_thread


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has."""
    monkeypatch.setattr(cores, "allowed", lambda: 2)


def test_results_come_in_order_whoever_was_free() -> None:
    assert map_threads(3, lambda a, b: (a, b), range(50), range(50, 100)) == [
        (k, k + 50) for k in range(50)
    ]


def test_the_caller_does_a_part_beside_one_other_thread() -> None:
    both = threading.Barrier(2, timeout=30)  # a thread alone would wait here

    def who(_: int) -> int:
        both.wait()
        return threading.get_ident()

    threads = set(map_threads(2, who, range(2)))
    assert len(threads) == 2 and threading.get_ident() in threads


def test_where_one_core_is_free_the_caller_does_all_with_one_thread_of_pytorchs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cores, "allowed", lambda: 1)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    set_to: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", set_to.append)
    who = map_threads(4, lambda _: threading.get_ident(), range(3))
    assert who == [threading.get_ident()] * 3 and set_to == [1, 2]


def test_every_part_computes_with_one_thread_whatever_the_caller_had() -> None:
    torch.set_num_threads(2)
    try:
        both = threading.Barrier(2, timeout=30)

        def threads(_: int) -> int:
            both.wait()
            return torch.get_num_threads()

        assert map_threads(2, threads, range(2)) == [1, 1]
        assert torch.get_num_threads() == 2
        with pytest.raises(ZeroDivisionError), one_thread():
            1 / 0  # noqa: B018
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)


@pytest.mark.parametrize("in_caller", [True, False])
def test_an_error_is_raised_once_no_part_runs_any_more(in_caller: bool) -> None:
    caller, both = threading.get_ident(), threading.Barrier(2, timeout=30)
    failed, ended = threading.Event(), threading.Event()

    def part(_: int) -> None:
        both.wait()
        if (threading.get_ident() == caller) == in_caller:
            failed.set()
            raise ValueError("the part broke")
        assert failed.wait(30)
        ended.set()

    with pytest.raises(ValueError, match="the part broke"):
        map_threads(2, part, range(2))
    assert ended.is_set()
