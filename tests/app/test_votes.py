"""Voting on a disputed test item: the label and what others said stand there only afterwards."""

from core.digits.disputed import DISPUTED
from core.insight.held_out import held_out
from core.statistics.percent import percent
from tests.app.conftest import MakeRun, Open, fine, words


def test_one_votes_first_and_then_sees(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("draw_digit", run=run.id, test="1621")
    assert "People do not agree on its label" in words(app)
    assert "its label says" not in words(app)
    app.button(key="vote-1621-6").click()
    shown = words(fine(app.run()))
    assert "You said 6; its label says 0." in shown
    assert "Of 5 people who were asked, 2 said 0 and 3 said 6." in shown


def test_nobody_is_said_in_words(open_page: Open, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id, test="2654")
    app.button(key="vote-2654-neither").click()
    assert "nobody said 6, 2 said 1 and 3 said neither" in words(fine(app.run()))


def test_an_item_that_nobody_disputes_says_its_label(open_page: Open, finished: MakeRun) -> None:
    app = open_page("draw_digit", run=finished("digits").id, test="0")
    assert "its label says 7" in words(app)


def test_accuracy_also_without_the_disputed(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    answers = held_out(run)
    sure = [item not in DISPUTED for item in answers.items.tolist()]
    shown = words(open_page("mistakes", run=run.id))
    assert (
        f"On the 9,985 others this network gets {percent(answers.right[sure].mean(), 2)}" in shown
    )
