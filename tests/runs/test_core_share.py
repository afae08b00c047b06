"""Shares of the cores: workers times threads are never more than there are, and a dead run holds none."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from core.names.config import NamesConfig
from core.runs import core_share, store, worker
from core.training import cores


@pytest.mark.parametrize("all_cores", [1, 2, 4, 8, 16])
@pytest.mark.parametrize(
    "wants", [[2], [1, 1], [2, 2], [8, 8], [1, 4], [4, 1, 1], [8, 2, 2], [8, 8, 1, 1], [1] * 8]
)
def test_runs_never_have_more_threads_than_there_are_cores(
    all_cores: int, wants: list[int]
) -> None:
    shares = []
    for k, own in enumerate(wants):
        share = core_share.fair_share(all_cores, wants[:k] + wants[k + 1 :])
        shares.append(min(own, share))
    assert all(share >= 1 for share in shares)
    assert sum(shares) <= max(all_cores, len(wants))
    if sum(wants) <= all_cores:
        assert shares == wants


@pytest.fixture
def four(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> Path:
    """Four cores, and where their runs say that they train."""
    monkeypatch.setattr(cores, "cores", lambda: 4)
    monkeypatch.setattr(core_share, "LOOK_SECONDS", 0.005)
    folder = own_cache / "training"
    folder.mkdir(parents=True)
    return folder


def until_allowed(threads: int) -> bool:
    end = time.monotonic() + 30
    while cores.allowed() != threads and time.monotonic() < end:
        os.sched_yield()
    return cores.allowed() == threads


def test_a_run_has_all_cores_until_another_one_begins(four: Path) -> None:
    assert cores.allowed() == 4
    with core_share.shared(4):
        assert until_allowed(4)
        with FileLock(four / "1-ab-4"):
            assert until_allowed(2)
        with FileLock(four / "2-cd-1"):
            assert until_allowed(3), "it wants one alone"
        assert until_allowed(4)
    assert cores.allowed() == 4 and not list(four.glob(f"{os.getpid()}-*"))


def test_a_run_that_was_killed_holds_no_core(four: Path) -> None:
    dead, other = four / "1-ab-4", four / "notes.txt"
    for file in (dead, other):
        file.write_text("")
    os.utime(dead, (0, 0))
    assert core_share.wanted_by_others(four / "mine-1") == []
    assert not dead.exists() and other.exists()


def test_a_run_trains_where_its_share_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NETSKETCH_CACHE", str(tmp_path / "file"))
    with core_share.shared(2):
        assert cores.allowed() == cores.cores()


def test_a_run_says_how_many_cores_it_could_use(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[int] = []

    @contextlib.contextmanager
    def shared(cores: int) -> Iterator[None]:
        wanted.append(cores)
        yield

    monkeypatch.setattr(worker, "shared", shared)
    config = NamesConfig(dataset=tiny, steps=10, batch_size=48, hidden_size=8)
    for batch_size in (48, 1):  # of which there are no parts
        run = store.create(config.replace(batch_size=batch_size), threads=3)
        assert worker.work(run.path) == "finished"
    assert wanted == [3, 1]
