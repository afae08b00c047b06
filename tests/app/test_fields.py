"""Fields made from settings: a new one stands under "More settings" and in the sweep's form by itself."""

import pytest
from streamlit.testing.v1 import AppTest

import ui.names.form
from core.problems import PROBLEMS
from core.settings.setting import settings
from tests.app.conftest import Open, fine
from tests.app.test_forms import number
from tests.settings.test_recipe import Longer

STOPPING = (
    *("Stop at a test accuracy of", "Tests without a lower loss (patience)"),
    "End early when lost",
)


def expander(app: AppTest, label: str) -> list[str]:
    (found,) = (e for e in app.expander if e.label == label)
    return [w.label for w in (*found.number_input, *found.toggle, *found.selectbox)]


def test_what_a_form_does_not_place_is_under_more_settings(open_page: Open) -> None:
    more = expander(open_page("train_digits"), "More settings")
    assert more == [
        *("Momentum", "Weight decay", "Dropout"),
        *(*STOPPING[:2], "Parts of a batch, a core each"),
        *(STOPPING[2], "Shuffle each epoch"),
    ]
    app = open_page("train_names")
    assert {*expander(app, "More settings")} == {
        *("Layers", "Begin and end marks", "Shortcut to the answer", "Letter dropout"),
        *("Label smoothing", "Weight decay", "Parts of a batch, a core each", *STOPPING),
    }
    fine(app.selectbox(key="names.cell").set_value("linear").run())
    own = {*STOPPING, "Parts of a batch, a core each"}
    assert {*expander(app, "More settings")} == own, "the notes' own"
    assert not app.error
    with pytest.raises(KeyError):
        app.selectbox(key="names.direction")
    fine(app.selectbox(key="names.cell").set_value("gru").run())
    assert app.selectbox(key="names.readout").value == "last-max", "as before the notes' cell"


def test_a_new_setting_gets_its_field(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PROBLEMS["names"], "Config", Longer)
    monkeypatch.setattr(ui.names.form, "NamesConfig", Longer)
    app = open_page("train_names")
    more = expander(app, "More settings")
    assert {"Warm up", "Smoothing", "Bias", "Order"} <= {*more}
    warm_up = app.number_input(key="names.warm_up")
    assert (warm_up.min, warm_up.max, warm_up.step) == (0, 5000, 1)
    assert warm_up.help == "Steps with a growing rate, 0 to 5 000."
    assert app.number_input(key="names.smoothing").max == 0.5
    assert app.selectbox(key="names.order").options == ["forward", "backward"]
    assert not app.toggle(key="names.bias").value
    number(app, "names.warm_up", 9)
    assert not app.error


def test_a_sweep_suggests_values_of_a_new_setting(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PROBLEMS["names"], "Config", Longer)
    app = open_page("sweeps")
    fine(app.segmented_control(key="sweep.kind").set_value("names").run())
    fine(app.multiselect(key="sweep.names.vary").set_value(["bias", "warm_up"]).run())
    assert app.multiselect(key="sweep.names.bias").options == ["yes", "no"]
    assert app.multiselect(key="sweep.names.bias").label == "Bias: values"
    assert app.multiselect(key="sweep.names.warm_up").options == ["100"], (
        "its default, to begin with"
    )


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_setting_has_a_widget(open_page: Open, kind: str) -> None:
    """By its label, limits and help, whatever the form does with it."""
    app = open_page(f"train_{kind}")
    shown = [
        w
        for name in ("number_input", "selectbox", "toggle", "select_slider", "button_group")
        for w in getattr(app, name)
    ]
    helps = {w.proto.help for w in shown}
    known = settings(PROBLEMS[kind].Config)
    assert not [f for f, s in known.items() if not any(h.startswith(s.help) for h in helps)]
    for widget in app.number_input:
        if setting := known.get(str(widget.key).partition(".")[2]):
            assert (widget.label, widget.min, widget.max) == (
                setting.label,
                setting.low,
                setting.high,
            )
