"""Checks of single settings: what is fine, and the sentence where it is not."""

from typing import Any

import pytest

from core.errors import ConfigError
from core.settings.checks import Problems, quoted


@pytest.mark.parametrize(
    ("value", "low", "high", "sentence"),
    [
        (1, 1, 4, ""),
        (4, 1, 4, ""),
        (0, 1, 4, "n is 0; it must be from 1 to 4."),
        (5, 1, 4, "n is 5; it must be from 1 to 4."),
        (2.0, 1, 4, "n is 2.0; give a whole number from 1 to 4."),
        (True, 0, 4, "n is True; give a whole number from 0 to 4."),
        ("2", 1, 4, "n is '2'; give a whole number from 1 to 4."),
        (10**20, 1, 4, "n is far too large; it must be from 1 to 4."),
        (10**20 - 1, 1, 4, f"n is {10**20 - 1}; it must be from 1 to 4."),
        (5, 10, 1_000_000, "n is 5; it must be from 10 to 1000000."),
    ],
)
def test_whole_numbers(value: Any, low: int, high: int, sentence: str) -> None:
    problems = Problems()
    assert problems.number("n", value, low, high) == (not sentence)
    assert problems.get("n", "") == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1e-6, ""),
        (1, ""),
        (0.0000005, "r is 5e-07; it must be from 1e-06 to 2.5."),
        (2.6, "r is 2.6; it must be from 1e-06 to 2.5."),
        (1e30, "r is 1e+30; it must be from 1e-06 to 2.5."),
        (float("nan"), "r is nan; give a number from 1e-06 to 2.5."),
        (float("-inf"), "r is -inf; give a number from 1e-06 to 2.5."),
        (False, "r is False; give a number from 1e-06 to 2.5."),
        (None, "r is None; give a number from 1e-06 to 2.5."),
    ],
)
def test_numbers(value: Any, sentence: str) -> None:
    problems = Problems()
    assert problems.number("r", value, 1e-6, 2.5, whole=False) == (not sentence)
    assert problems.get("r", "") == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3, ""),
        (7, ""),
        (4, "k is 4; choose 3, 5 or 7."),
        (3.0, "k is 3.0; choose 3, 5 or 7."),
        ("3", "k is '3'; choose 3, 5 or 7."),
    ],
)
def test_choices(value: Any, sentence: str) -> None:
    problems = Problems()
    assert problems.choice("k", value, (3, 5, 7)) == (not sentence)
    assert problems.get("k", "") == sentence


def test_yes_and_no() -> None:
    problems = Problems()
    problems.flag("a", True)
    problems.flag("b", False)
    problems.flag("c", 1)
    assert problems == {"c": "c is 1; it is either true or false."}


def test_the_first_problem_of_a_field_stays_and_fields_keep_their_order() -> None:
    problems = Problems()
    problems.check(["a"])
    problems.flag("b", "maybe")
    assert not problems.number("b", 5, 0, 1)
    assert not problems.choice("b", 1, (1, 2)), "it has a problem already"
    problems.flag("a", 0)
    with pytest.raises(ConfigError) as caught:
        problems.check(["a", "b"])
    assert list(caught.value.problems) == ["a", "b"]
    assert caught.value.problems["b"] == "b is 'maybe'; it is either true or false."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("two", "'two'"),
        ("x" * 61, f"'{'x' * 60}'"),
        (10**20, "far too large"),
        (-(10**20), "far too large"),
        (10**20 - 1, str(10**20 - 1)),
        ((1, 2), "(1, 2)"),
        ([7] * 60, f"[{'7, ' * 26}7…"),
        ({"a": 1}, "{'a': 1}"),
        ("\\" * 60, "'" + "\\" * 120 + "'"),
    ],
)
def test_no_value_is_longer_than_one_can_read(value: Any, shown: str) -> None:
    assert quoted(value) == shown
