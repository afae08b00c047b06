"""The pictures on which networks are built: in step with the form, whichever of the two is used."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import listing
from tests.app.conftest import Open, component, fine, train
from tests.app.test_forms import number, train_is_off


def pictured(app: AppTest, name: str = "network_picture") -> dict[str, Any]:
    """What the picture gets."""
    return dict(json.loads(component(app, name).json))


def build(app: AppTest, name: str = "network_picture", **changes: Any) -> AppTest:
    """Change settings on the picture, as the browser tells of it."""
    shown = pictured(app, name)
    wanted = {"revision": shown["revision"] + 1, "settings": shown["settings"] | changes}
    states = app._tree.get_widget_states()
    proto = component(app, name)
    state = next((s for s in states.widgets if s.id == proto.id), None) or states.widgets.add()
    state.id = proto.id
    state.json_value = json.dumps({"wanted": wanted})
    return fine(app._run(states))


def test_what_is_built_on_the_picture_is_in_the_form_and_is_trained(open_page: Open) -> None:
    app = open_page("train_digits")
    build(app, channels=[4, 6, 8, 8], pooling=[True, False, True, False], hidden=80)
    assert app.button_group(key="digits.conv_layers").value == 4
    assert [app.number_input(key=f"digits.channels.{i}").value for i in range(4)] == [4, 6, 8, 8]
    assert [app.toggle(key=f"digits.pooling.{i}").value for i in range(4)] == [1, 0, 1, 0]
    assert app.number_input(key="digits.hidden").value == 80
    shown = pictured(app)
    assert shown["revision"] == 1
    assert shown["layers"][0]["name"] == "Conv2d(1, 4, 3×3)"
    train(app, "digits")
    (run,) = listing.runs()
    assert isinstance(run.config, DigitsConfig)
    assert (run.config.channels, run.config.hidden) == ((4, 6, 8, 8), 80)
    assert run.config.pooling == (True, False, True, False)
    assert run.config.learning_rate == 0.008, "as the form held it"


def test_what_is_set_in_the_form_is_on_the_picture(open_page: Open) -> None:
    app = open_page("train_digits", preset="3-pools-9-channels")
    assert pictured(app)["settings"]["channels"] == [9, 9, 9]
    assert pictured(app)["settings"]["hidden"] == "same"
    fine(app.button_group(key="digits.conv_layers").set_value(1).run())
    number(app, "digits.channels.0", 5)
    shown = pictured(app)
    assert (shown["settings"]["channels"], shown["settings"]["pooling"]) == ([5], [True])
    fine(app.selectbox(key="digits.preset").set_value("quick").run())
    assert pictured(app)["settings"]["channels"] == [8, 16, 32]


def test_a_press_counts_once_and_an_old_one_not_at_all(open_page: Open) -> None:
    app = build(open_page("train_digits"), channels=[4, 16, 32])
    number(app, "digits.channels.0", 7)
    fine(app.run())
    assert pictured(app)["settings"]["channels"] == [7, 16, 32], "not as the picture said before"


def test_the_picture_can_be_built_on_while_the_form_has_problems(open_page: Open) -> None:
    app = open_page("train_digits")
    number(app, "digits.momentum", 0.9)
    (problem,) = pictured(app)["problems"]
    assert "momentum is 0.9" in problem and train_is_off(app)
    build(app, channels=[4, 16, 32])
    assert pictured(app)["settings"]["channels"] == [4, 16, 32]
    number(app, "digits.momentum", 0)
    assert not train_is_off(app) and pictured(app)["problems"] == []


@pytest.mark.parametrize(
    "nonsense",
    [
        {"channels": [0]},
        {"channels": "<b>"},
        {"hidden": 1e9},
        {"pooling": [1, 2]},
        {"channels": []},
    ],
)
def test_what_is_no_network_stays_out_of_the_form(
    open_page: Open, nonsense: dict[str, Any]
) -> None:
    app = build(open_page("train_digits"), **nonsense)
    assert pictured(app)["settings"]["channels"] == [8, 16, 32]
    assert not train_is_off(app)


def test_a_dozen_test_items_are_there_with_each_class(open_page: Open) -> None:
    tests = pictured(open_page("train_digits"))["tests"]
    assert len(tests) == 12 and {test["label"] for test in tests} == {*map(str, range(10))}
    assert tests[0]["number"] == 0


def test_cells_and_sizes_are_built_on_the_picture_of_names(open_page: Open) -> None:
    app = open_page("train_names")
    build(app, "unrolled_network", cell="lstm", hidden_size=96, layers=2)
    assert app.selectbox(key="names.cell").value == "lstm"
    assert app.number_input(key="names.hidden_size").value == 96
    names = [layer["name"] for layer in pictured(app, "unrolled_network")["layers"]]
    assert "LSTM(96, 96) backwards" in names
    train(app, "names")
    (run,) = listing.runs()
    assert isinstance(run.config, NamesConfig)
    assert (run.config.cell, run.config.hidden_size, run.config.layers) == ("lstm", 96, 2)


def test_a_cell_of_the_notes_and_back_on_the_picture(open_page: Open) -> None:
    app = build(open_page("train_names"), "unrolled_network", cell="linear")
    shown = pictured(app, "unrolled_network")
    assert shown["layers"][0]["name"] == "Linear(77, 48)"
    assert shown["bare"]["settings"]["embedding"] == 0 and not train_is_off(app)
    build(app, "unrolled_network", cell="gru")
    shown = pictured(app, "unrolled_network")
    assert shown["settings"]["embedding"] == 32
    assert shown["layers"][0]["name"].startswith("Embedding(")
    assert not train_is_off(app)


def test_pairs_without_numbers_of_their_own_are_said_on_the_picture(open_page: Open) -> None:
    app = build(open_page("train_names"), "unrolled_network", embedding=0)
    (problem,) = pictured(app, "unrolled_network")["problems"]
    assert "ngrams is 3 but embedding is 0" in problem and train_is_off(app)
    build(app, "unrolled_network", embedding=16)
    assert not train_is_off(app)
