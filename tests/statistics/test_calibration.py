"""Whether an answer deserves trust: binned by hand, and names unlike those that were trained on."""

from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from core.names.config import NamesConfig
from core.statistics import calibration as module
from core.statistics.calibration import bin_of, calibration, hardly_seen


def test_four_answers_binned_by_hand() -> None:
    confidence = np.array([0.05, 0.1, 0.95, 1.0])
    found = calibration(confidence, np.array([False, True, True, True]))
    assert found.counts.tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    np.testing.assert_allclose(found.confidence, [0.05, 0.1, *[np.nan] * 7, 0.975])
    np.testing.assert_allclose(found.accuracy, [0, 1, *[np.nan] * 7, 1])
    assert found.interval[2].tolist() == [0, 1], "of an empty bin nothing is known"
    np.testing.assert_allclose(found.interval[9], [0.34237, 1], atol=1e-4)  # Wilson's, 2 of 2
    # One answer is 0.05 off, one 0.9, and two are 0.025 off.
    assert found.error == pytest.approx((0.05 + 0.9 + 2 * 0.025) / 4)


def test_answers_that_are_right_as_often_as_they_say_have_no_error() -> None:
    found = calibration(np.full(4, 0.75), np.array([1, 1, 1, 0]), bins=2)
    assert found.counts.tolist() == [0, 4] and found.error == 0


@pytest.mark.parametrize(
    ("probability", "bins", "place"),
    [(0, 10, 0), (0.0999, 10, 0), (0.1, 10, 1), (0.95, 10, 9), (1, 10, 9), (0.5, 2, 1), (1, 2, 1)],
)
def test_a_bin_holds_its_lower_end_and_the_last_both(
    probability: float, bins: int, place: int
) -> None:
    assert bin_of(probability, bins) == place
    counts = calibration(np.array([probability]), np.array([True]), bins).counts
    assert counts.tolist() == [int(k == place) for k in range(bins)]


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Iterator[NamesConfig]:
    """1 000 training names of four letters, but for 5 of three letters and 4 of six. x stands in 5 of
    them, y (twice) in 4, a hyphen in one; q stands in test names alone."""
    few = ["aaa", "aab", "aba", "abb", "baa", "abcabc", "abcabd", "abdabc", "abdabd"]
    rare = ["xaab", "xaba", "xabb", "xbaa", "xbab", "yyab", "yyba", "yybb", "yyaa", "a-bc"]
    plain = map("".join, product("abcdefgh", repeat=4))
    spellings = few + rare + [name for name, _ in zip(plain, range(981), strict=False)]
    data = SimpleNamespace(spellings=[*spellings, *(f"qa{k}b" for k in range(9))])
    split = SimpleNamespace(train=[*range(1_000), 0], test=range(1_000, 1_009))
    monkeypatch.setattr("core.names.data.split_for", lambda config: (data, split))
    module._seen.cache_clear()
    yield NamesConfig(dataset="made-up")
    module._seen.cache_clear()


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("abcd", []),
        ("xabc", []),
        ("abyy", ["Only 4 of 1,000 training names have “y”."]),
        ("qabc", ["Only 0 of 1,000 training names have “q”."]),
        ("ab-c", ["Only 1 of 1,000 training names have a hyphen."]),
        ("a'b ", ["Only 0 of 1,000 training names have an apostrophe.",
                  "Only 0 of 1,000 training names have a space."]),
        ("a", ["Only 0 of 1,000 training names have 1 letter or fewer."]),
        ("ab", ["Only 0 of 1,000 training names have 2 letters or fewer."]),
        ("abc", []),
        ("abcde", ["Only 4 of 1,000 training names have 5 letters or more."]),
        ("abcdea", ["Only 4 of 1,000 training names have 6 letters or more."]),
        ("abcdeab", ["Only 0 of 1,000 training names have 7 letters or more."]),
    ],
)  # fmt: skip
def test_what_training_hardly_saw_is_said(
    config: NamesConfig, letters: str, said: list[str]
) -> None:
    assert hardly_seen(config, letters) == said
