"""The story's page: every chapter opens, what is predicted is kept, and networks are trained there."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.notes.story.chapters import CHAPTERS, told
from core.notes.tables import table
from core.problems import preset
from core.runs import listing
from core.sweeps import sweep
from tests.app.conftest import MakeRun, Open, component, fine, press, sent, trigger, words


def predict(app: AppTest, option: int) -> AppTest:
    (button,) = [
        b for b in app.button if str(b.key).endswith(f"-{option}") and "option-" in str(b.key)
    ]
    return fine(button.click().run())


def rail(app: AppTest) -> dict[str, Any]:
    return dict(json.loads(component(app, "chapter_rail").json))


def said(app: AppTest) -> str:
    """What stands in the texts with terms."""
    paragraphs = [p for given in sent(app, "_glossed") for p in given["paragraphs"]]
    return " ".join("".join(piece for piece, _ in p) for p in paragraphs).replace("\u00a0", " ")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[c.name for c in CHAPTERS])
def test_a_chapter_hides_its_answer_until_something_is_predicted(
    open_page: Open, chapter: Any
) -> None:
    app = open_page("story", chapter=chapter.name)
    answer = "".join(piece for piece in told(chapter.name).answer.split("[")[0]).replace(
        "\u00a0", " "
    )
    assert app.title[0].value == chapter.title
    assert answer not in said(app) and chapter.do.label not in words(app)
    right = told(chapter.name).right
    assert not app.get("download_button"), "the report holds the answer"
    app = predict(app, right)
    assert answer in said(app) and len(app.get("download_button")) == 1
    assert component(app, "train_button", chapter.do.label)
    number = CHAPTERS.index(chapter)
    assert rail(app)["current"] == number and rail(app)["chapters"][number]["right"] is True
    assert not [b for b in app.button if "option-" in str(b.key)]
    if chapter.tables:
        assert f"python -m core sweep --notes {chapter.tables[0]}" in words(app)
    if chapter.question:
        assert any(e.label.endswith(chapter.question.text) for e in app.expander)


def test_predictions_are_kept_from_chapter_to_chapter_and_scored_at_the_end(
    open_page: Open,
) -> None:
    app = predict(open_page("story"), told("convolution").right)
    assert "You said: 40. Right" in words(app)
    app = press(app, "Next: No pool")
    assert app.query_params["chapter"] == "no-pool" and app.title[0].value == "No pool"
    app = predict(app, 0)
    assert "It is: **3 to 10 points**" in words(app)
    app = trigger(app, component(app, "chapter_rail"), "chosen", len(CHAPTERS) - 1)
    assert app.query_params["chapter"] == "what-next"
    assert "You predicted 1 of 2 right" in words(app)
    assert list(app.dataframe[0].value["You said"]) == ["40", "Less than 1 point"]
    assert [c["right"] for c in rail(app)["chapters"][:3]] == [True, False, None]
    app = press(app, "Forget my predictions and begin again")
    assert app.title[0].value == CHAPTERS[0].title
    assert [c["right"] for c in rail(app)["chapters"]] == [None] * len(CHAPTERS)


def test_a_reload_takes_up_what_the_browser_kept(open_page: Open) -> None:
    first = predict(open_page("story", chapter="no-pool"), 0)
    kept = json.loads(component(first, "memory").json)
    assert not kept["lasting"] and json.loads(kept["value"]) == {"predicted": {"no-pool": 0}}
    again = open_page("story", chapter="no-pool")
    again = trigger(again, component(again, "memory"), "kept", kept["value"])
    assert rail(again)["chapters"][1]["right"] is False
    assert "You said: Less than 1 point" in words(again)


@pytest.mark.parametrize(
    "junk",
    ["", "no json", "[1]", '{"predicted": 3}', '{"predicted": {"no-pool": 99, "x": 0, "channels": "8"}}',
     '{"predicted": {"no-pool": -1}, "begun": {"no-pool": {"a": 1}}}'],
)  # fmt: skip
def test_what_a_browser_kept_may_be_anything(open_page: Open, junk: str) -> None:
    app = open_page("story", chapter="no-pool")
    app = trigger(app, component(app, "memory"), "kept", junk)
    assert {c["right"] for c in rail(app)["chapters"]} == {None}


def test_a_chapter_that_there_is_not_is_said(open_page: Open) -> None:
    app = open_page("story", chapter="the *end*")
    assert "The link says chapter=the *end*, which could not be read" in words(app)
    assert app.title[0].value == CHAPTERS[0].title


def test_the_network_of_a_chapter_is_trained_and_asked_there(
    open_page: Open, finished: MakeRun
) -> None:
    app = predict(open_page("story", chapter="one-pool"), 0)
    app = press(app, "Train it with a pool")
    (run,) = listing.runs()
    assert run.config == preset("digits", "1-pool").config and run.status == "queued"
    assert app.query_params["chapter"] == "one-pool"  # one is still there
    assert component(app, "run_monitor")
    # It ends: as one that is trained so short.
    other = finished("digits")
    shutil.copytree(other.path, run.path, dirs_exist_ok=True)
    app = fine(app.run())
    assert "our 5 seeds got" in words(app) and "Yours gets" in words(app)
    assert sent(app, "_answer")  # it reads what is drawn, here


def test_the_table_of_a_chapter_is_trained_there(open_page: Open) -> None:
    app = predict(open_page("story", chapter="channels"), 0)
    app = press(app, "Train this table, two seeds each")
    (made,), _ = sweep.list_sweeps()
    assert made.plan.to_dict() == table("channels").plan(2).to_dict()
    assert app.query_params["chapter"] == "channels"
    assert "0 of 10 runs have ended" in app.get("progress")[0].proto.text


def test_a_run_that_is_gone_is_said_once(open_page: Open, runs_dir: Path) -> None:
    app = predict(open_page("story", chapter="one-pool"), 0)
    app = press(app, "Train it with a pool")
    (run,) = listing.runs()
    shutil.rmtree(run.path)
    app = fine(app.run())
    assert run.id in words(app)
    assert component(app, "train_button", "Train it with a pool")


def test_the_alive_figures_are_of_what_ships_and_then_of_ones_own(
    open_page: Open, tiny: str
) -> None:
    app = open_page("story", chapter="convolution")
    assert sent(app, "_activations")[0]["network"]["url"].endswith("/shipped/digits")
    app = open_page("story", chapter="one-hot")
    cells = sent(app, "_live_chart")[0]["cells"]["values"]
    assert [sum(column) for column in zip(*cells, strict=True)] == [1] * len("kowalski")
    app = fine(app.text_input(key="story-name").set_value("Ng").run())
    chart = sent(app, "_live_chart")[0]
    ones = [[letter for letter, row in zip(chart["y"]["labels"], chart["cells"]["values"], strict=True)
             if row[k]] for k in range(2)]  # fmt: skip
    assert ones == [["n"], ["g"]]
    app = fine(app.text_input(key="story-name").set_value("123").run())
    assert app.error and sent(app, "_live_chart")


def test_home_leads_to_the_story(open_page: Open) -> None:
    links = [link.proto.page_link if hasattr(link.proto, "page_link") else link.proto
             for link in open_page().get("page_link")]  # fmt: skip
    assert sum(link.label == "The notes’ story" for link in links) == 2  # beside it the sidebar's
