"""The forms: what cannot be trained is said beside the control, and Train is off."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import problems
from core.digits.config import DigitsConfig
from core.problem import Preset
from core.runs import listing, store
from tests.app.conftest import MakeRun, Open, fine, press, press_in_panel, train, words


def number(app: AppTest, key: str, value: float) -> AppTest:
    app.number_input(key=key).set_value(value)
    return fine(app.run())


def train_is_off(app: AppTest) -> bool:
    (button,) = (
        c.proto
        for c in app.get("bidi_component")
        if c.proto.component_name == "netsketch_train_button"
    )
    return bool(json.loads(button.json)["disabled"])


@pytest.mark.parametrize("preset", problems.PRESETS, ids=lambda p: f"{p.kind}-{p.name}")
def test_a_preset_fills_the_form_and_trains_as_it_says(open_page: Open, preset: Preset) -> None:
    app = open_page(f"train_{preset.kind}", preset=preset.name)
    assert not app.error
    assert not train_is_off(app)
    train(app, preset.kind)
    (run,) = listing.runs()
    assert run.config == preset.config
    assert run.threads == (preset.threads or problems.problem(preset.kind).threads)
    assert (run.title, run.record["preset"]) == (preset.title, preset.name)
    assert app.query_params["run"] == run.id


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_an_unknown_preset_in_the_url_is_the_quick_one(open_page: Open, kind: str) -> None:
    app = open_page(f"train_{kind}", preset="nonsense")
    assert app.selectbox(key=f"{kind}.preset").value == "quick"


def test_choosing_a_preset_fills_the_form(open_page: Open) -> None:
    app = open_page("train_digits")
    app.selectbox(key="digits.preset").set_value("2-pools-rate-0.3")
    fine(app.run())
    assert app.select_slider(key="digits.learning_rate").value == 0.3
    assert app.button_group(key="digits.head").value == "softmax"


def test_a_changed_preset_trains_what_is_set_under_its_own_name(open_page: Open) -> None:
    app = open_page("train_digits")
    number(app, "digits.batch_size", 128)
    train(app, "digits")
    (run,) = listing.runs()
    assert run.config.batch_size == 128
    assert run.record["preset"] == ""


def test_threads_are_the_runs_and_leave_its_name_alone(open_page: Open) -> None:
    app = open_page("train_names")
    number(app, "names.threads", 2)
    train(app, "names")
    (run,) = listing.runs()
    assert (run.threads, run.title, run.record["preset"]) == (2, "Quick RNN", "quick")


def test_the_form_stays_while_its_run_is_followed(open_page: Open) -> None:
    app = open_page("train_names")
    number(app, "names.steps", 700)
    train(app, "names")
    assert app.number_input(key="names.steps").value == 700


def test_a_batch_larger_than_the_training_set(open_page: Open) -> None:
    app = open_page("train_digits")
    number(app, "digits.batch_size", 2048)
    assert not app.error
    number(app, "digits.train_size", 1000)
    (error,) = app.error
    assert "batch_size is 2048 but there are only 1000 training images" in error.value
    assert train_is_off(app)
    number(app, "digits.batch_size", 64)
    assert not app.error
    assert not train_is_off(app)


def test_a_group_with_a_problem_is_open_and_stays_so(open_page: Open) -> None:
    app = open_page("train_digits")
    assert not any(group.proto.expanded for group in app.expander)
    number(app, "digits.momentum", 0.9)
    assert [g.label for g in app.expander if g.proto.expanded] == ["More settings"]
    number(app, "digits.momentum", 0)
    assert not app.error
    assert [g.label for g in app.expander if g.proto.expanded] == ["More settings"]


def test_momentum_with_an_optimizer_that_has_none(open_page: Open) -> None:
    app = open_page("train_digits")
    number(app, "digits.momentum", 0.9)
    (error,) = app.error
    assert "momentum is 0.9 but adam has none" in error.value
    assert train_is_off(app)
    app.selectbox(key="digits.optimizer").set_value("sgd")
    assert not fine(app.run()).error
    assert not train_is_off(app)


def test_a_cell_of_the_notes_is_not_asked_for_what_it_does_not_have(open_page: Open) -> None:
    """Its fields are gone, and what they held with them; another cell brings both back."""
    app = open_page("train_names")
    number(app, "names.dropout", 0.5)
    fine(app.selectbox(key="names.cell").set_value("linear").run())
    assert not app.error and not train_is_off(app)
    assert "names.dropout" not in {field.key for field in app.number_input}
    assert "read one-hot letters forwards" in words(app)
    fine(app.selectbox(key="names.cell").set_value("gru").run())
    assert app.number_input(key="names.dropout").value == 0.5 and not app.error


def test_more_test_names_than_there_are(open_page: Open) -> None:
    app = open_page("train_names")
    app.button_group(key="names.test_as").set_value("number")
    number(fine(app.run()), "names.test_number", 10_000)
    (error,) = app.error
    assert "Holding out 10000 leaves no name of" in error.value


def test_channels_and_pooling_of_each_layer(open_page: Open) -> None:
    app = open_page("train_digits")
    app.button_group(key="digits.conv_layers").set_value(4)
    app.toggle(key="digits.per_layer").set_value(True)
    fine(app.run())
    for i in range(4):
        app.number_input(key=f"digits.channels.{i}").set_value(4 + i)
        app.toggle(key=f"digits.pooling.{i}").set_value(i % 2 == 0)
    train(fine(app.run()), "digits")
    (run,) = listing.runs()
    assert isinstance(run.config, DigitsConfig)
    assert run.config.channels == (4, 5, 6, 7)
    assert run.config.pooling == (True, False, True, False)


@pytest.mark.parametrize("text", ["", "😀", "x" * 500, "Łukasz", "<b>"])
def test_the_sample_name_takes_anything(open_page: Open, text: str) -> None:
    app = open_page("train_names")
    app.text_input(key="sample").set_value(text)
    fine(app.run())
    assert bool(app.error) == (text in ("", "😀", "x" * 500))


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_a_runs_settings_go_into_the_form(open_page: Open, kind: str) -> None:
    """As when it is to be trained again with something changed."""
    changes: dict[str, dict[str, Any]] = {
        "digits": {"conv_layers": 3, "channels": (3, 4, 5), "hidden": "same", "dropout": 0.3},
        "names": {"hidden_size": 40, "cell": "lstm", "test": 50},
    }
    config = problems.problem(kind).Config(**changes[kind] | {"seed": 11})
    first = store.create(config, threads=2)
    store.write_json(first.path / "run.json", first.record | {"status": "stopped"})
    app = open_page(f"train_{kind}", run=first.id)
    press_in_panel(app, "form")
    assert app.number_input(key=f"{kind}.seed").value == 11
    train(app, kind)
    newest = listing.runs()[0]
    assert newest.id != first.id
    assert (newest.config, newest.threads) == (config, 2)


def test_a_run_is_a_start_beside_the_presets(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("train_digits")
    box = app.selectbox(key="digits.preset")
    assert "Quick CNN" in box.options and any(o.startswith("My digits · ") for o in box.options)
    fine(box.set_value(run.id).run())
    assert app.number_input(key="digits.train_size").value == 640
    train(app, "digits")
    (again,) = [r for r in listing.runs() if r.id != run.id]
    assert again.config == run.config and again.title != run.title


def test_a_link_starts_from_a_run(open_page: Open, finished: MakeRun) -> None:
    run = finished("names")
    app = open_page("train_names", start=run.id)
    assert app.selectbox(key="names.preset").value == run.id
    assert app.number_input(key="names.steps").value == 60
    app = open_page("train_names", start="names-gone")
    assert "There is no run names-gone" in app.warning[0].value
    assert app.selectbox(key="names.preset").value == "quick"


def back(app: AppTest, field: str) -> AppTest:
    return fine(app.button(key=f"digits.back.{field}").click().run())


def test_a_field_that_differs_is_marked_and_goes_back(open_page: Open) -> None:
    app = open_page("train_digits")

    def marked() -> list[str]:
        keys = [str(b.key) for b in app.button]
        return [k.removeprefix("digits.back.") for k in keys if k.startswith("digits.back.")]

    assert marked() == [] and "Changed:" not in words(app)
    before = [app.number_input(key=f"digits.channels.{i}").value for i in range(3)]
    number(app, "digits.channels.1", 9)
    number(app, "digits.batch_size", 128)
    app.toggle(key="digits.hidden_same").set_value(True)
    fine(app.run())
    assert marked() == ["channels", "hidden", "batch_size"]
    assert app.button(key="digits.back.batch_size").label == "was 64"
    said = words(app)
    assert "**Changed:** 8–9–32 channels, dense layer as wide as its input, batches of 128" in said
    back(app, "batch_size")
    assert app.number_input(key="digits.batch_size").value == 64
    back(app, "channels")
    back(app, "hidden")
    assert not app.toggle(key="digits.hidden_same").value
    assert [app.number_input(key=f"digits.channels.{i}").value for i in range(3)] == before
    assert marked() == [] and "Changed:" not in words(app)


def test_all_goes_back_at_once(open_page: Open) -> None:
    app = open_page("train_digits")
    number(app, "digits.batch_size", 128)
    number(app, "digits.epochs", 7)
    press(app, "Back to the start")
    assert "Changed:" not in words(app)
    train(app, "digits")
    assert listing.runs()[0].config == problems.preset("digits", "quick").config
