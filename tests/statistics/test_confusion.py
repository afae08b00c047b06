"""What a confusion matrix tells, in sentences."""

import pytest

from core.statistics.confusion import lost

DIGITS = tuple("0123456789")


def digits(answers: dict[int, int]) -> list[list[int]]:
    """100 images of each digit, all read right but those of `answers`, which are read as another."""
    return [
        [100 * (answers.get(k, k) == column) for column in range(10)] for k in range(len(DIGITS))
    ]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, ""),
        ({9: 4}, "It never answers 9: all 100 nines are lost."),
        ({3: 8, 9: 4}, "It never answers 3 and 9: all 200 threes and nines are lost."),
        (
            {1: 7, 3: 8, 9: 4},
            "It never answers 1, 3 and 9: all 300 ones, threes and nines are lost.",
        ),
        (dict.fromkeys(range(10), 7), "It answers nothing but 7: 900 of 1,000 are lost."),
    ],
)
def test_digits_that_are_never_answered(answers: dict[int, int], sentence: str) -> None:
    assert lost(digits(answers), DIGITS) == sentence


def test_languages_that_are_never_answered() -> None:
    table = [[8, 0, 0], [2, 0, 3], [1, 0, 9]]
    assert lost(table, ("Czech", "Korean", "Polish")) == (
        "It never answers Korean: all 5 Korean names are lost."
    )
