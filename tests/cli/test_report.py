"""Reports and cards from the command line, and notes in its list of runs."""

import json
from pathlib import Path

import pytest

from core.cli.main import main
from core.names.config import NamesConfig
from core.runs import annotations, store

pytestmark = pytest.mark.usefixtures("tiny")


def test_notes_and_tags_stand_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    run = store.create(NamesConfig())
    annotations.write(run, "Tried\ntwice. " + "x " * 200, ("class 7b", "slow"))
    assert main(["runs", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["tags"] == ["class 7b", "slow"] and len(line["note"]) > 400
    assert main(["runs"]) == 0
    (said,) = capsys.readouterr().out.splitlines()
    assert said.rstrip().endswith("…") and f"{run.title}  #class 7b #slow: Tried twice." in said


def test_reports_and_cards_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run, other = store.create(NamesConfig(dataset="tiny")), store.create(NamesConfig(seed=2))
    page, card = tmp_path / "a.html", tmp_path / "a.png"
    for what in ([run.title], [run.id, other.id], ["learning-rate"]):
        assert main(["report", *what, "--html", str(page)]) == 0
        assert page.read_text("utf-8").startswith("<!doctype html>")
    assert (
        main(["report", run.id, "--card", str(card)]) == 0 and card.read_bytes()[:4] == b"\x89PNG"
    )
    capsys.readouterr()
    for arguments, sentence in (
        ([run.id], "Say what to write"),
        (["nobody", "--html", str(page)], "There is no run nobody"),
        ([run.id, other.id, "--card", str(card)], "A card is of one run, not of 2"),
        ([run.id, "--html", str(tmp_path)], "cannot be written"),
    ):
        assert main(["report", *arguments]) == 2 and sentence in capsys.readouterr().err
