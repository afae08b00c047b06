"""The page of all runs: rename, delete, resume."""

import json
import shutil
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from core.digits.config import DigitsConfig
from core.runs import annotations, executors, listing, naming, step_time, store
from core.sweeps import plan
from tests.app.conftest import MakeRun, Open, component, fine, listed, panel, press, trigger, words
from ui import server
from ui.components.run_monitor import payload


def panels(app: AppTest) -> list[str]:
    names = [c.proto.component_name for c in app.get("bidi_component")]
    return [name for name in names if name == "netsketch_run_monitor"]


def confirm(app: AppTest, opener: str, label: str = "") -> AppTest:
    """Press the button in the dialog that another opened, in most of the same name.

    AppTest runs the whole page where a browser runs the dialog alone, so both are pressed.
    """
    for button in app.button:
        if button.label in (opener, label):
            button.click()
    return fine(app.run())


def test_rename(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Rename")
    app.text_input[-1].set_value("  The  best ")
    confirm(app, "Rename")
    assert listing.find(run.id).title == "The best"
    assert panel(open_page("runs", run=run.id))["title"] == "The best"


def test_a_blank_name_is_refused_with_a_sentence(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Rename")
    app.text_input[-1].set_value("   ")
    confirm(app, "Rename")
    assert "1 to 80 characters" in app.error[0].value
    assert listing.find(run.id).title == "My digits"


def test_delete_asks_first(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Delete")
    assert run.path.exists()
    confirm(app, "Delete")
    assert not run.path.exists()
    assert "Nothing has been trained yet" in words(app)
    assert "run" not in app.query_params


def test_a_run_deleted_elsewhere_is_a_sentence(open_page: Open, finished: MakeRun) -> None:
    run = finished("names")
    app = open_page("runs", run=run.id)
    finished("digits")
    run.delete()
    assert "There is no run" in fine(app.run()).error[0].value


def test_all_interrupted_runs_are_resumed_at_once(open_page: Open, finished: MakeRun) -> None:
    for run in (finished("digits"), finished("names")):
        store.write_json(run.path / "run.json", run.record | {"status": "running"})
    press(open_page("runs"), "Resume all 2 interrupted runs")
    assert [r.record["status"] for r in listing.runs()] == ["queued", "queued"]


def test_a_row_of_the_table_opens_its_run(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("runs")
    assert "Confusion matrix" not in words(app) and not panels(app)
    app = trigger(app, component(app, "run_list"), "open", run.id)
    assert "Confusion matrix" in words(app)
    assert app.query_params["run"] in (run.id, [run.id]) and listed(app)["open"] == run.id


def test_a_card_says_what_the_list_shows(open_page: Open, finished: MakeRun) -> None:
    run, names = finished("digits"), finished("names")
    data = listed(open_page("runs"))
    cards = {one["id"]: one for one in data["runs"]}
    mine = cards[run.id]
    assert mine["title"] == "My digits" and mine["name"] == naming.name(run.config)
    assert mine["accuracy"] == run.record["accuracy"] and mine["seconds"] == run.record["seconds"]
    assert data["networks"][mine["network"]]["shapes"][0] == [2, 28, 28]
    assert mine["best"] and cards[names.id]["best"], "each the best of its kind"
    assert data["kinds"] and "sweep" not in mine


def test_runs_of_a_sweep_are_listed_and_opened(
    open_page: Open, finished: MakeRun, runs_dir: Path
) -> None:
    run = finished("digits")
    rates = {"learning_rate": [run.config.learning_rate]}
    grid = plan.plan("digits", rates, 1, fields=run.config.to_dict())
    (runs_dir / "sweep-1").mkdir()
    record = {"schema": 1, "created": 1.0, "owner": "", "plan": grid.to_dict()}
    store.write_json(runs_dir / "sweep-1" / "sweep.json", record)
    cell = f"sweep-1/{grid.cells[0].name}"
    shutil.move(run.path, runs_dir / cell)
    app = open_page("runs")
    data = listed(app)
    assert [(one["id"], data["sweeps"][one["sweep"]][1]) for one in data["runs"]] == [
        (cell, grid.title)
    ]
    app = trigger(app, component(app, "run_list"), "open", cell)
    assert "Confusion matrix" in words(app)


def test_a_note_and_tags_are_kept_and_shown_wherever_the_run_is(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Note and tags")
    app.text_area[-1].set_value("Too <b>slow</b>.")
    app.text_input[-1].set_value("#class 7b, :red[x]")
    app = confirm(app, "Note and tags", "Keep")
    (one,) = listed(open_page("runs"))["runs"]
    assert one["tags"] == ["class 7b", ":red[x]"] and one["note"] == "Too <b>slow</b>."
    for page in ("runs", "draw_digit", "mistakes", "train_digits"):
        shown = words(open_page(page, run=run.id))
        assert shown.count("Too <b>slow</b>.") == 1 + (page == "runs"), (
            page
        )  # in the list of runs, too


def test_a_tag_that_is_too_long_is_refused_with_a_sentence(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Note and tags")
    app.text_input[-1].set_value("x" * 31)
    app = confirm(app, "Note and tags", "Keep")
    assert "at most 30 characters" in app.error[0].value
    assert not annotations.read(run)


def test_curves_of_the_list_are_had_by_id(finished: MakeRun, runs_dir: Path) -> None:
    run = finished("digits")
    query = f"run={run.id}&run=gone&run=../..".encode()
    answer = server.sparks(Request({"type": "http", "headers": [], "query_string": query}))
    found = json.loads(bytes(answer.body))
    assert list(found) == [run.id]
    low, high = found[run.id]["interval"]
    assert low < run.record["accuracy"] < high and found[run.id]["test"][-1][1] == pytest.approx(
        100 * run.record["accuracy"], abs=0.01
    )


def test_settings_are_told_in_words(open_page: Open, finished: MakeRun) -> None:
    app = open_page("runs", run=finished("digits").id)
    table = next(f.value for f in app.dataframe if "Setting" in f.value)
    settings = dict(zip(table["Setting"], table["Value"], strict=True))
    assert settings["Pooling"] == "after every convolution" and settings["Output"] == "raw scores"
    assert settings["Training images"] == "640"


def test_a_deletion_can_be_called_off(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = press(open_page("runs", run=run.id), "Delete")
    assert run.title in [t.value for t in app.text], "it names what would go"
    press(app, "Cancel")
    assert run.path.exists()


def test_a_wrong_link_says_what_is_opened_instead(open_page: Open, finished: MakeRun) -> None:
    finished("digits")
    app = open_page("draw_digit", run="nonsense")
    assert "There is no run nonsense" in app.warning[0].value
    assert "Below is another one: My digits." in app.warning[0].value
    assert not open_page("draw_digit").warning


def test_a_title_is_never_read_as_markup(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    run.rename("<b>x</b> :red[y] $z$")
    open_page("runs", run=run.id)
    open_page("draw_digit", run=run.id)
    open_page("train_digits", run=run.id)


@pytest.mark.parametrize(
    ("cores", "per_step", "seconds"),
    [
        (2, None, 1.0),
        (2, 0.002, 1.0),
        (2, 0.005, 1.563),
        (2, 0.1, 2.0),
        (1, None, 2.0),
        (4, 0.1, 1.0),
        (64, None, 0.5),
    ],
)
def test_a_run_is_looked_at_less_often_where_it_is_long_or_cores_are_few(
    cores: int,
    per_step: float | None,
    seconds: float,
    monkeypatch: pytest.MonkeyPatch,
    runs_dir: Path,
) -> None:
    monkeypatch.setattr(executors, "cores", lambda: cores)
    monkeypatch.setattr(step_time, "seconds_per_step", lambda config, threads: per_step)
    run = store.create(DigitsConfig(batch_size=64, epochs=1))  # 938 steps
    assert payload.panel_payload(run)["seconds"] == pytest.approx(seconds, abs=0.01)


def test_a_finished_run_goes_on_for_two_more_epochs(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    assert isinstance(run.config, DigitsConfig)
    app = press(open_page("runs", run=run.id), "2 more epochs")
    longer = listing.find(run.id)
    assert longer.config == run.config.replace(epochs=run.config.epochs + 2)
    assert longer.record["status"] == "queued" and longer.cycles == ((0, 10), (10, 30))
    assert not [b for b in app.button if b.label == "2 more epochs"], "it trains"
