"""A kind that only tests know, on the pages that show every kind."""

import pytest

from core.problems import PROBLEMS
from core.runs import store, worker
from tests.app.conftest import Open, fine, listed, words
from tests.third_kind import POINTS, POINTS_PAGE, PointsConfig
from ui.problems import PAGES


@pytest.fixture(autouse=True)
def third(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROBLEMS, "points", POINTS)
    monkeypatch.setitem(PAGES, "points", POINTS_PAGE)


def test_its_run_opens_and_its_mistakes_are_shown(open_page: Open) -> None:
    run = store.create(PointsConfig(steps=10))
    assert worker.work(run.path) == "finished"
    app = open_page("runs", run=run.id)
    (card,) = listed(app)["runs"]
    assert card["id"] == run.id and card["kind"] == "points"
    shown = words(app)
    assert "Confusion matrix" in shown and "Running log" not in shown
    assert "Points" in [c.value for c in app.sidebar.caption]
    app = open_page("mistakes", run=run.id)
    assert "Train a second network for points" in words(app)
    assert any(" of class " in t.value for t in app.text)


def test_a_sweep_of_it_can_be_started(open_page: Open) -> None:
    app = open_page("sweeps")
    app.segmented_control(key="sweep.kind").set_value("points")
    assert "6 runs" in words(fine(app.run()))
