"""Links hold everything: opened anew they give back what was there, and say what they cannot."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.digits.drawing import Stroke
from core.digits.packed_strokes import packed
from core.runs import listing
from tests.app.conftest import (
    MakeRun,
    Open,
    answers,
    component,
    fine,
    listed,
    train,
    trigger,
    words,
)
from ui import urls


def query(app: AppTest) -> dict[str, str]:
    """The address as a copied link holds it."""
    return {k: v if isinstance(v, str) else v[0] for k, v in app.query_params.items()}


def notices(app: AppTest) -> list[str]:
    return [w.value for w in app.warning if "could not be read" in w.value]


def test_a_page_as_it_begins_has_a_short_address(open_page: Open) -> None:
    for page in ("train_digits", "train_names", "sweeps", "runs", "data"):
        assert query(open_page(page)) == {}, page


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("digits", {"batch_size": 32, "seed": 7, "weight_decay": 0.001, "patience": 3}),
        ("names", {"steps": 900, "hidden_size": 72, "threads": 2}),
    ],
)
def test_all_settings_that_differ_come_back(
    open_page: Open, kind: str, fields: dict[str, Any]
) -> None:
    app = open_page(f"train_{kind}")
    for field, value in fields.items():
        app.number_input(key=f"{kind}.{field}").set_value(value)
        fine(app.run())
    again = open_page(f"train_{kind}", **query(app))
    assert not again.warning
    for field, value in fields.items():
        assert again.number_input(key=f"{kind}.{field}").value == value
    assert query(again) == query(app)
    train(again, kind)
    (run,) = listing.runs()
    shown = run.config.to_dict() | {"threads": run.threads}
    assert {f: shown[f] for f in fields} == fields


def test_layers_that_differ_come_back(open_page: Open) -> None:
    app = open_page("train_digits", preset="2-pools-rate-0.3")
    app.toggle(key="digits.per_layer").set_value(True)
    fine(app.run())
    app.number_input(key="digits.channels.1").set_value(11)
    app.toggle(key="digits.pooling.0").set_value(False)
    app.toggle(key="digits.hidden_same").set_value(True)
    fine(app.run())
    again = open_page("train_digits", **query(app))
    assert again.number_input(key="digits.channels.1").value == 11
    assert not again.toggle(key="digits.pooling.0").value
    assert again.toggle(key="digits.hidden_same").value
    assert again.selectbox(key="digits.preset").value == "2-pools-rate-0.3"


def test_what_a_link_gets_wrong_is_said_and_the_rest_followed(open_page: Open) -> None:
    app = open_page(
        "train_digits", **{"with": "batch_size:32;epochs:999;wings:2;;x", "v": "2", "mood": "good"}
    )
    assert app.number_input(key="digits.batch_size").value == 32
    said = "\n".join(notices(app))
    assert "epochs" in said and "must be from 1 to 200" in said
    assert "wings is not a setting of digits" in said and "mood" in said
    assert len(notices(app)) == 4
    assert not app.error


@pytest.mark.parametrize(
    "value", ["", ";", ":", "a:b:c", "channels:", "head:\x00", "seed:-1", "9" * 300]
)
@pytest.mark.parametrize("page", ["train_digits", "train_names"])
def test_nonsense_opens(open_page: Open, page: str, value: str) -> None:
    app = open_page(page, **{"with": value, "preset": value, "v": value})
    assert "Train" in words(app)


def test_an_address_of_a_later_version_opens_with_a_sentence(open_page: Open) -> None:
    app = open_page("runs", v="37")
    assert "another version of Netsketch" in notices(app)[0]


def test_going_back_on_a_page_gives_back_what_was_there(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Back button runs the script with an address that was there before."""
    app = open_page("train_digits")
    for batch in (32, 16):
        app.number_input(key="digits.batch_size").set_value(batch)
        fine(app.run())
    monkeypatch.setattr(urls, "_by_history", lambda: True)
    app.query_params["with"] = "batch_size:32"
    assert fine(app.run()).number_input(key="digits.batch_size").value == 32
    app.query_params.clear()
    assert fine(app.run()).number_input(key="digits.batch_size").value == 64


def test_a_press_before_the_browser_has_heard_of_the_last_one_is_no_way_back(
    open_page: Open,
) -> None:
    app = open_page("train_digits")
    begins = dict(app.query_params)
    for field, value in {"batch_size": 32, "seed": 7, "epochs": 3}.items():
        app.number_input(key=f"digits.{field}").set_value(value)
        app.query_params.clear()
        for name, text in begins.items():
            app.query_params[name] = text
        fine(app.run())
    assert [app.number_input(key=f"digits.{f}").value for f in ("batch_size", "seed", "epochs")] == [
        32, 7, 3,
    ]  # fmt: skip
    assert query(app)["with"] == "batch_size:32;epochs:3;seed:7"


def test_a_drawing_is_in_the_link(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    strokes = [Stroke(((0.3, 0.2), (0.5, 0.5), (0.4, 0.8)), 0.07), Stroke(((0.6, 0.6),), 0.05)]
    app = open_page("draw_digit", run=run.id, drawing=packed(strokes))
    pad = json.loads(component(app, "drawing_pad").json)
    assert [s["points"] for s in pad["strokes"]] == [
        [[0.3, 0.2], [0.5, 0.5], [0.4, 0.8]], [[0.6, 0.6]],
    ]  # fmt: skip
    assert "See inside" in words(app), "Python has read it"
    assert query(app)["drawing"] == packed(strokes)


@pytest.mark.parametrize("text", ["nonsense", "x" * 7000, "%%%"])
def test_a_drawing_that_is_none_is_said(open_page: Open, finished: MakeRun, text: str) -> None:
    app = open_page("draw_digit", run=finished("digits").id, drawing=text)
    assert len(notices(app)) == 1 and "drawing" in notices(app)[0]


@pytest.mark.parametrize(
    ("page", "kind", "view", "more"),
    [
        (
            "draw_digit",
            "digits",
            "Through time",
            {"drawing": packed([Stroke(((0.4, 0.2), (0.5, 0.8)))])},
        ),
        ("type_name", "names", None, {"surname": "alaba"}),
    ],
)
def test_the_view_inside_is_in_the_link(
    open_page: Open, finished: MakeRun, page: str, kind: str, view: str | None, more: dict[str, str]
) -> None:
    run = finished(kind)
    app = open_page(page, run=run.id, **more)
    control = next(b for b in app.button_group if b.label == "See inside")
    view = view or str(control.options[-1])
    fine(control.set_value(view).run())
    assert query(app)["view"] == view
    again = open_page(page, **query(app))
    assert next(b for b in again.button_group if b.label == "See inside").value == view
    wrong = open_page(page, **(query(app) | {"view": "Crystal ball"}))
    assert "Crystal ball" in notices(wrong)[0]


def test_a_typed_name_is_in_the_link(open_page: Open, finished: MakeRun) -> None:
    app = open_page("type_name", run=finished("names").id, surname="alaba")
    assert app.text_input(key="surname").value == "alaba"
    assert "alaba" in json.dumps(answers(app))


def test_a_typed_name_stays_in_the_address(open_page: Open, finished: MakeRun) -> None:
    """A press on the page's own entry in the sidebar leads to its bare address."""
    app = open_page("type_name", run=finished("names").id)
    app.text_input(key="surname").set_value("alaba")
    fine(app.run())
    app.query_params.clear()
    assert fine(app.run()).text_input(key="surname").value == "alaba"
    assert query(app)["surname"] == "alaba"


def test_how_runs_are_listed_is_in_the_link(open_page: Open, finished: MakeRun) -> None:
    finished("digits"), finished("names")
    app = open_page("runs")
    chosen = listed(app)["choice"] | {"text": "my", "kind": "names", "order": "by name"}
    chosen |= {"status": "finished", "sweep": "none", "view": "seconds"}
    app = trigger(app, component(app, "run_list"), "choice", chosen)
    assert query(app)["search"] == "my" and query(app)["within"] == "none"
    again = open_page("runs", **query(app))
    assert listed(again)["choice"] == chosen and listed(again)["came"]


def test_a_status_that_runs_never_have_is_said(open_page: Open, finished: MakeRun) -> None:
    finished("digits")
    app = open_page("runs", status="dancing", order="by name")
    assert "status=dancing, which could not be read: it is none of" in words(app)
    assert listed(app)["choice"]["status"] == "" and listed(app)["choice"]["order"] == "by name"


def test_a_cell_of_the_mistakes_is_in_the_link(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("mistakes", run=run.id, cell="7,3", v="2")
    assert (app.selectbox(key="truth").value, app.selectbox(key="said").value) == (7, 3)
    assert query(app)["cell"] == "7,3" and query(app)["tab"] == "By class"
    app.session_state["mistakes-tab"] = "At a glance"
    assert "cell" not in query(fine(app.run())), "which that tab does not show"
    wrong = open_page("mistakes", run=run.id, cell="7,99")
    assert "two numbers below 10" in notices(wrong)[0]


def test_a_sweep_that_is_planned_is_in_the_link(open_page: Open) -> None:
    app = open_page("sweeps")
    app.button_group(key="sweep.kind").set_value("names")
    fine(app.run())
    app.multiselect(key="sweep.names.vary").set_value(["cell"])
    fine(app.run())
    app.multiselect(key="sweep.names.cell").set_value(["gru", "tanh"])
    app.number_input(key="sweep.seeds").set_value(4)
    app.toggle(key="sweep.stop_when_lost").set_value(True)
    fine(app.run())
    again = open_page("sweeps", **query(app))
    assert again.button_group(key="sweep.kind").value == "names"
    assert again.multiselect(key="sweep.names.cell").value == ["gru", "tanh"]
    assert again.number_input(key="sweep.seeds").value == 4
    assert again.toggle(key="sweep.stop_when_lost").value
    assert query(again) == query(app)


@pytest.mark.parametrize(
    "plan",
    [
        "",
        ";",
        "cats;quick",
        "digits;none",
        "digits;quick;seeds:0",
        "digits;quick;*wings:1",
        "x" * 900,
    ],
)
def test_a_plan_that_is_none_is_said(open_page: Open, plan: str) -> None:
    app = open_page("sweeps", plan=plan)
    assert "Start the sweep" in [b.label for b in app.button]
    assert len(notices(app)) == 1


def test_every_page_has_a_link_to_copy_and_a_code_for_it(open_page: Open) -> None:
    for page in ("", "train_digits", "draw_digit", "runs", "sweeps", "mistakes", "data"):
        app = open_page(page)
        link = "http://localhost:8501/train_digits?v=2&with=batch_size:32"
        shown = trigger(app, component(app, "copy_link"), "code", link)
        assert link in [code.value for code in shown.code]
        assert "data:image/svg+xml" in str([h.proto.body for h in shown.get("html")])
    long = trigger(app, component(app, "copy_link"), "code", "http://a/?" + "x" * 6000)
    assert "too many for a QR code" in words(long)
