"""Looking at a lock changes nothing for others who look, or for who wants to hold it."""

import fcntl
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock, Timeout

from core.runs import locks


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "run.lock"
    path.touch()
    return path


def test_held_and_free(lock: Path, tmp_path: Path) -> None:
    assert not locks.is_held(tmp_path / "none")
    assert not locks.is_held(lock)
    with FileLock(lock):
        assert locks.is_held(lock)
    assert not locks.is_held(lock)


def look_at(lock: Path, looks: int, held: Any) -> None:
    """Count how often it seems held."""

    def look() -> None:
        wrong = sum(locks.is_held(lock) for _ in range(looks))
        with held.get_lock():
            held.value += wrong

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_twelve_who_look_are_not_in_each_others_way(lock: Path) -> None:
    context = multiprocessing.get_context("spawn")
    wrong = context.Value("i", 0)
    others = [context.Process(target=look_at, args=(lock, 500, wrong)) for _ in range(2)]
    for process in others:
        process.start()
    for process in others:
        process.join()
        assert process.exitcode == 0
    assert wrong.value == 0, "an interrupted run would be called running, and could not be resumed"


def test_two_who_look_at_the_same_moment(lock: Path) -> None:
    with locks.unheld(lock) as first, locks.unheld(lock) as second:
        assert first and second
        with pytest.raises(Timeout):
            FileLock(lock).acquire(timeout=0)
    with FileLock(lock).acquire(timeout=0):
        pass


def test_looking_neither_makes_nor_changes_a_file(lock: Path) -> None:
    before = lock.stat()
    assert not locks.is_held(lock)
    now = lock.stat()
    assert (now.st_mtime_ns, now.st_size, now.st_ino) == (
        before.st_mtime_ns,
        before.st_size,
        before.st_ino,
    )
    assert os.listdir(lock.parent) == ["run.lock"]


def test_a_file_system_without_shared_locks(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then they are taken, for a moment."""

    def no_flock(descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_SH:
            raise OSError(95, "Operation not supported")
        flock(descriptor, operation)

    flock = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", no_flock)
    assert not locks.is_held(lock)
    with FileLock(lock):
        assert locks.is_held(lock)
    assert not locks.is_held(lock)


def test_what_cannot_be_opened_is_held_by_nobody_as_far_as_can_be_known(
    lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user's run, or one on a read-only file system: it must still be listed."""

    def closed(*args: object, **more: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", closed)
        assert not locks.is_held(lock)

    def no_flock(descriptor: int, operation: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", no_flock)
    monkeypatch.setattr(FileLock, "acquire", closed)
    assert not locks.is_held(lock), "nor one that no system of locks knows"
