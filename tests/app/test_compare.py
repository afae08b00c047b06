"""The Runs page compares; the live panel shows what the doctor says."""

import json
import shutil

import pytest

from core.runs import listing, store
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, component, fine, listed, press, prose, trigger, words


@pytest.fixture
def two(finished: MakeRun) -> list[Run]:
    """Two digits runs, the second of another seed."""
    run = finished("digits")
    other = run.path.with_name("digits-0002")
    shutil.copytree(run.path, other)
    record = run.record | {"config": run.record["config"] | {"seed": 7}, "title": "Other"}
    store.write_json(other / "run.json", record)
    return [run, Run(other)]


def test_a_url_compares(open_page: Open, two: list[Run]) -> None:
    app = open_page("runs", compare=",".join(r.id for r in two))
    shown = words(app)
    assert "Report" in [button.proto.label for button in app.get("download_button")]
    assert "This test set cannot tell these two apart" in shown
    assert "two-proportion z-test" in shown
    assert [list(frame.value["Run"]) for frame in app.dataframe if "Run" in frame.value] == [
        ["My digits", "Other"]
    ]
    differing = next(f.value for f in app.dataframe if "Setting" in f.value)
    assert differing.to_dict("records") == [{"Setting": "Seed", "My digits": "0", "Other": "7"}]
    fine(app.slider[0].set_value(0.6).run())
    curve = next(box for box in app.selectbox if box.label == "Curve")
    fine(curve.set_value("training loss").run())


def test_what_cannot_be_compared_is_said(
    open_page: Open, two: list[Run], finished: MakeRun
) -> None:
    names = finished("names")
    app = open_page("runs", compare=f"{two[0].id},gone,{names.id},{two[1].id}")
    said = [w.value for w in app.warning]
    assert "There is no run gone" in said[0] and "cannot be compared" in said[1]
    assert "cannot tell these two apart" in words(app), "the rest is shown"
    app = open_page("runs", compare="gone,../../etc")
    assert "takes at least two runs" in words(app)


def test_ticking_rows_compares_and_puts_it_in_the_url(open_page: Open, two: list[Run]) -> None:
    app = open_page("runs")
    ids = [r.id for r in two]
    app = trigger(app, component(app, "run_list"), "ticks", {"ids": ids})
    assert app.query_params["compare"] in (",".join(ids), [",".join(ids)])
    assert "run" not in app.query_params and "these two" in words(app)
    assert listed(app)["ticked"] == ids
    app = trigger(app, component(app, "run_list"), "ticks", {"ids": ids[1:]})
    assert listed(app)["ticked"] == ids[1:] and "Confusion matrix" in words(app)
    app = trigger(app, component(app, "run_list"), "open", ids[0])
    assert "compare" not in app.query_params and listed(app)["ticked"] == []
    app = trigger(app, component(app, "run_list"), "ticks", {"ids": []})
    assert "run" not in app.query_params and "Confusion matrix" not in words(app)


def test_event_files_from_the_page(open_page: Open, two: list[Run]) -> None:
    app = open_page("runs", compare=",".join(r.id for r in two))
    press(app, "TensorBoard files")
    assert app.session_state["tensorboard"][1][:2] == b"PK"


def test_a_diagnosis_trains_again_with_one_press(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    diagnosis = {"event": "diagnosis", "step": 10, "code": "double-softmax"} | {
        "evidence": "It <b>floors</b>.",
        "remedy": "Switch the head.",
        "changes": {"head": "softmax", "learning_rate": 0.1},
    }
    with (run.path / "metrics.jsonl").open("a") as f:
        f.write(json.dumps(diagnosis) + "\n")
    app = open_page("train_digits", run=run.id)
    assert "The softmax is applied twice" in words(app)
    assert "It <b>floors</b>." in prose(app), "never as markup"
    press(app, "Train again with softmax twice, rate 0.1")
    (new,) = [r for r in listing.runs() if r.id != run.id]
    assert new.config == run.config.replace(head="softmax", learning_rate=0.1)
    assert app.query_params["run"] in (new.id, [new.id]), "and it is followed"


def test_diagnoses_of_one_remedy_share_its_button(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    shared = {"remedy": "Lower the rate.", "changes": {"learning_rate": 0.01}}
    found = [
        {"code": "rate-too-high", "evidence": "The loss rose."} | shared,
        {"code": "dead-relu", "evidence": "9 of 10 units are 0."} | shared,
        {
            "code": "test-too-small",
            "evidence": "It is small.",
            "remedy": "Test on more.",
            "changes": {},
        },
    ]
    with (run.path / "metrics.jsonl").open("a") as f:
        for diagnosis in found:
            f.write(json.dumps({"event": "diagnosis", "step": 10} | diagnosis) + "\n")
    app = open_page("train_digits", run=run.id)
    shown = prose(app)
    assert shown.count("Lower the rate.") == 1 and shown.count("Test on more.") == 1
    assert {"The loss rose.", "9 of 10 units are 0.", "It is small."} <= {*shown}
    assert [b.label for b in app.button].count("Train again with rate 0.01") == 1
