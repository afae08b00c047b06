"""Every page opens and says what to do next, whatever lies in the runs folder."""

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from core.digits.picture_sets import SETS
from core.names import data as names_data
from core.names import download
from core.notes import tables
from core.runs import listing, store
from core.sweeps import sweep
from tests.app.conftest import MakeRun, Open, answers, fine, press, press_in_panel, words
from tests.app.test_answers import png
from tests.pages import PAGES

OF_KIND = {
    "digits": ("train_digits", "draw_digit"),
    "names": ("train_names", "type_name"),
}
FOR_RUN = [(kind, page) for kind, pages in OF_KIND.items() for page in (*pages, "runs")]


@pytest.mark.parametrize("name", PAGES)
def test_opens_without_runs(open_page: Open, name: str) -> None:
    app = open_page(name)
    assert len(app.title) == 1
    assert not app.error
    assert not app.warning


@pytest.mark.parametrize(
    ("name", "next_step"),
    [
        ("draw_digit", "No network has been trained for digits yet"),
        ("type_name", "No network has been trained for surnames yet"),
        ("runs", "Nothing has been trained yet"),
    ],
)
def test_empty_says_what_to_do(open_page: Open, name: str, next_step: str) -> None:
    assert next_step in words(open_page(name))


@pytest.mark.parametrize(("kind", "name"), FOR_RUN)
def test_opens_with_a_finished_run(
    open_page: Open, finished: MakeRun, kind: str, name: str
) -> None:
    run = finished(kind)
    app = open_page(name, run=run.id)
    assert not app.error
    assert app.query_params["run"] == run.id
    shown = words(app) + "".join(option for box in app.selectbox for option in box.options)
    assert f"My {kind}" in shown


@pytest.mark.parametrize("name", ["draw_digit", "type_name"])
def test_the_newest_run_is_chosen_and_named_in_the_url(
    open_page: Open, finished: MakeRun, name: str
) -> None:
    runs = {kind: finished(kind).id for kind in OF_KIND}
    app = open_page(name)
    kind = "digits" if name == "draw_digit" else "names"
    assert app.query_params["run"] == runs[kind]


@pytest.mark.parametrize(("kind", "name"), FOR_RUN)
@pytest.mark.parametrize("run_id", ["gone", "../../etc", "/etc", ".owners", "%00", "x" * 400])
def test_an_unknown_run_is_a_sentence(
    open_page: Open, finished: MakeRun, kind: str, name: str, run_id: str
) -> None:
    finished(kind)
    app = open_page(name, run=run_id)
    said = " ".join(e.value for e in (*app.error, *app.warning))
    assert re.search("There is no run|is not the id of a run", said)


@pytest.mark.parametrize(("kind", "name"), [(k, p) for k, p in FOR_RUN if p != "runs"])
def test_a_run_of_the_other_kind_is_a_sentence(
    open_page: Open, finished: MakeRun, kind: str, name: str
) -> None:
    finished(kind)
    other = finished("names" if kind == "digits" else "digits")
    app = open_page(name, run=other.id)
    assert f"My {other.kind} was trained on {other.kind}, not on {kind}" in app.warning[0].value


@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_run_spoils_no_page(
    open_page: Open, finished: MakeRun, runs_dir: Path, name: str
) -> None:
    finished("digits")
    (runs_dir / "empty").mkdir()
    for bad, content in {"torn": '{"schema": 1, "ki', "bytes": "\0", "list": "[]"}.items():
        (runs_dir / bad).mkdir()
        (runs_dir / bad / "run.json").write_text(content)
    app = open_page(name)
    if name == "runs":
        said = " ".join(w.value for w in app.warning)
        assert all(bad in said for bad in ("torn", "bytes", "list"))


@pytest.mark.parametrize(("kind", "name"), FOR_RUN)
@pytest.mark.parametrize("file", ["metrics.jsonl", "result.json", "model.safetensors"])
def test_a_run_with_a_damaged_file_opens(
    open_page: Open, finished: MakeRun, kind: str, name: str, file: str
) -> None:
    run = finished(kind)
    (run.path / file).write_bytes(b'{"event": "prog\xff')
    open_page(name, run=run.id)


@pytest.mark.parametrize(("kind", "name"), FOR_RUN)
def test_an_interrupted_run_offers_to_resume(
    open_page: Open, finished: MakeRun, kind: str, name: str
) -> None:
    run = finished(kind)
    store.write_json(run.path / "run.json", run.record | {"status": "running"})  # nobody holds it
    app = open_page(name, run=run.id)
    if name.startswith("train") or name == "runs":
        assert "Interrupted" in words(app)
        press_in_panel(app, "resume")
        assert listing.find(run.id).record["status"] == "queued"


@pytest.mark.parametrize(
    ("label", "title"),
    [("Train your own", "Draw a digit"), ("Train one on surnames", "Type a surname")],
)
def test_home_trains_and_asks_what_trains(open_page: Open, label: str, title: str) -> None:
    app = press(open_page(), label)
    assert app.title[0].value == title
    assert [run.status for run in listing.runs()] == ["queued"]
    assert not app.error


def test_home_answers_before_anything_is_trained(open_page: Open) -> None:
    drawn, typed = answers(open_page())
    assert drawn["network"]["url"].endswith("/shipped/digits") and drawn["invitation"]
    assert typed["network"]["url"].endswith("/shipped/names") and typed["invitation"]
    assert len(drawn["labels"]) == 10 and "Polish" in typed["labels"]


def test_home_reads_names_that_the_browser_cannot(open_page: Open) -> None:
    app = open_page()
    app.text_input(key="surname").set_value("Юрьев")
    assert answers(fine(app.run()))[1]["letters"] == "yuryev"
    app.text_input(key="surname").set_value("😀")
    assert answers(fine(app.run()))[1]["letters"] == ""
    assert "No letters are left to read" in app.error[0].value


def test_home_reads_a_picture_that_is_pasted(open_page: Open) -> None:
    app = open_page()
    for data, error in ((png((200, 200)), ""), (b"not a picture", "is not a PNG")):
        url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        pasted = {"revision": 7 + len(error), "strokes": [], "preview": None, "url": url}
        app.session_state["pad"] = {"picture": pasted}
        fine(app.run())
        assert [error in e.value for e in app.error] == [True] * bool(error)
        if not error:
            assert answers(app)[0]["picture"]["revision"] == 7


def test_home_is_silent_while_nothing_trains(open_page: Open) -> None:
    app = open_page()
    assert "Training now" not in words(app)
    press(app, "Train your own")
    assert "Training now" in words(open_page())


def test_the_sheet_of_digits_has_a_text_for_who_cannot_see_it(open_page: Open) -> None:
    app = open_page("data")
    (sheet,) = [e for e in app.get("html") if "<img" in e.proto.body]
    assert re.search(r"alt='Sixteen training images of each digit", sheet.proto.body)


def test_home_lists_what_is_training(open_page: Open) -> None:
    press(open_page(), "Train your own")
    sweep.start(tables.table("channels").plan())
    links = [link.proto.label for link in open_page().get("page_link")]
    assert any("Quick CNN" in label for label in links)
    assert any("Channels, on three pools · 0 of 25 runs" in label for label in links)


@pytest.mark.parametrize("name", ["draw_digit", "type_name"])
def test_the_button_of_an_empty_page_trains(open_page: Open, name: str) -> None:
    app = open_page(name)
    label = {"draw_digit": "Train the quick CNN", "type_name": "Train the quick RNN"}[name]
    press(app, label)
    assert [r.status for r in listing.runs()] == ["queued"]
    assert not app.error


def test_runs_that_cannot_be_written_are_a_sentence(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "file"))
    app = press(open_page(), "Train your own")
    assert "name a folder, or unset it" in app.error[0].value


@pytest.mark.parametrize("name", PAGES)
def test_missing_mnist_is_a_sentence(
    open_page: Open,
    own_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    st.cache_data.clear()  # the page of data keeps its pictures
    gone = replace(SETS["mnist"], shipped=tmp_path / "mnist")
    monkeypatch.setitem(SETS, "mnist", gone)
    app = open_page(name)
    if name == "data":
        assert "bring it back with: git checkout data/mnist" in app.error[0].value
        assert "distinct spellings" in words(app)  # the rest of the page goes on


@pytest.mark.parametrize("name", PAGES)
def test_missing_surnames_are_a_sentence(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(names_data, "SHIPPED", tmp_path / "nothing")
    app = open_page(name)
    if name in ("data", "train_names"):
        said = [e.value for e in app.error]
        assert said == ["data/surnames is missing; bring it back with: git checkout data/surnames"]


def test_one_bad_data_set_costs_only_itself(open_page: Open, own_cache: Path) -> None:
    download.add_files("good", {"A.txt": b"Kim\nLee\nPark\n", "B.txt": b"Nowak\nKos\nBak\n"})
    (own_cache / "surnames" / "bad").mkdir()
    (own_cache / "surnames" / "bad" / "A.txt").symlink_to("gone")
    for name, box in (("data", "data.set"), ("train_names", "names.dataset")):
        app = open_page(name)
        fine(app.selectbox(key=box).set_value("bad").run())
        assert {e.value for e in app.error if "'bad' cannot be read" in e.value}
        fine(app.selectbox(key=box).set_value("good").run())
        assert not app.error
