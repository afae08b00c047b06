"""The page of all runs: rename, delete, resume."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.digits.config import DigitsConfig
from core.runs import executors, listing, step_time, store
from tests.app.conftest import MakeRun, Open, fine, panel, press, words
from ui.components.run_monitor import payload


def panels(app: AppTest) -> list[str]:
    names = [c.proto.component_name for c in app.get("bidi_component")]
    return [name for name in names if name == "netsketch_run_monitor"]


def confirm(app: AppTest, label: str) -> AppTest:
    """Press the button in the dialog that the button of the same name opened.

    AppTest runs the whole page where a browser runs the dialog alone, so both are pressed.
    """
    for button in app.button:
        if button.label == label:
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
    app.session_state["table"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    assert "Confusion matrix" in words(fine(app.run()))
    assert app.query_params["run"] == run.id


def test_a_click_on_a_name_opens_its_run(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("runs")
    cells = [[0, "Name"]]
    app.session_state["table"] = {"selection": {"rows": [], "columns": [], "cells": cells}}
    assert "Confusion matrix" in words(fine(app.run()))
    assert app.query_params["run"] == run.id


def test_runs_are_searched_and_sorted(open_page: Open, finished: MakeRun) -> None:
    finished("digits")
    finished("names")

    def listed(app: AppTest) -> list[str]:
        return [name for f in app.dataframe if "Name" in f.value for name in f.value["Name"]]

    app = open_page("runs")
    app = fine(next(t for t in app.text_input if t.label == "Search").set_value("MY nam").run())
    assert listed(app) == ["My names"]
    app = fine(next(t for t in app.text_input if t.label == "Search").set_value("zebra").run())
    assert listed(app) == [] and "No run is like that" in words(app)
    app = fine(next(t for t in app.text_input if t.label == "Search").set_value("").run())
    order = next(s for s in app.selectbox if s.label == "Order")
    assert listed(fine(order.set_value("by name").run())) == ["My digits", "My names"]


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
