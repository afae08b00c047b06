"""The report of a run: what is in it, that it needs nothing else, and texts of others in it."""

import html
import re

import pytest

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.report.run_report import run_report
from core.runs import annotations, store
from core.runs.store import Run
from core.settings.config import Config
from tests.hostile import TITLES
from tests.report.trained import hostile, run_of

SMALL = DigitsConfig(conv_layers=1, channels=2, hidden=8, epochs=1)


def words(page: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def alone(page: str) -> bool:
    """Whether a page has neither scripts nor anything that it would have to fetch."""
    return not re.search(r"<(?:script|link|img|iframe)|<[^>]* (?:src|href)=|@import|url\(", page)


@pytest.mark.parametrize("config", [SMALL, NamesConfig(dataset="tiny", hidden_size=8)])
@pytest.mark.usefixtures("tiny")
def test_all_of_a_run_is_there(config: Config) -> None:
    run = run_of(config)
    annotations.write(run, "Tried twice.", ("class 7b",))
    page = run_report(run)
    said = words(page)
    n = 10 * len(run.record["classes"])
    for part in (
        run.title, f"90.0 % of {n} test", "95 % interval", "#class 7b", "Tried twice.",
        "It guesses. Train longer.", "What differs from the preset", f"report {run.id} --html",
        f"python -m core train {config.kind} --preset", "9 10 59.6 % to 98.2 %",
    ):  # fmt: skip
        assert part in said
    assert said.index("What differs from the preset") < said.index("Setting Value")
    assert page.count("<svg") == 4 and alone(page) and "@page" in page


def test_texts_of_others_stand_there_as_they_are() -> None:
    page = run_report(hostile(SMALL))
    assert alone(page) and html.escape(TITLES[1]) in page
    assert all(" ".join(title.split()) in words(page) for title in TITLES)
    assert "#<script>1</script>" in words(page)


def test_a_run_that_has_done_nothing_has_a_report() -> None:
    said = words(run_report(store.create(SMALL)))
    assert "It has not taken a step" in said and "Right by class" not in said


def test_of_a_run_that_went_on_it_says_so() -> None:
    run = run_of(SMALL)
    store.write_json(run.path / "run.json", run.record | {"cycles": [[0, 5], [5, 938]]})
    assert "went on after its planned end" in words(run_report(Run(run.path)))


def test_without_its_data_set_a_run_still_has_one() -> None:
    run = store.create(NamesConfig(dataset="gone", hidden_size=8))
    assert "--dataset gone" in words(run_report(run))
