"""Inside a surname network, and the mistakes of both kinds, as pages."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.insight.familiarity import Familiarity
from core.insight.held_out import held_out
from core.insight.mistakes import cell, frequent
from core.names.config import NamesConfig
from core.runs import store, worker
from core.statistics.percent import percent
from tests.app.conftest import MakeRun, Open, answers, fine, sent, words
from ui.names.picture import reading

PANELS = {
    "Letter by letter": "leads from",
    "What each letter did": "How far back the gradient reaches",
    "Two names": "Compared with",
    "Counting letters": "Counting was recorded for the surnames that ship",
    "Can I trust it?": "Expected calibration error",
}


def looked_into(open_page: Open, finished: MakeRun, name: str, panel: str) -> AppTest:
    app = open_page("type_name", run=finished("names").id)
    app.query_params["name"] = name
    app.session_state["inside"] = panel
    return fine(app.run())


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", ["aba", "q", "O'Neil-Smith", "Łukasz " * 6])
def test_every_panel_of_every_name(
    open_page: Open, finished: MakeRun, name: str, panel: str
) -> None:
    app = looked_into(open_page, finished, name, panel)
    assert not app.error
    assert PANELS[panel] in words(app)
    assert "Nearest surnames it was trained on" in words(app)


SEEN = {
    "backwards": {
        "Letter by letter": ("reads from the end", "to the end of the whole name", "top one"),
        "Two names": ("from the same start, their ends", "Begin and end marks are left out"),
        "What each letter did": ("How far back the gradient reaches",),
    },
    "both": {
        "Letter by letter": ("reads from both ends", "Rows 1 to 8 read forwards", "the shortcut"),
        "Two names": ("from the same start. ", "the way forwards"),
        "What each letter did": ("How far back the gradient reaches",),
    },
}


@pytest.mark.parametrize("direction", SEEN)
def test_every_panel_says_from_which_end_a_network_reads(
    open_page: Open, runs_dir: Path, tiny: str, direction: str
) -> None:
    config = NamesConfig(
        dataset=tiny, steps=20, batch_size=8, hidden_size=8, direction=direction, marks=True,
        ngrams=3, embedding=8, shortcut=True, layers=2, readout="max",
    )  # fmt: skip
    run = store.create(config)
    assert worker.work(run.path) == "finished"
    app = open_page("type_name", run=run.id)
    app.query_params["name"] = "alaba"
    for panel, sentences in SEEN[direction].items():
        app.session_state["inside"] = panel
        shown = words(fine(app.run()))
        assert not app.error
        for sentence in sentences:
            assert sentence in shown, (panel, sentence)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "The network reads them from top to bottom and answers after the last."),
        (
            {"direction": "backwards", "readout": "mean", "embedding": 8},
            "Each row becomes 8 numbers, which are learned. The network reads them from bottom to top and "
            "answers from the mean of each hidden unit on the way.",
        ),
        (
            {"direction": "both", "marks": True, "embedding": 8, "ngrams": 2, "shortcut": True},
            "A mark of its own stands before the first row and after the last. Each row, and the pair of "
            "letters that ends there, become 8 numbers, which are learned. The network reads them from top "
            "to bottom and, with other states, from bottom to top and answers from the last state of each. "
            "Past that, what ends at each letter speaks for each language by itself.",
        ),
    ],
)
def test_a_form_says_how_a_name_is_read(changes: dict[str, Any], said: str) -> None:
    assert reading(NamesConfig(**changes)) == said


def test_a_link_brings_a_name_once(open_page: Open, finished: MakeRun) -> None:
    app = open_page("type_name", run=finished("names").id)
    app.query_params["name"] = "aba"
    fine(app.run())
    assert app.text_input(key="surname").value == "aba"
    app.text_input(key="surname").set_value("zez")
    fine(app.run())
    assert app.text_input(key="surname").value == "zez"
    assert "name" not in app.query_params
    fine(app.run())
    app.query_params["name"] = "aba"  # the same link again
    fine(app.run())
    assert app.text_input(key="surname").value == "aba"


def test_one_of_several_names_is_looked_into(open_page: Open, finished: MakeRun) -> None:
    app = looked_into(open_page, finished, "aba, 😀, zez", "Two names")
    assert app.selectbox[-1].options == ["aba", "zez"]
    assert [(a["letters"], a["place"]) for a in sent(app, "_unrolled_answer")] == [("aba", 0)]
    app.selectbox[-1].set_value("zez")
    assert "“zez”:" in words(fine(app.run()))
    assert [(a["letters"], a["place"]) for a in sent(app, "_unrolled_answer")] == [("zez", 2)]


def test_a_second_name_is_compared_or_explained(open_page: Open, finished: MakeRun) -> None:
    app = looked_into(open_page, finished, "alaba", "Two names")
    app.text_input(key="second").set_value("alabo")
    assert "The same path for 4 letters" in words(fine(app.run()))
    for typed, sentence in (("😀", "No letters are left"), ("Alaba", "Both names are “alaba”")):
        app.text_input(key="second").set_value(typed)
        fine(app.run())
        assert [sentence in e.value for e in app.error] == [True]


def test_a_strange_name_is_not_to_be_trusted(open_page: Open, finished: MakeRun) -> None:
    app = looked_into(open_page, finished, "quaba", "Can I trust it?")
    assert "Do not rely on this answer. Only 0 of" in words(app)
    assert "The mean of −log p" in words(app)


@pytest.mark.parametrize(
    ("kind", "page", "asked"), [("names", "type_name", "name"), ("digits", "draw_digit", "test")]
)
def test_what_is_unlike_all_that_it_learned_is_said_with_the_answer(
    open_page: Open,
    finished: MakeRun,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    page: str,
    asked: str,
) -> None:
    tested = np.array([0.1, 0.2], np.float32)
    far = Familiarity(tested, lambda *given: tested, "", "as far from it", "")
    monkeypatch.setattr("ui.runs.familiarity.unlike", lambda *_: (1.5, far))
    app = open_page(page, run=finished(kind).id)
    app.query_params[asked] = "7" if asked == "test" else "aba"
    said = [w.value for w in fine(app.run()).warning]
    assert [s for s in said if s.startswith("**Unlike anything it was trained on**: of 2 test ")]


@pytest.mark.parametrize("kind", ["names", "digits"])
def test_the_commonest_mistake_is_opened_first(
    open_page: Open, finished: MakeRun, kind: str
) -> None:
    run = finished(kind)
    app = open_page("mistakes", run=run.id)
    found = held_out(run)
    shown = words(app)
    if not frequent(found):
        assert "the most confident first" in shown
        return
    truth, said, count = frequent(found)[0]
    assert f"{count:,} test item" in shown
    most_sure = cell(found, truth, said)[0]
    assert percent(found.confidence[most_sure], 0) in shown
    assert app.metric[0].value == f"{int((~found.right).sum()):,}"


def test_any_cell_can_be_chosen_by_keyboard(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("mistakes", run=run.id)
    app.selectbox(key="truth").set_value(7)
    fine(app.run())
    app.selectbox(key="said").set_value(7)
    fine(app.run())
    n = int(held_out(run).confusion[7, 7])
    assert f"{n:,} test items of class 7 read as 7" in words(app)
    more = [b for b in app.button if b.label.startswith("Show ") and b.key != "mosaic-more"]
    assert len(more) == int(n > 12)


def test_mistakes_without_runs_and_of_the_other_kind(open_page: Open, finished: MakeRun) -> None:
    assert "No network has been trained for digits yet" in words(open_page("mistakes"))
    run = finished("names")
    app = open_page("mistakes", run=run.id)
    app.session_state["kind"] = "digits"
    del app.query_params["run"]
    fine(app.run())
    assert "No network has been trained for digits yet" in words(app)


def test_a_test_image_takes_the_place_of_the_pad(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("draw_digit", run=run.id, test="0")
    assert "Test image no. 0; its label says 7." in words(app)
    (given,) = answers(app)
    assert given["instead"] and given["picture"]["revision"] is None
    back = next(b for b in app.button if b.label == "Back to the pad")
    fine(back.click().run())
    assert "test" not in app.query_params
    assert [a["picture"] for a in answers(app)] == [None]


@pytest.mark.parametrize("number", ["10000", "-1", "x", "9" * 50, "٣"])
def test_a_test_image_that_is_not_there(open_page: Open, finished: MakeRun, number: str) -> None:
    app = open_page("draw_digit", run=finished("digits").id, test=number)
    assert len(app.error) == 1
    assert "test" in app.error[0].value
