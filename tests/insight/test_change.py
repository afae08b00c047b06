"""A run beside the one that it changes: what differs, McNemar's p on the same items, and those items."""

import numpy as np
import pytest

from core.digits.config import DigitsConfig
from core.insight import change
from core.insight.held_out import HeldOut
from core.names.config import NamesConfig
from core.runs import store, worker
from core.runs.store import Run
from core.statistics.mcnemar import mcnemar
from tests.runs.trained import small


def answers(items: list[int], truth: list[int], said: list[int]) -> HeldOut:
    probabilities = np.eye(3, dtype=np.float32)[said]
    return HeldOut(np.array(items), np.array(truth), probabilities)


def test_what_changed_is_said_in_words_both_ways() -> None:
    base = store.create(DigitsConfig(learning_rate=0.1, channels=5))
    run = store.create(DigitsConfig(learning_rate=0.3, channels=9))
    assert change.title(run, base) == (
        "9 channels instead of 5 channels, rate 0.3 instead of rate 0.1"
    )
    assert change.title(run, run) == "The same settings once more"


def test_only_items_that_both_were_tested_on_count() -> None:
    first = answers([7, 3, 5, 9], [0, 1, 2, 0], [0, 1, 0, 0])
    second = answers([5, 7, 8, 3], [2, 0, 1, 1], [2, 1, 1, 1])
    found = change.paired(first, second)
    assert found.items.tolist() == [3, 5, 7] and found.rows.tolist() == [1, 2, 0]
    assert found.only_first.tolist() == [False, False, True]
    assert found.only_second.tolist() == [False, True, False]
    assert found.chance == mcnemar(1, 1) == 1.0


def made(n: int, only_first: int, only_second: int) -> change.Paired:
    first, second = np.ones(n, bool), np.ones(n, bool)
    second[:only_first] = False
    first[only_first : only_first + only_second] = False
    return change.Paired(np.arange(n), np.arange(n), first, second)


@pytest.mark.parametrize(
    ("only", "others", "words"),
    [
        (
            60,
            10,
            (
                "99.00\u00a0% right, 5.00 points more than the 94.00\u00a0% before",
                "more than chance (p <",
            ),
        ),
        (
            10,
            60,
            (
                "94.00\u00a0% right, 5.00 points less than the 99.00\u00a0% before",
                "more than chance (p <",
            ),
        ),
        (12, 10, ("0.20 points more", "no more than chance would do (p = 0.8")),
        (10, 10, ("as many as before", "no more than chance would do (p = 1.000")),
    ],
)
def test_the_sentence(only: int, others: int, words: tuple[str, ...]) -> None:
    base, run = store.create(DigitsConfig()), store.create(DigitsConfig(learning_rate=0.3))
    said = change.sentence(run, base, made(1000, only, others))
    assert all(part in said for part in words) and f"{only} only this network gets right" in said


def test_runs_that_share_no_items_are_not_held_against_each_other() -> None:
    base, run = store.create(NamesConfig()), store.create(NamesConfig(seed=1))
    assert "none of them the same" in change.sentence(run, base, made(0, 0, 0))


def trained(**changes: float) -> Run:
    run = store.create(small(**changes))
    assert worker.work(run.path) == "finished"
    return Run(run.path)


@pytest.mark.usefixtures("tiny")
def test_real_runs_agree_with_their_own_tests() -> None:
    base, run = trained(), trained(learning_rate=0.3)
    for each in (base, run):
        change.answers(each.id)
    found = change.between(run, base)
    assert found.first_right.mean() == pytest.approx(run.record["accuracy"])
    assert found.second_right.mean() == pytest.approx(base.record["accuracy"])


@pytest.mark.usefixtures("own_cache")
def test_other_data_sets_say_nothing_about_the_networks() -> None:
    base, run = store.create(DigitsConfig()), store.create(DigitsConfig(dataset="fashion-mnist"))
    with pytest.raises(Exception, match="learned from different data sets"):
        change.between(run, base)
