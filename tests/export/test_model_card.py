"""The model card says what a network is, learned from, gets right and cannot do."""

from core.export.model_card import model_card, model_card_html
from core.insight.held_out import held_out
from core.names.config import NamesConfig
from core.problems import problem
from core.runs.shipped import shipped
from core.runs.store import Run
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from tests.export.networks import with_weights


def card(kind: str) -> str:
    return card_of(shipped(kind))


def card_of(run: Run) -> str:
    alone = problem(run.kind).standalone(run.config, run.title)
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
    assert "none spelled as another is" in text and "Apache-2.0 (name2nat)" in text
    assert "| Polish |" in text and "nothing of any other" in text
    assert "python model.py read NAME" in text


def test_its_figures_are_those_of_the_held_out_images() -> None:
    text, held = card("digits"), held_out(shipped("digits"))
    low, high = wilson(int(held.right.sum()), 10_000)
    assert f"the 95 % interval is {percent(low, 2)} to {percent(high, 2)}." in text
    for simple in problem("digits").baselines(shipped("digits").config):
        share = percent(float((simple.said == simple.truth).mean()), 2)
        assert f"{simple.name}, on the same images: {share}." in text
    assert "| Digit | Right | of | 95 % interval |\n| --- | ---: | ---: | --- |" in text
    for digit, row in enumerate(held.confusion):
        right, of = int(row[digit]), int(row.sum())
        low, high = wilson(right, of)
        between = f"{percent(low)} to {percent(high)}"
        assert f"| {digit} | {percent(right / of)} | {of:,} | {between} |" in text
    assert "| Layer | Output | Parameters |\n| --- | --- | ---: |" in text


def test_a_class_that_was_not_tested_has_no_row() -> None:
    run = with_weights(NamesConfig(hidden_size=8, test=20))
    held, text = held_out(run), card_of(run)
    rows = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines()]
    for label, row in zip(run.record["classes"], held.confusion, strict=True):
        assert (label in rows) == bool(row.sum())


def test_as_html_it_has_the_same_cells() -> None:
    run = shipped("digits")
    alone = problem("digits").standalone(run.config, run.title)
    assert alone
    page = model_card_html(run, alone)
    cells = [
        line.strip("| ").split(" | ")
        for line in card("digits").splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    assert len(cells) > 20 and page.count("<tr>") == len(cells)
    assert "<th scope='col' class='number'>Parameters</th>" in page and "<strong>" in page
