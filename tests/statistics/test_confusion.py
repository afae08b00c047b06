"""What a confusion matrix tells, in sentences."""

import pytest

from core.statistics.confusion import by_chance, lost, never_answered

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
    assert lost(digits(answers), DIGITS, "images") == sentence


def test_languages_that_are_never_answered() -> None:
    table = [[8, 0, 0], [2, 0, 3], [1, 0, 9]]
    assert lost(table, ("Czech", "Korean", "Polish"), "names") == (
        "It never answers Korean: all 5 Korean names are lost."
    )


def test_as_many_languages_never_answered_as_answered() -> None:
    table = [[5, 0, 0, 0], [0, 5, 0, 0], [3, 0, 0, 0], [0, 4, 0, 0]]
    assert lost(table, ("Czech", "Greek", "Korean", "Polish"), "names") == (
        "It never answers Korean and Polish: all 7 Korean and Polish names are lost."
    )


@pytest.mark.parametrize(
    ("never", "sentence"),
    [
        (3, "It never answers F, G and H: all 3 F, G and H names are lost."),
        (4, "It never answers E, F, G and H: all 4 names of these 4 are lost."),
    ],
)
def test_many_languages_are_named_once(never: int, sentence: str) -> None:
    ever = 8 - never
    table = [[int(column == min(k, ever - 1)) for column in range(8)] for k in range(8)]
    assert lost(table, "ABCDEFGH", "names") == sentence


def test_only_those_that_one_asks_about() -> None:
    table = digits({3: 8, 9: 4})
    assert lost(table, DIGITS, "images", [9]) == "It never answers 9: all 100 nines are lost."
    assert lost(table, DIGITS, "images", []) == ""


def test_a_class_without_a_test_item_is_not_missed() -> None:
    assert never_answered([[4, 0, 0], [0, 0, 0], [1, 0, 0]]) == [2]


def test_what_blind_answers_score() -> None:
    assert by_chance(((50, 0), (50, 0))) == 0.5, "always the first of two"
    assert by_chance(((90, 0), (10, 0))) == 0.9
    assert by_chance(((50, 0), (0, 50))) == 0.5
    assert by_chance(((1, 2), (3, 4))) == pytest.approx(0.3 * 0.4 + 0.7 * 0.6)


def test_classes_of_pictures_are_not_called_names() -> None:
    table = [[8, 0, 0], [2, 0, 3], [1, 0, 9]]
    assert lost(table, ("Bag", "Shirt", "Coat"), "images") == (
        "It never answers Shirt: all 5 Shirt images are lost."
    )
