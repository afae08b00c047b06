"""The home page: what learns there by itself, what is kept of it, and a surname to begin with."""

import pytest

from core import environment
from core.runs import demo, leftovers, listing
from core.runs.demo import Demo
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, answers, component, fine, trigger, words


@pytest.mark.parametrize("value", ["0", "1"])
def test_home_shows_what_learns_there_where_that_is_wanted(
    value: str, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(environment.DEMO, value)
    used = [c.proto.component_name for c in open_page().get("bidi_component")]
    assert ("netsketch_demo_run" in used) == (value == "1")


def test_home_says_why_what_learns_there_cannot_be_kept(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(environment.DEMO, "1")
    app = open_page()
    trigger(app, component(app, "demo_run"), "wanted", "keep")
    assert "has not finished; wait a moment" in app.error[0].value
    assert not listing.runs()


def test_home_keeps_what_learned_there_and_asks_it(
    open_page: Open, finished: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(environment.DEMO, "1")
    one, run = Demo(), finished("digits")
    hidden = run.path.parent / leftovers.DEMOS / "1"
    hidden.parent.mkdir()
    run.path.rename(hidden)
    Run(hidden).update(accuracy=0.999)
    monkeypatch.setattr(one, "_path", hidden)
    monkeypatch.setattr(demo, "current", one)
    app = open_page()
    assert answers(app)[0]["network"]["url"].endswith("/demo/weights")
    assert "learned here: it tells the digit of 99.9\xa0% of" in words(app)
    trigger(app, component(app, "demo_run"), "wanted", "keep")
    assert [kept.kind for kept in listing.runs()] == ["digits"] and not hidden.exists()
    assert "Kept among your runs as" in app.toast[0].value


def test_home_takes_an_example_of_a_surname(open_page: Open) -> None:
    app = open_page()
    app.button_group(key="surname-example").set_value("Nakamura")
    assert answers(fine(app.run()))[1]["name"] == "Nakamura"
    assert app.text_input(key="surname").value == "Nakamura"
