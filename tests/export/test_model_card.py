"""The model card says what a network is, learned from, gets right and cannot do."""

from core.export.model_card import model_card
from core.problems import problem
from core.runs.shipped import shipped
from core.statistics.percent import percent


def card(kind: str) -> str:
    run = shipped(kind)
    alone = problem(kind).standalone(run.config, run.title)
    assert alone
    return model_card(run, alone)


def test_of_a_digits_network() -> None:
    text, record = card("digits"), shipped("digits").record
    assert f"**{percent(record['accuracy'], 2)}** of 10,000 test images" in text
    assert "CC BY-SA 3.0" in text and "Nearest neighbour, on the same images" in text
    assert text.count("\n| ") >= 10 + len(problem("digits").layers(shipped("digits").config))
    assert "expected calibration error" in text and "a letter or a scribble" in text


def test_of_a_surname_network() -> None:
    text = card("names")
    assert "none spelled as another is" in text and "name2nat (Apache-2.0)" in text
    assert "| Polish |" in text and "nothing of any other" in text
    assert "python model.py read NAME" in text
