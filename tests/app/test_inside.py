"""The five panels under the drawing: each shows, each explains, none breaks the page."""

import math
import re

import pytest
from streamlit.testing.v1 import AppTest

from core.digits.config import DigitsConfig
from core.digits.drawing import Stroke
from core.digits.problem import DIGITS
from core.runs import predict
from core.runs.store import Run
from tests.app.conftest import MakeRun, Open, answers, fine, words
from ui.digits.panels import PANELS


def drawn(app: AppTest, panel: str) -> AppTest:
    """A ring on the pad, and a panel chosen."""
    turns = [2 * math.pi * k / 40 for k in range(41)]
    ring = [[0.5 + 0.25 * math.cos(t), 0.5 + 0.3 * math.sin(t)] for t in turns]
    strokes = [{"points": ring, "width": 0.07}]
    app.session_state["pad"] = {"drawing": {"revision": 1, "strokes": strokes, "preview": None}}
    app.session_state["inside.panel"] = panel
    return fine(app.run())


def html(app: AppTest) -> str:
    return "".join(h.proto.body for h in app.get("html"))


@pytest.fixture
def run(finished: MakeRun) -> Run:
    return finished("digits")


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_says_what_it_shows_and_what_to_try(
    open_page: Open, run: Run, panel: str
) -> None:
    app = drawn(open_page("draw_digit", run=run.id), panel)
    assert len(answers(app)) == 1 and "**Try:**" in words(app)
    assert not app.error and not app.warning


def test_steps_can_be_switched_off(open_page: Open, run: Run) -> None:
    app = drawn(open_page("draw_digit", run=run.id), PANELS[0])
    assert html(app).count("without this step") == 5 and "switched off" not in html(app)
    app.session_state["inside.steps"] = ["crop", "thickness", "scale"]
    fine(app.run())
    assert html(app).count("switched off") == 2
    assert html(app).count("alt='") >= 6
    app.session_state["inside.steps"] = []
    assert html(fine(app.run())).count("switched off") == 5


def test_the_score_is_spelled_out(open_page: Open, run: Run) -> None:
    app = open_page("draw_digit", run=run.id)
    app.session_state["inside.layer"] = "Dense units and answer"
    app.session_state["inside.score.chosen"] = 3
    shown = html(drawn(app, PANELS[1]))
    assert "score of 3" in shown and "the other" not in shown  # the network has 8 units

    def parts(row: str) -> float:
        cells = re.search(rf"<th>{row}</th>.*?</tr>", shown)
        assert cells
        numbers = re.findall(r"<td>(−?[\d.]+)</td>", cells[0])
        return float(numbers[-1].replace("−", "-"))

    units = re.findall(r"<th>(unit \d+)</th>", shown)
    assert len(units) == 8
    total = sum(map(parts, units)) + parts("bias")
    assert total == pytest.approx(parts("score of 3"), abs=0.06)  # of rounded numbers


def test_why_follows_the_answer_or_the_choice(open_page: Open, run: Run) -> None:
    app = drawn(open_page("draw_digit", run=run.id), PANELS[2])
    turns = [2 * math.pi * k / 40 for k in range(41)]
    ring = Stroke([(0.5 + 0.25 * math.cos(t), 0.5 + 0.3 * math.sin(t)) for t in turns])
    assert isinstance(run.config, DigitsConfig)
    best = predict.answer(run, DIGITS.read([ring], run.config)).best
    assert f"**For {best}**" in words(app)
    app.session_state["inside.this.chosen"], app.session_state["inside.that.chosen"] = 4, 9
    for method in ("gradients", "erase", "add"):
        app.session_state["inside.method"] = method
        fine(app.run())
        assert "Why 4, not 9" in words(app)
    app.session_state["inside.that.chosen"] = 4  # the same digit twice
    fine(app.run())
    assert "Why 4, not" in words(app) and "not 4" not in words(app)


def test_all_networks_are_listed_as_they_are_named(
    open_page: Open, finished: MakeRun, run: Run
) -> None:
    run.rename("<b>Mine</b>")
    app = drawn(open_page("draw_digit", run=run.id), PANELS[3])
    assert "Of 1 networks" not in words(app) and "only one" in words(app)
    assert "&lt;b&gt;Mine&lt;/b&gt;" in html(app)


def test_a_run_without_snapshots_says_so(open_page: Open, run: Run) -> None:
    for path in run.snapshots():
        path.unlink()
    app = drawn(open_page("draw_digit", run=run.id), PANELS[4])
    assert "kept no earlier weights" in app.info[0].value


def test_a_layer_that_another_network_lacks(open_page: Open, run: Run) -> None:
    app = open_page("draw_digit", run=run.id)
    app.session_state["inside.layer"] = "Convolution 4"
    app.session_state["inside.filmed"] = "Convolution 4"
    assert "Each of 2 kernels" in words(drawn(app, PANELS[1]))
    drawn(app, PANELS[4])
