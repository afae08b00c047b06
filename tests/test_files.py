"""Files: whole or not at all, within limits, and what goes wrong in a sentence."""

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import files
from core.errors import RunError


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.json"
    files.write_json(path, {"a": 1})

    def full(self: Path, text: str, encoding: str | None = None) -> int:
        with self.open("w") as f:
            f.write(text[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        files.write_json(path, {"a": 2})
    assert json.loads(path.read_text()) == {"a": 1}


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(OSError, match="director"):
        files.write_json(tmp_path / "run.json", {})
    assert os.listdir(tmp_path) == ["run.json"]


def test_what_is_read_has_a_limit_and_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"12345")
    assert files.read_bytes(path, most=5) == b"12345"
    with pytest.raises(OSError, match=r"x\.json has 0 MB, far too many"):
        files.read_bytes(path, most=4)
    with path.open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    with pytest.raises(OSError, match="has 64 MB, far too many"):
        files.read_bytes(path)
    with pytest.raises(OSError, match="is not a file"):
        files.read_bytes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Reading from one that nobody writes to would never end."""
    os.mkfifo(tmp_path / "run.json")
    with pytest.raises(OSError, match="is not a file"):
        files.read_text(tmp_path / "run.json")


def test_text_may_begin_with_notepads_mark(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('\ufeff{"a": "ő"}'.encode())
    assert files.read_json(path) == {"a": "ő"}
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="utf-8"):
        files.read_text(path)


def test_json_that_nests_without_end_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        files.parsed("[" * 200_000)


def test_halves_of_surrogate_pairs_are_replaced_wherever_they_stand() -> None:
    found = files.parsed(
        r'{"a\udc80": ["x\uD83D", {"b": "\udc80"}, 7, null], "pair": "\ud83d\ude00"}'
    )
    assert found == {"a?": ["x?", {"b": "?"}, 7, None], "pair": "😀"}
    json.dumps(found, ensure_ascii=False).encode()
    assert files.printable(os.fsdecode(b"caf\xe9")) == "caf?"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(13, "Permission denied", "/srv/runs/x"), "Permission denied"),
        (OSError("x.json is not a file"), "x.json is not a file"),
        (KeyError("accuracy"), "'accuracy' is missing"),
        (KeyError("k" * 90), f"'{'k' * 59} is missing"),
        (ValueError("first\nsecond"), "first"),
        (ValueError("v" * 300), "v" * 160),
        (ValueError(), "ValueError"),
    ],
)
def test_a_reason_in_a_few_words_names_no_path(error: Exception, words: str) -> None:
    assert files.reason(error) == words


@pytest.mark.parametrize(
    ("number", "new", "ending"),
    [
        (errno.ENOSPC, False, "free some space."),
        (errno.ENOSPC, True, "free some space, or name another folder in RUNS_DIR."),
        (errno.EACCES, False, "make the folder yours to write."),
        (errno.EPERM, False, "make the folder yours to write."),
        (errno.EROFS, True, "make the folder yours to write, or name another folder in RUNS_DIR."),
        (errno.ENOTDIR, True, ": name another folder in RUNS_DIR."),
        (errno.ENOENT, False, ": name another folder in RUNS_DIR."),
        (errno.EEXIST, False, ": name another folder in RUNS_DIR."),
        (errno.ENAMETOOLONG, False, ": name another folder in RUNS_DIR."),
        (errno.ELOOP, False, ": name another folder in RUNS_DIR."),
    ],
)
def test_what_cannot_be_written_says_what_helps(number: int, new: bool, ending: str) -> None:
    reason = os.strerror(number)
    with pytest.raises(RunError) as caught, files.writing("It could not be saved", new=new):
        raise OSError(number, reason, "/srv/runs/x")
    assert str(caught.value).startswith(f"It could not be saved ({reason}): ")
    assert str(caught.value).endswith(ending)
    with files.writing("Nothing is wrong"):
        pass


def part(folder: Path, process: int, age: float = 0) -> Path:
    """What a writer of that number has begun to write, so many seconds ago."""
    path = folder / f"run.json.{process}.7.tmp"
    path.write_text("half of")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


@pytest.fixture
def writer() -> Iterator["subprocess.Popen[bytes]"]:
    """Another process, which lives until the test ends."""
    waits = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE) as process:
        yield process


def test_what_killed_writers_left_is_removed_and_what_lives_stays(
    tmp_path: Path, writer: "subprocess.Popen[bytes]"
) -> None:
    dead = 2**22 + 1  # more than a process's number can be
    left = part(tmp_path, dead)
    foreign = tmp_path / "notes.tmp"
    foreign.write_text("a user's own")
    living = part(tmp_path, writer.pid)
    own = part(tmp_path, os.getpid())
    files.remove_parts(tmp_path)
    assert not left.exists()
    assert foreign.exists() and own.exists() and living.exists()
    assert writer.poll() is None, "to ask after a process does not end it"
    os.utime(living, (time.time() - 3609,) * 2)
    files.remove_parts(tmp_path)
    assert not living.exists(), "no write takes an hour"
    os.utime(own, (files._begun - 70,) * 2)
    files.remove_parts(tmp_path)
    assert not own.exists(), "in a container, a server before this one had its number"
    files.remove_parts(tmp_path / "gone")


def test_what_was_written_a_minute_before_the_start_was_anothers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same number, in a container. The clocks of files and processes differ by less."""
    begun = float(int(time.time()))
    monkeypatch.setattr(files, "_begun", begun)
    own = part(tmp_path, os.getpid())
    os.utime(own, (begun - 59,) * 2)
    files.remove_parts(tmp_path)
    assert own.exists()
    os.utime(own, (begun - 60,) * 2)
    files.remove_parts(tmp_path)
    assert not own.exists()


def test_a_write_may_take_an_hour(
    tmp_path: Path, writer: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    now = float(int(time.time()))
    living = part(tmp_path, writer.pid)
    os.utime(living, (now - 3600,) * 2)
    monkeypatch.setattr("core.files.time.time", lambda: now)
    files.remove_parts(tmp_path)
    assert living.exists()


def test_on_windows_no_process_is_asked_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("there, that ends it"))
    monkeypatch.setattr(files, "sys", SimpleNamespace(platform="win32"))
    living = part(tmp_path, os.getppid())
    files.remove_parts(tmp_path)
    assert living.exists()


def test_dataclasses_are_written_as_objects_on_one_line(tmp_path: Path) -> None:
    @dataclass
    class Point:
        x: int

    files.write_json(tmp_path / "x.json", {"at": Point(3), "name": "Ő"})
    assert (tmp_path / "x.json").read_text("utf-8") == '{"at": {"x": 3}, "name": "Ő"}'
    assert os.listdir(tmp_path) == ["x.json"]


def test_what_another_users_process_writes_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ours(process: int, signal: int) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "kill", not_ours)
    theirs = part(tmp_path, os.getppid())
    files.remove_parts(tmp_path)
    assert theirs.exists()


def test_what_is_not_new_cannot_be_put_elsewhere() -> None:
    with pytest.raises(RunError, match=r"full\): free some space\.$"), files.writing("It is not"):
        raise OSError(errno.ENOSPC, "full")


def test_a_link_to_nowhere_is_removed_by_its_own_age(tmp_path: Path) -> None:
    """A stat of what it leads to would fail, and leave it there for good."""
    link = tmp_path / f"run.json.{2**22 + 1}.7.tmp"
    link.symlink_to(tmp_path / "gone")
    files.remove_parts(tmp_path)
    assert not link.is_symlink()
