"""The report of a comparison: the paired test where the same items can be asked, else the shares alone."""

import pytest

from core.digits.config import DigitsConfig
from core.errors import RunError
from core.names.config import NamesConfig
from core.report.comparison_report import comparison_report
from core.runs import annotations, store
from tests.hostile import TITLES
from tests.report.test_run_report import alone, words
from tests.report.trained import hostile, run_of

SMALL = NamesConfig(dataset="tiny", hidden_size=8)
pytestmark = pytest.mark.usefixtures("tiny")


def test_two_networks_on_the_same_items_are_told_apart_by_mcnemar() -> None:
    one, other = run_of(SMALL, "One"), run_of(SMALL.replace(hidden_size=9), "Other", right=5)
    annotations.write(other, "Half as wide.", ())
    page = comparison_report([one, other])
    said = words(page)
    for part in ("One vs Other", "McNemar’s exact test", "Other Half as wide.", "Hidden size 8 9",
                 f"report {one.id} {other.id} --html"):  # fmt: skip
        assert part in said
    assert alone(page) and page.count("<svg") == 3


def test_without_weights_the_shares_are_compared() -> None:
    runs = [run_of(DigitsConfig(channels=c), right=r) for c, r in ((4, 9), (5, 5), (6, 7))]
    for run in runs:
        (run.path / "model.safetensors").unlink()
    said = words(comparison_report(runs))
    assert "3 networks compared" in said and "two-proportion z-test" in said
    assert "is behind" in said or "cannot tell" in said


def test_texts_of_others_stand_there_as_they_are() -> None:
    page = comparison_report([hostile(SMALL), run_of(SMALL.replace(seed=1))])
    assert alone(page) and all(" ".join(title.split()) in words(page) for title in TITLES)


def test_what_cannot_be_compared_is_one_sentence() -> None:
    digits, names = store.create(DigitsConfig()), store.create(SMALL)
    with pytest.raises(RunError, match="2 to 8 runs, not 1"):
        comparison_report([digits])
    with pytest.raises(RunError, match="Choose runs of one kind"):
        comparison_report([digits, names])
