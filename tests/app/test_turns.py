"""Page scripts take turns, and none waits long for another."""

import threading

import pytest

from tests.runs.trained import wait_for
from ui import turns
from ui.turns import Line


def test_one_at_a_time_first_come_first_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60.0)
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    line, order = Line(), list[int]()
    line.enter("first")

    def script(k: int) -> None:
        line.enter(k)
        order.append(k)
        line.leave(k)

    threads = [threading.Thread(target=script, args=(k,)) for k in range(5)]
    for k, thread in enumerate(threads):
        thread.start()
        wait_for(lambda: len(line._waiting) > k)  # noqa: B023, before the next one comes
    assert order == []
    line.leave("first")
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_script_that_computes_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.01)
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    line = Line()
    for who in ("slow", "slower", "next"):
        line.enter(who)
    line.leave("slow")  # its turn was over: the next one keeps theirs
    assert line._holder == "next"


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60.0)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    line = Line()
    line.enter("slow")
    line.enter("next")
    assert line._holder == "next"


def test_a_turn_ends_with_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the script broke off."""
    monkeypatch.setattr(turns, "LONGEST", 60.0)
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    line = Line()
    monkeypatch.setattr(turns, "_line", line)
    for _ in range(3):
        thread = threading.Thread(target=turns.wait)
        thread.start()
        thread.join()
        assert line._holder is None
