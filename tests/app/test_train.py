"""The Train button: the server starts what this session's form holds, and nothing else."""

import gc
import json
from concurrent.futures import ThreadPoolExecutor

from core.names.config import NamesConfig
from core.runs import listing, queue, reasons
from tests.app.conftest import Open, component, fine, panel, post, press, train


def parsed(answer: object) -> dict[str, object]:
    return dict(json.loads(answer.body))  # type: ignore[attr-defined]


def test_the_answer_is_all_that_a_page_follows_a_run_by(open_page: Open) -> None:
    app = open_page("train_digits")
    answer = parsed(post(app.session_state["launcher"].token, "digits"))
    (run,) = listing.runs()
    assert (answer["id"], answer["title"], answer["status"]) == (run.id, run.title, "queued")
    assert answer["url"] == f"/look/{run.id}"
    assert answer["starts"] == 1


def test_the_page_learns_of_the_run_and_of_the_next(open_page: Open) -> None:
    app = train(open_page("train_digits"), "digits")
    (first,) = listing.runs()
    assert app.query_params["run"] == first.id
    train(app, "digits")
    (second,) = {r.id for r in listing.runs()} - {first.id}
    assert app.query_params["run"] == second
    # And the browser, for the challenges, of what was started in it.
    assert json.loads(component(app, "own_runs").json)["ids"] == [first.id, second]


def test_another_page_learns_of_the_run_too(open_page: Open) -> None:
    app = open_page("train_names")
    post(app.session_state["launcher"].token, "names")
    app.switch_page("pages/type_name.py")
    fine(app.run())
    (run,) = listing.runs()
    assert app.query_params["run"] == run.id


def test_a_form_with_problems_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    app.number_input(key="digits.momentum").set_value(0.9)  # adam has none
    fine(app.run())
    answer = post(app.session_state["launcher"].token, "digits")
    assert answer.status_code == 409
    assert "cannot be trained" in str(parsed(answer)["error"])
    assert not listing.runs()


def test_a_page_that_was_never_opened_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    answer = post(app.session_state["launcher"].token, "names")
    assert answer.status_code == 409
    assert not listing.runs()


def test_nobody_else_can_start_a_run(open_page: Open) -> None:
    open_page("train_digits")
    answer = post("a-guess", "digits")
    assert answer.status_code == 409
    assert "reload it" in str(parsed(answer)["error"])
    assert not listing.runs()


def test_an_ended_session_starts_nothing(open_page: Open) -> None:
    app = open_page("train_digits")
    token = app.session_state["launcher"].token
    del app
    gc.collect()
    assert post(token, "digits").status_code == 409


def test_one_press_that_comes_eight_times_at_once_is_one_run(open_page: Open) -> None:
    app = open_page("train_digits")
    launcher = app.session_state["launcher"]
    with ThreadPoolExecutor(8) as threads:
        runs = list(threads.map(lambda _: launcher.start("digits", "press-1"), range(8)))
    (run,) = listing.runs()
    assert {r.id for r in runs} == {run.id} and launcher.start_count == 1
    assert launcher.start("digits", "press-2").id != run.id


def test_more_than_some_dozens_are_a_sentence_and_one_button_stops_them(open_page: Open) -> None:
    app = open_page("train_names")
    token = app.session_state["launcher"].token
    while (answer := post(token, "names")).status_code == 200:
        pass
    assert "runs wait already" in str(parsed(answer)["error"])
    assert 24 <= len(listing.runs()) <= 99
    for page in ("train_names", "runs", ""):
        shown = open_page(page)
        assert f"Stop all {len(listing.runs())} that wait" in [b.label for b in shown.button]
    press(shown, f"Stop all {len(listing.runs())} that wait")
    assert {r.status for r in listing.runs()} == {"stopped"}
    assert post(token, "names").status_code == 200


def test_a_reason_that_only_the_server_knows_is_in_the_panel(open_page: Open) -> None:
    run = queue.current.start(NamesConfig())
    run.update(status="running")
    reasons.keep(run.path, "Could not write the run (No space left on device): free some space.")
    app = open_page("train_names", run=run.id)
    assert "No space left on device" in panel(app)["words"]
