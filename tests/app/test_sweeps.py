"""The page of sweeps: start one, look at it, resume it, delete it; the notes' tables and questions."""

import dataclasses
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.notes import recorded
from core.notes.tables import TABLES
from core.problems import PROBLEMS, problem
from core.runs import listing, store, worker
from core.settings.setting import settings
from core.sweeps import plan, sweep
from core.sweeps.sweep import Sweep
from tests.app.conftest import Open, fine, panel, press, words
from ui.problems import problem_page


@pytest.fixture
def swept(tiny: str) -> Sweep:
    """Three finished cells, one that failed, two that cannot be built."""
    base = {"dataset": tiny, "steps": 20, "batch_size": 4, "hidden_size": 8}
    vary = {"hidden_size": [8, 16, 4]}
    made = sweep.start(plan.plan("names", vary, 2, "quick", base))
    *ended, last = [s for s in made.cells() if s.status != "impossible"]
    for state in ended:
        worker.work(state.path)
    recorded = json.loads((last.path / "run.json").read_text())
    store.write_json(
        last.path / "run.json", recorded | {"status": "failed", "error": "It broke off."}
    )
    return made


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["tabs"] = name
    return fine(app.run())


def test_a_sweep_is_started_from_the_form(open_page: Open) -> None:
    app = open_page("sweeps")
    assert "No sweep yet" in words(tab(app, "All sweeps"))
    app = tab(app, "New sweep")
    assert "**12 runs**: 2 × 2 combinations × 3 seeds, 2 at a time" in words(app)
    app.multiselect(key="sweep.digits.channels").set_value(["3", "7"])
    app.number_input(key="sweep.seeds").set_value(2)
    assert "**8 runs**" in words(fine(app.run()))
    press(app, "Start the sweep")
    (made,), _ = sweep.list_sweeps()
    assert app.query_params["sweep"] == made.id
    configs = [c.config.to_dict() for c in made.plan.cells if c.config]
    assert {(c["channels"], c["learning_rate"]) for c in configs} == {
        (3, 0.1), (3, 0.3), (7, 0.1), (7, 0.3),
    }  # fmt: skip
    assert {s.status for s in made.cells()} == {"queued"}
    assert "0 of 8 runs have ended" in app.get("progress")[0].proto.text


def test_what_cannot_be_trained_is_a_sentence(open_page: Open) -> None:
    app = open_page("sweeps")
    app.multiselect(key="sweep.digits.channels").set_value(["-1", "8"])
    assert "6 runs cannot be built and stay empty. channels is -1" in words(fine(app.run()))
    app.multiselect(key="sweep.digits.channels").set_value(["lots"])
    app = fine(app.run())
    assert "None of it can be built. channels is 'lots'" in words(app)
    assert next(b for b in app.button if b.label == "Start the sweep").disabled


def test_a_setting_without_values_is_called_by_its_label(open_page: Open) -> None:
    app = open_page("sweeps")
    app.multiselect(key="sweep.digits.learning_rate").set_value([])
    app = fine(app.run())
    assert "Learning rate has no values yet" in words(app)
    assert next(b for b in app.button if b.label == "Start the sweep").disabled


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["1;" * 100_000 + "2"], "That is 100,001 runs"),
        ([";".join(map(str, range(1, 200))), "300"], "runs; a sweep has at most 5,000"),
        (["7" * 9_000], "has 9,000 characters"),
    ],
)
def test_too_much_is_a_sentence_beside_a_button_that_waits(
    open_page: Open, typed: list[str], sentence: str
) -> None:
    app = open_page("sweeps")
    app.multiselect(key="sweep.digits.channels").set_value(typed)
    app.multiselect(key="sweep.digits.learning_rate").set_value(["0.1;" * 3 + "0.2;0.3;0.4"])
    app.number_input(key="sweep.seeds").set_value(50)
    app = fine(app.run())
    assert sentence in words(app)
    assert next(b for b in app.button if b.label == "Start the sweep").disabled
    app.multiselect(key="sweep.digits.channels").set_value(["3"])
    assert "Start the sweep" in [b.label for b in fine(app.run()).button if not b.disabled]


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_setting_can_vary(
    open_page: Open, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one for which nobody thought of values: it has its own to begin with."""
    twin = problem_page(kind)
    monkeypatch.setattr(twin, "sweep", dataclasses.replace(twin.sweep, vary=()))
    app = open_page("sweeps")
    app.segmented_control(key="sweep.kind").set_value(kind)
    fine(app.run())
    fields = [f for f in settings(problem(kind).Config) if f != "seed"]
    for first in range(0, len(fields), 4):
        app.multiselect(key=f"sweep.{kind}.vary").set_value(fields[first : first + 4])
        fine(app.run())
        for field in fields[first : first + 4]:
            box = app.multiselect(key=f"sweep.{kind}.{field}")
            box.set_value([box.options[0]])
        assert "runs**: 1" in words(fine(app.run()))


def test_a_finished_sweep_shows_results_and_reasons(open_page: Open, swept: Sweep) -> None:
    app = open_page("sweeps", sweep=swept.id)
    shown = words(app)
    assert "It broke off." in shown and "2 ×  hidden_size is 4" in shown
    assert "What came of it" in shown
    for kind in ("Heat map", "Table", "Lines"):
        app.segmented_control(key=f"as-{swept.id}").set_value(kind)
        fine(app.run())
    press(app, "Try the failed again")
    assert [s.status for s in swept.cells()].count("queued") == 1


def test_an_interrupted_sweep_resumes_with_one_button(open_page: Open, swept: Sweep) -> None:
    for state in swept.cells():
        if state.record:
            gone = {"status": "queued", "owner": ".owners/gone.lock"}
            store.write_json(state.path / "run.json", state.record | gone)
    app = press(open_page("sweeps", sweep=swept.id), "Resume 4 runs")
    assert [s.status for s in swept.cells()].count("queued") == 4
    assert not [b for b in app.button if b.label.startswith("Resume")]
    press(app, "Stop")
    assert [s.status for s in swept.cells()].count("stopped") == 4


def test_a_cell_opens_its_run_and_the_run_leads_back(open_page: Open, swept: Sweep) -> None:
    run = listing.find(swept.cells()[0].run_id)
    app = open_page("train_names", run=run.id)
    assert panel(app)["title"] == run.title
    assert not app.error and not app.warning
    open_page("type_name", run=run.id)
    assert "Nothing has been trained yet" not in words(open_page("runs")), "its runs are listed"


@pytest.mark.parametrize("bad", ["gone", "../../etc", "%00", "x" * 400, ".owners"])
def test_an_unknown_sweep_is_a_sentence(open_page: Open, bad: str) -> None:
    app = open_page("sweeps", sweep=bad)
    assert "There is no sweep" in words(app) or "is not the id of a sweep" in words(app)
    assert "sweep" not in app.query_params


def test_delete_asks_first(open_page: Open, swept: Sweep) -> None:
    app = press(tab(open_page("sweeps"), "All sweeps"), "Delete")
    assert swept.path.exists()
    for button in app.button:
        if button.label in ("Delete", "Delete it"):
            button.click()
    fine(app.run())
    assert not swept.path.exists()


def test_a_table_of_the_notes_is_one_click(open_page: Open) -> None:
    app = tab(open_page("sweeps"), "The notes’ tables")
    assert all(t.title in words(app) for t in TABLES if t.in_notes)
    fine(app.button(key="go-channels").click().run())
    (made,), _ = sweep.list_sweeps()
    assert (made.plan.table, len(made.plan.cells)) == ("channels", 25)
    assert app.query_params["sweep"] == made.id


def test_questions_say_how_to_make_what_answers_them(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recorded.Recorded.__init__, "__defaults__", (tmp_path,))
    monkeypatch.setattr("core.notes.questions.Question.answer.__defaults__", (tmp_path,))
    app = tab(open_page("sweeps"), "Open questions")
    assert "python -m core sweep --notes pooling --record" in words(app)
    fine(app.button(key="try-0-channels").click().run())
    assert sweep.list_sweeps()[0][0].plan.table == "channels"
