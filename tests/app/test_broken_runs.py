"""Every page goes on, whatever lies in the runs folder or the cache beside what it shows."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.insight.held_out import HeldOut, held_out
from core.runs import store
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, fine, listed, words
from tests.pages import PAGES
from tests.runs import zoo
from tests.runs.events import diagnosis
from ui import server

KINDS = ("digits", "names")


@pytest.fixture
def crowd(runs_dir: Path) -> int:
    """All broken neighbours at once; how many are to be listed as unreadable."""
    bad = zoo.fill(runs_dir, zoo.OURS, "bad")
    zoo.fill(runs_dir, zoo.ODD, "odd")
    zoo.fill(runs_dir, zoo.FOREIGN, "foreign")
    zoo.fill(runs_dir, {k: zoo.sweep_with(v) for k, v in zoo.SWEEPS.items()}, "sweep")
    return len(bad)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_beside_all_of_them(
    open_page: Open, finished: MakeRun, crowd: int, runs_dir: Path, name: str
) -> None:
    run = finished("digits")
    app = open_page(name)
    shown = words(app)
    assert str(runs_dir) not in shown
    if name == "runs":
        assert len(app.warning) == crowd
        assert run.title in [one["title"] for one in listed(app)["runs"]]
    if name == "sweeps":
        assert "__MACOSX" not in shown


@pytest.mark.parametrize("page", ["runs", "train_digits"])
def test_runs_of_odd_files_open(
    open_page: Open, finished: MakeRun, runs_dir: Path, page: str
) -> None:
    run = finished("digits")
    app = open_page(page)
    for name, make in zoo.ODD.items():
        make(runs_dir / "odd")
        app.query_params["run"] = "odd"
        shown = words(fine(app.run()))
        assert str(runs_dir) not in shown, name
        if page == "runs":
            assert run.title in [one["title"] for one in listed(app)["runs"]], name
        shutil.rmtree(runs_dir / "odd")


ASKED = [name for name in zoo.ODD if name.startswith(("weights", "all", "owner", "surrog"))]


@pytest.mark.parametrize("page", ["draw_digit", "mistakes"])
@pytest.mark.parametrize("name", ASKED)
def test_runs_of_odd_files_are_asked(
    open_page: Open, finished: MakeRun, runs_dir: Path, page: str, name: str
) -> None:
    run = finished("digits")
    zoo.ODD[name](runs_dir / "odd")
    app = open_page(page, run="odd")
    assert str(runs_dir) not in words(app)
    assert any(run.title in option for option in app.selectbox[0].options)


def look(run_id: str) -> tuple[int, dict[str, object]]:
    from starlette.requests import Request

    answer = server.answer(
        Request(
            {"type": "http", "query_string": b"", "headers": [], "path_params": {"run": run_id}}
        )
    )
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.mark.parametrize("name", zoo.ODD)
def test_a_look_is_answered(runs_dir: Path, name: str) -> None:
    runs_dir.mkdir()
    zoo.ODD[name](runs_dir / "odd")
    status, told = look("odd")
    assert status == 200 and told["status"] in store.STATUSES


@pytest.mark.parametrize(
    "run_id", ["gone", "x" * 300, "../..", "%00", "a/b/c", "a\0b", "", "\ud800"]
)
def test_a_look_at_what_is_no_run_is_a_sentence(runs_dir: Path, run_id: str) -> None:
    status, told = look(run_id)
    assert status == 404
    assert str(runs_dir) not in str(told["error"])


def test_our_own_mistake_is_told_as_json(
    finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: Run) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Run, "has_weights", property(broken))
    status, told = look(finished("digits").id)
    assert status == 500 and "made a mistake here (ZeroDivisionError)" in str(told["error"])


def test_diagnoses_of_one_code_are_one_box(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    told = [diagnosis(step, changes={"learning_rate": step / 100}) for step in (1, 2, 3)]
    with (run.path / "metrics.jsonl").open("a") as file:
        file.writelines(json.dumps(event) + "\n" for event in told)
    app = open_page("runs", run=run.id)
    assert len([b for b in app.button if b.label.startswith("Train again")]) == 1


@pytest.mark.parametrize("name", ["draw_digit", "mistakes"])
def test_a_wrong_link_says_what_is_shown_instead(
    open_page: Open, finished: MakeRun, runs_dir: Path, name: str
) -> None:
    run = finished("digits")
    said = open_page(name, run="nonsense").warning[0].value
    assert "There is no run nonsense" in said and run.title in said
    assert str(runs_dir) not in said and str(runs_dir.parent) not in said


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


def anew(run: Run) -> HeldOut:
    """As a server that has just been started finds it."""
    return held_out.__wrapped__(run)  # type: ignore[attr-defined]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "halved": halved,
    "last byte lost": lambda data: data[:-1],
    "flipped": flipped,
    "empty": lambda data: b"",
    "zeros": lambda data: bytes(len(data)),
    "text": lambda data: b"not a zip file",
    "header": lambda data: b"\0\0" + data[2:],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_of_answers_is_made_anew(
    open_page: Open, finished: MakeRun, cache: Path, kind: str, damage: str
) -> None:
    run = finished(kind)
    before = held_out(run)
    (kept,) = (cache / "held-out").glob(f"{run.id}-*.npz")
    whole = kept.read_bytes()
    kept.write_bytes(DAMAGE[damage](whole))
    again = anew(run)
    assert (again.probabilities == before.probabilities).all()
    assert kept.read_bytes() == whole
    open_page("mistakes", run=run.id)


def test_a_folder_in_the_place_of_cached_answers(finished: MakeRun, cache: Path) -> None:
    run = finished("names")
    (cache / "held-out").mkdir(exist_ok=True)
    held_out(run)
    (kept,) = (cache / "held-out").glob(f"{run.id}-*.npz")
    kept.unlink()
    kept.mkdir()
    assert len(anew(run).truth)
    kept.rmdir()


def test_another_runs_damaged_weights_do_not_spoil_mistakes(
    open_page: Open, finished: MakeRun, runs_dir: Path
) -> None:
    run = finished("digits")
    zoo.copy(run.path, "other")
    other = Run(runs_dir / "other")
    store.write_json(other.path / "run.json", other.record | {"accuracy": 0.99})
    (other.path / "model.safetensors").write_bytes(b"damaged")
    assert "Mistakes" in [m.label for m in open_page("mistakes", run=run.id).metric]
