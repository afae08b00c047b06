"""The panel of a run: what it is told, what its buttons do, its figures as files."""

import json

import pytest
from starlette.requests import Request

from core.cli.main import main
from core.runs import listing, store
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, component, fine, panel, press_in_panel, trigger, words
from ui import server
from ui.components.run_monitor import payload


def look(run: Run, query: bytes = b"") -> dict[str, object]:
    scope = {"type": "http", "headers": [], "query_string": query, "path_params": {"run": run.id}}
    return dict(json.loads(bytes(server.answer(Request(scope)).body)))


def file(run_id: str, name: str) -> tuple[int, str, str]:
    scope = {"type": "http", "headers": [], "path_params": {"run": run_id, "name": name}}
    answer = server.file(Request(scope))
    return (
        answer.status_code,
        bytes(answer.body).decode(),
        answer.headers.get("content-disposition", ""),
    )


@pytest.mark.parametrize(
    ("kind", "invitation"), [("digits", "Draw a digit for it"), ("names", "Type a name for it")]
)
def test_an_ended_run_says_what_came_of_it_and_what_to_do_next(
    open_page: Open, finished: MakeRun, kind: str, invitation: str
) -> None:
    shown = panel(open_page(f"train_{kind}", run=finished(kind).id))
    assert shown["ended"] and shown["state"] == "Finished"
    assert " right (95\u00a0% interval " in shown["words"] and "the doctor found" in shown["words"]
    assert shown["invitation"] == invitation
    assert shown["figure"] in shown["words"]
    assert all(chart["series"][0]["points"] for chart in shown["charts"])


def test_a_remark_on_how_it_was_computed_is_shown(
    open_page: Open, finished: MakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    run = finished("digits")
    run.update(remark="Trained side by side.")
    for page in ("train_digits", "runs"):
        assert ":material/info: Trained side by side." in words(open_page(page, run=run.id))
    assert main(["runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["remark"] == "Trained side by side."
    assert main(["runs"]) == 0
    assert "My digits · Trained side by side." in capsys.readouterr().out


def test_one_panel_is_told_the_same_by_its_page_and_by_the_server(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    told, seen = panel(open_page("train_digits", run=run.id)), look(run)
    differing = {field for field in seen if told[field] != seen[field]}
    assert differing <= {"turn", "time"}


def test_the_matrix_of_a_run_that_trains_is_sent_to_those_who_ask(
    finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = finished("digits")
    monkeypatch.setattr(Run, "status", "running")
    assert look(run)["matrix"] is None
    matrix = look(run, b"matrix")["matrix"]
    assert isinstance(matrix, dict)
    assert matrix["labels"] == list("0123456789") and len(matrix["counts"]) == 10


def test_a_class_that_is_never_answered_is_said_below_the_matrix(finished: MakeRun) -> None:
    run = finished("digits")
    result = json.loads((run.path / "result.json").read_text("utf-8"))
    counts = [[5 * (k == i) for k in range(10)] for i in range(10)]
    counts[9] = counts[0]
    store.write_json(run.path / "result.json", result | {"confusion": counts})
    matrix = payload.confusion_matrix(run)
    assert matrix and matrix["remark"] == "It never answers 9: all 5 nines are lost."


def test_a_matrix_of_other_classes_is_a_sentence(finished: MakeRun) -> None:
    run = finished("digits")
    result = json.loads((run.path / "result.json").read_text("utf-8"))
    store.write_json(run.path / "result.json", result | {"confusion": [[1, 0], [0, 1]]})
    matrix = payload.confusion_matrix(run)
    assert matrix and not matrix["labels"] and "result.json is damaged" in matrix["remark"]
    assert file(run.id, "confusion")[0] == 404


def test_its_figures_leave_as_files(finished: MakeRun) -> None:
    run = finished("names")
    status, text, kept = file(run.id, "curves")
    assert status == 200 and text.startswith("event,step,seen,epoch")
    assert kept == f"attachment; filename*=UTF-8''{run.id}-curves.csv"
    status, text, _ = file(run.id, "confusion")
    assert status == 200 and text.startswith("true class,")
    assert file(run.id, "else")[0] == 404 and "first test" in file(run.id, "else")[1]
    assert file("gone", "curves")[0] == 404 and "There is no run gone" in file("gone", "curves")[1]


def test_a_remedy_is_trained_by_the_button_that_comes_first(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    told = (run.path / "metrics.jsonl").read_text("utf-8").splitlines(keepends=True)
    with (run.path / "metrics.jsonl").open("w", encoding="utf-8") as metrics:
        metrics.writelines(line for line in told if '"diagnosis"' not in line)
        event = {"event": "diagnosis", "step": 1, "code": "rate-too-high", "evidence": "It rose."}
        event |= {"remedy": "Lower it.", "changes": {"learning_rate": 0.001}}
        metrics.write(json.dumps(event) + "\n")
    app = open_page("train_digits", run=run.id)
    shown = panel(app)
    assert (shown["next"], shown["again"]) == ("again", "Train with rate 0.001")
    press_in_panel(app, "again")
    (again,) = [r for r in listing.runs() if r.id != run.id]
    assert again.config == run.config.replace(learning_rate=0.001)
    assert app.query_params["run"] == again.id


def test_settings_go_into_the_form(open_page: Open, finished: MakeRun) -> None:
    app = open_page("train_digits", run=finished("digits").id)
    assert panel(app)["form"], "there is a form on this page"
    press_in_panel(app, "form")
    assert app.session_state["digits.train_size"] == 640
    assert not panel(open_page("runs", run=listing.runs()[0].id))["form"], "and none on this"


def test_a_cell_of_the_matrix_leads_to_its_items(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = press_in_panel(open_page("runs", run=run.id), "mistakes 3 5")
    assert app.title[0].value == "Mistakes"
    assert "of class 3 read as 5" in words(app)
    app = open_page("mistakes", run=run.id)
    trigger(app, component(app, "confusion_matrix"), "chosen", [7, 1])
    assert "of class 7 read as 1" in words(app)
    assert json.loads(component(app, "confusion_matrix").json)["chosen"] == [7, 1]


@pytest.mark.parametrize(("button", "title"), [("ask", "Draw a digit"), ("mistakes", "Mistakes")])
def test_its_links_lead_on(open_page: Open, finished: MakeRun, button: str, title: str) -> None:
    run = finished("digits")
    app = press_in_panel(open_page("train_digits", run=run.id), button)
    assert app.title[0].value == title and app.query_params["run"] == run.id


def test_a_run_deleted_elsewhere_leaves_the_panel_where_it_was(
    open_page: Open, finished: MakeRun
) -> None:
    run = finished("digits")
    app = open_page("train_digits", run=run.id)
    run.delete()
    fine(app.run())
    assert "There is no run" in words(app)
    assert "url" not in panel(app), "the browser keeps what it showed"
