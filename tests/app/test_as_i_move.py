"""Training as one moves: a change trains anew, supersedes what trains, and leaves no run behind."""

import json
from typing import Any, ClassVar

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import RunError
from core.runs import listing, step_time
from core.runs.instant import Curve
from core.settings.config import Config
from tests.app.conftest import Open, component, fine, words


class Experiment:
    """One that is as far as a test says."""

    made: ClassVar[list["Experiment"]] = []
    stage = Curve((1000,), (1.5,), 0.5, 2.3, "finished")

    def __init__(self, config: Config):
        self.config, self.done, self.stopped = config, False, False
        self.made.append(self)

    def look(self) -> Curve:
        self.done = bool(self.stage.end)
        return self.stage

    def stop(self) -> None:
        self.done = self.stopped = True


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[Experiment]:
    from ui.training import as_i_move

    monkeypatch.setattr(Experiment, "made", [])
    monkeypatch.setattr(as_i_move, "Experiment", Experiment)
    return Experiment.made


def switch(app: AppTest, kind: str, on: bool = True) -> AppTest:
    app.toggle(key=f"{kind}.as-i-move").set_value(on)
    return fine(app.run())


def curves(app: AppTest) -> list[str]:
    data: dict[str, Any] = json.loads(component(app, "live_chart").json)
    return [series["name"].replace("\N{NO-BREAK SPACE}", " ") for series in data["series"]]


def change(app: AppTest, rate: float, kind: str) -> AppTest:
    app.session_state[f"{kind}.learning_rate"] = rate
    return fine(app.run())


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_each_change_trains_anew_beside_the_four_curves_before(
    open_page: Open, made: list[Experiment], kind: str
) -> None:
    app = open_page(f"train_{kind}")
    assert not made, "off until it is switched on"
    app = switch(app, kind)
    assert curves(app) == ["at first · 50 %"] and len(made) == 1
    fine(app.run())
    assert len(made) == 1, "nothing changed"
    for rate in (0.015, 0.02, 0.03, 0.04, 0.05):
        app = change(app, rate, kind)
    assert [e.config.learning_rate for e in made[1:]] == [0.015, 0.02, 0.03, 0.04, 0.05]
    assert curves(app) == [f"rate {rate:g} · 50 %" for rate in (0.015, 0.02, 0.03, 0.04, 0.05)]
    assert all(e.stopped for e in made[:-1]) and not made[-1].stopped
    assert not listing.runs(), "nothing is kept as a run"
    app = switch(app, kind, on=False)
    assert made[-1].stopped and "anew" not in words(app)
    assert curves(switch(app, kind)) == ["at first · 50 %"]


def test_what_trains_is_superseded_and_what_was_drawn_of_it_stays(
    open_page: Open, made: list[Experiment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Experiment, "stage", Curve((64,), (2.2,), 0.2, 2.3))
    app = change(switch(open_page("train_digits"), "digits"), 0.02, "digits")
    assert made[0].stopped and not made[1].stopped
    assert curves(app) == ["at first", "rate 0.02"]
    monkeypatch.setattr(Experiment, "stage", Curve())
    app = change(change(app, 0.03, "digits"), 0.04, "digits")
    app.session_state["digits.epochs"] = 2
    app = fine(app.run())
    newest = "rate 0.04, 2 epochs"
    assert curves(app) == ["at first", "rate 0.02", newest], "what had no curve leaves none"
    assert "waits for a worker" in words(app)


def test_what_cannot_be_trained_is_said_until_the_next_change(
    open_page: Open, made: list[Experiment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(experiment: Experiment) -> Curve:
        experiment.done = True
        raise RunError("The worker is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(Experiment, "look", fail)
        app = switch(open_page("train_digits"), "digits")
        assert [e.value for e in app.error] == ["The worker is gone."]
    app = change(app, 0.02, "digits")
    assert not app.error and curves(app)[-1] == "rate 0.02 · 50 %"


def test_a_link_turns_it_on_and_it_says_what_is_trained(
    open_page: Open, made: list[Experiment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_time, "seconds_per_step", lambda config, threads: 0.002)
    app = open_page("train_digits", moving="True", v="2")
    assert "An epoch takes about 2 s here, so each change trains anew with 1,000 images" in words(
        app
    )
    (one,) = made
    assert vars(one.config)["train_size"] == 1000
    monkeypatch.setattr(Experiment, "stage", Curve((64,), (2.2,), 0.2, 2.3, "diverged"))
    app.session_state["digits.train_size"] = 10_000
    app = fine(app.run())
    assert "trains all of it anew: an epoch takes about 0.3 s here" in words(app)
    assert "the learning rate is too high" in words(app)


def test_a_form_with_problems_leaves_the_curves(open_page: Open, made: list[Experiment]) -> None:
    app = switch(open_page("train_digits"), "digits")
    app.session_state["digits.batch_size"] = 2048
    app.session_state["digits.train_size"] = 100
    app = fine(app.run())
    assert len(made) == 1 and curves(app) == ["at first · 50 %"]
