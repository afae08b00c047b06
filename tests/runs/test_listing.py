"""The list of runs, and a run by its id: whatever lies in the folder, the readable runs are there."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.names.config import NamesConfig
from core.runs import listing, store
from core.runs.store import Run
from core.sweeps import sweep
from tests.hostile import NO_OBJECTS
from tests.runs import zoo
from tests.runs.folders import finished

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "content",
    [
        *NO_OBJECTS,
        b'{"schema": 1}',
        b'{"schema": 1, "kind": "cats", "config": {}, "status": "finished"}',
        b'{"schema": 1, "kind": "digits", "config": null, "status": "finished"}',
        b'{"schema": 1, "kind": "digits", "config": {"epochs": 1}, "status": "finished"}',
    ],
)
def test_a_damaged_run_is_set_aside_with_a_sentence(content: bytes) -> None:
    good, bad = finished(), finished()
    (bad.path / "run.json").write_bytes(content)
    runs, unreadable = listing.list_runs()
    assert [r.id for r in runs] == [good.id]
    assert [u.id for u in unreadable] == [bad.id]
    assert "damaged" in unreadable[0].reason and "\n" not in unreadable[0].reason


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "dancing"},
        {"config": DigitsConfig().to_dict() | {"epochs": 0}},
        {"created": "yesterday"},
        {"created": None},
        {"status": "queued", "owner": None},
        {"status": "queued", "owner": 7},
    ],
)
def test_a_run_of_wrong_values_does_not_bring_down_the_list(changes: dict[str, Any]) -> None:
    good, odd = finished(), finished()
    store.write_json(odd.path / "run.json", odd.record | changes)
    runs, unreadable = listing.list_runs()
    assert {r.id for r in runs} | {u.id for u in unreadable} == {good.id, odd.id}
    assert all(r.status in store.STATUSES for r in runs)


def test_foreign_files_and_folders_among_the_runs_do_no_harm() -> None:
    run = finished()
    (store.runs_dir() / "notes.txt").write_text("mine")
    (store.runs_dir() / "photos").mkdir()
    (store.runs_dir() / ".owners").mkdir()
    (run.path / "README").write_text("mine too")
    runs, unreadable = listing.list_runs()
    assert [r.id for r in runs] == [run.id]
    assert unreadable == []


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", ".owners", "a" * 200, "x\x00y", "x\ny", "../outside", "{outside}"]
)
def test_an_id_from_a_url_names_a_run_here_and_nothing_else(
    run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a visitor reads, stops and deletes whatever lies on the server."""
    store.runs_dir().mkdir()
    monkeypatch.chdir(store.runs_dir())
    outside = store.create(DigitsConfig(), path=tmp_path / "outside")
    with pytest.raises(RunError):
        listing.find(run_id.format(outside=outside.path))


@pytest.mark.parametrize("run_id", ["../../etc/passwd", "/etc", "names-20250101-000000-abcd"])
def test_what_is_no_run_is_a_sentence(run_id: str) -> None:
    with pytest.raises(RunError, match=r"\.$") as caught:
        listing.find(run_id)
    assert "Traceback" not in str(caught.value)


def test_the_newest_come_first_and_by_kind() -> None:
    old, new = finished(created=100), finished(created=300)
    names = store.create(NamesConfig())
    store.write_json(names.path / "run.json", names.record | {"created": 200, "status": "stopped"})
    assert [r.id for r in listing.runs()] == [new.id, names.id, old.id]
    assert [r.id for r in listing.runs("digits")] == [new.id, old.id]
    with pytest.raises(RunError, match="train digits"):
        listing.latest("digits")  # finished, but without weights
    (old.path / "model.safetensors").touch()
    assert listing.latest("digits").id == old.id


@pytest.mark.parametrize("name", zoo.OURS)
def test_a_damaged_run_is_listed_with_its_reason(good: Run, runs_dir: Path, name: str) -> None:
    zoo.OURS[name](runs_dir / "bad")
    runs, unreadable = listing.list_runs()
    assert [r.id for r in runs] == ["good"]
    assert [u.id for u in unreadable] == ["bad"]
    said = unreadable[0].reason
    assert "bad" in said and said.endswith(".") and len(said) < 1000
    assert str(runs_dir) not in said, "a page shows it, and where the server keeps runs is its own"
    said.encode()


@pytest.mark.parametrize("name", zoo.FOREIGN)
def test_what_is_not_ours_is_passed_over(good: Run, runs_dir: Path, name: str) -> None:
    zoo.FOREIGN[name](runs_dir / "foreign")
    assert [r.id for r in listing.list_runs()[0]] == ["good"]
    assert listing.list_runs()[1] == []
    assert sweep.list_sweeps() == ([], [])


def test_a_stray_sweep_json_hides_no_run(good: Run, runs_dir: Path) -> None:
    (runs_dir / "sweep.json").write_text("{}")
    assert [r.id for r in listing.list_runs()[0]] == ["good"]


@pytest.mark.parametrize(
    "name", ["good - Copy", "good (1)", "good – Kopie", "good副本", "Copy of good"]
)
def test_a_copy_can_be_opened(good: Run, runs_dir: Path, name: str) -> None:
    zoo.copy(good.path, name)
    assert {r.id for r in listing.list_runs()[0]} == {"good", name}
    assert listing.find(name).id == listing.open_run(name).id == name


@pytest.mark.parametrize("name", ["good, copy", "a:b", "good\ncopy", "x" * 130, "good "])
def test_a_copy_that_cannot_be_named_says_so(good: Run, runs_dir: Path, name: str) -> None:
    zoo.copy(good.path, name)
    assert [r.id for r in listing.list_runs()[0]] == ["good"]
    assert "Rename the folder" in listing.list_runs()[1][0].reason


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there, names are Unicode")
def test_a_name_that_is_not_utf_8(good: Run, runs_dir: Path) -> None:
    zoo.copy(good.path, os.fsdecode(b"caf\xe9"))
    unreadable = listing.list_runs()[1]
    assert [u.id for u in unreadable] == ["caf?"]
    unreadable[0].reason.encode()


CLOSED = """
import os
from core.runs import listing, store
from core.sweeps import sweep
listing.list_runs()  # what Python imports for it may be closed to others, too
os.setuid(65534)  # nobody's: no mode binds root
runs, unreadable = listing.list_runs()
print([r.id for r in runs], [(u.id, u.reason) for u in unreadable], sweep.list_sweeps()[1])
"""


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="takes root to become another user"
)
def test_what_is_closed_to_this_user() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        for name in ("good", "half-closed"):
            zoo.run_with(zoo.record())(Path(home) / name)
            (Path(home) / name).chmod(0o755)
            (Path(home) / name / "run.json").chmod(0o644 if name == "good" else 0o600)
        (Path(home) / "closed").mkdir(mode=0o700)
        done = subprocess.run(
            [sys.executable, "-c", CLOSED],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=os.environ | {"RUNS_DIR": home},
            check=False,
        )
    assert done.stdout.startswith("['good']"), done.stderr
    assert "'closed'" in done.stdout and "'half-closed'" in done.stdout
    assert done.stdout.count("Permission denied") == 2


def test_a_closed_folder_is_listed(
    good: Run, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system would say it to who is not root."""
    (runs_dir / "closed").mkdir()
    listdir = os.listdir

    def closed(path: Path) -> list[str]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return listdir(path)

    monkeypatch.setattr(os, "listdir", closed)
    runs, unreadable = listing.list_runs()
    assert [r.id for r in runs] == ["good"]
    assert [u.id for u in unreadable] == ["closed"]
    assert "Permission denied" in unreadable[0].reason and str(runs_dir) not in unreadable[0].reason


@pytest.mark.parametrize(
    "named", ["x" * 300, "a/" + "x" * 300, "/" + "x" * 5000, "a\0b", "\udcff", ""]
)
def test_a_name_that_no_folder_can_have(named: str) -> None:
    with pytest.raises(RunError, match=r"no run|not the id") as caught:
        listing.open_run(named)
    assert len(str(caught.value)) < 300
