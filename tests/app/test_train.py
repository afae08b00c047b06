"""The Train button: the server starts what this session's form holds, and nothing else."""

import gc
import json

from core.runs import store
from tests.app.conftest import Open, fine, post, train


def told(answer: object) -> dict[str, object]:
    return dict(json.loads(answer.body))  # type: ignore[attr-defined]


def test_the_answer_is_all_that_a_page_follows_a_run_by(open_page: Open) -> None:
    app = open_page("train_digits")
    answer = told(post(app.session_state["starter"].token, "digits"))
    (run,) = store.runs()
    assert (answer["id"], answer["title"], answer["status"]) == (run.id, run.title, "queued")
    assert answer["url"] == f"/look/{run.id}"
    assert answer["starts"] == 1


def test_the_page_learns_of_the_run_and_of_the_next(open_page: Open) -> None:
    app = train(open_page("train_digits"), "digits")
    (first,) = store.runs()
    assert app.query_params["run"] == first.id
    train(app, "digits")
    (second,) = {r.id for r in store.runs()} - {first.id}
    assert app.query_params["run"] == second


def test_another_page_learns_of_the_run_too(open_page: Open) -> None:
    app = open_page("train_names")
    post(app.session_state["starter"].token, "names")
    app.switch_page("pages/type_name.py")
    fine(app.run())
    (run,) = store.runs()
    assert app.query_params["run"] == run.id


def test_a_form_with_problems_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    app.number_input(key="digits.momentum").set_value(0.9)  # adam has none
    fine(app.run())
    answer = post(app.session_state["starter"].token, "digits")
    assert answer.status_code == 409
    assert "cannot be trained" in str(told(answer)["error"])
    assert not store.runs()


def test_a_page_that_was_never_opened_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    answer = post(app.session_state["starter"].token, "names")
    assert answer.status_code == 409
    assert not store.runs()


def test_nobody_else_can_start_a_run(open_page: Open) -> None:
    open_page("train_digits")
    answer = post("a-guess", "digits")
    assert answer.status_code == 409
    assert "reload it" in str(told(answer)["error"])
    assert not store.runs()


def test_an_ended_session_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    token = app.session_state["starter"].token
    del app
    gc.collect()
    assert post(token, "digits").status_code == 409
