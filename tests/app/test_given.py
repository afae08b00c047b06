"""What a preset gives a form outlasts a run of the script that is cut short, and what one types stays."""

import pytest

from core.problems import preset
from tests.app.conftest import Open, fine
from ui.training import given


@pytest.mark.parametrize("short", [True, False])
def test_what_the_browser_sends_from_before_is_no_change(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    app = open_page("train_digits")
    whole = int(preset("digits", "accurate").config.to_dict()["train_size"])
    before = whole - 10_000
    app.number_input(key="digits.train_size").set_value(before)
    fine(app.run())
    if short:  # no run comes to its end from here on
        monkeypatch.setattr(given, "arrived", lambda kind: None)
    app.selectbox(key="digits.preset").set_value("accurate")
    fine(app.run())
    assert app.number_input(key="digits.train_size").value == whole
    app.number_input(key="digits.train_size").set_value(before)
    fine(app.run())
    assert app.number_input(key="digits.train_size").value == (whole if short else before)
    app.number_input(key="digits.train_size").set_value(1230)
    fine(app.run())
    assert app.number_input(key="digits.train_size").value == 1230
