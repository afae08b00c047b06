"""A setting said once: what follows from its one line, and what a value must be."""

from dataclasses import dataclass, fields
from typing import Any

import pytest

from core.settings.checks import Problems
from core.settings.setting import Setting, setting, settings


@dataclass(frozen=True)
class Example:
    """A config of one setting of each sort."""

    warm_up: int = setting(10, "From {low} to {high}.", low=0, high=5_000_000, suggest=(1, 10))
    rate: float = setting(0.5, "A rate.", low=0.1, high=1.5, step=0.25, label="Rate", before=0.2)
    noisy: bool = setting(False, "Whether it is noisy.")
    quiet: bool = setting(True, "Q.", suggest=[False], phrases={True: "hush", False: "loud"})
    cell: str = setting("gru", "Choose {choices}.", choices=("gru", "lstm"))
    mode: str = setting("a", "M.", choices={"a": "first (best)", "b": "second"}, phrase="mode {}")
    free: tuple[int, ...] = setting((1,), "F.", check=lambda p, field, value: p.flag(field, value))


KNOWN = settings(Example)


def problem(known: Setting, value: Any) -> str:
    """What is wrong with a value, or ""."""
    problems = Problems()
    known.check(problems, "it", value)
    return dict(problems).get("it", "")


def test_they_come_in_the_order_of_their_lines_with_type_and_default() -> None:
    assert list(KNOWN) == ["warm_up", "rate", "noisy", "quiet", "cell", "mode", "free"]
    assert [KNOWN[name].type for name in ("warm_up", "rate", "noisy", "cell")] == [
        int, float, bool, str,
    ]  # fmt: skip
    assert Example() == Example(10, 0.5, False, True, "gru", "a", (1,))
    assert [field.default for field in fields(Example)] == [10, 0.5, False, True, "gru", "a", (1,)]


def test_limits_and_choices_are_filled_into_the_help() -> None:
    assert KNOWN["warm_up"].help == "From 0 to 5 000 000."
    assert KNOWN["cell"].help == "Choose gru or lstm."
    assert KNOWN["rate"].help == "A rate."


def test_label_and_phrases_follow_from_the_name_unless_said() -> None:
    assert [KNOWN[name].label for name in ("warm_up", "rate")] == ["Warm up", "Rate"]
    assert [KNOWN[name].phrase for name in KNOWN] == [
        "warm up {}", "rate {}", "noisy {}", "quiet {}", "{}", "mode {}", "free {}",
    ]  # fmt: skip
    assert KNOWN["noisy"].phrases == {True: "noisy", False: "no noisy"}
    assert KNOWN["quiet"].phrases == {True: "hush", False: "loud"}
    assert KNOWN["warm_up"].phrases == {} and KNOWN["warm_up"].show is None


def test_a_sweep_is_offered_what_is_said_or_every_choice() -> None:
    assert KNOWN["warm_up"].suggest == (1, 10)
    assert KNOWN["noisy"].suggest == (True, False) and KNOWN["quiet"].suggest == (False,)
    assert KNOWN["cell"].suggest == ("gru", "lstm") and KNOWN["mode"].suggest == ("a", "b")
    assert KNOWN["rate"].suggest == ()


def test_words_of_choices() -> None:
    assert KNOWN["cell"].choices == {"gru": "gru", "lstm": "lstm"}
    assert KNOWN["mode"].choices == {"a": "first (best)", "b": "second"}


def test_a_forms_steps() -> None:
    assert (KNOWN["warm_up"].step, KNOWN["rate"].step) == (1, 0.25)


def test_only_what_had_a_value_before_may_be_lacking() -> None:
    assert KNOWN["rate"].optional and KNOWN["rate"].before == 0.2
    assert not any(known.optional for name, known in KNOWN.items() if name != "rate")


@pytest.mark.parametrize(
    ("field", "good", "bad", "words"),
    [
        ("warm_up", [0, 5_000_000], [-1, 5_000_001, 1.0, 2.5, True, "3"], "from 0 to 5"),
        ("rate", [0.1, 1, 1.5], [0.09, 1.6, "1", None], "from 0.1 to 1.5"),
        ("noisy", [True, False], [1, 0, "yes", None], "true or false"),
        ("cell", ["gru", "lstm"], ["rnn", "GRU", 1], "gru or lstm"),
    ],
)  # fmt: skip
def test_a_value_is_checked_by_type_limits_and_choices(
    field: str, good: list[Any], bad: list[Any], words: str
) -> None:
    assert [problem(KNOWN[field], value) for value in good] == [""] * len(good)
    for value in bad:
        assert words in problem(KNOWN[field], value), value


def test_a_check_of_its_own_takes_the_place_of_all_others() -> None:
    assert "true or false" in problem(KNOWN["free"], (1,)) and problem(KNOWN["free"], True) == ""


@pytest.mark.parametrize("limits", [{}, {"low": 1}, {"high": 9}])
def test_a_number_without_limits_is_a_mistake_of_ours(limits: Any) -> None:
    @dataclass(frozen=True)
    class Open:
        steps: int = setting(3, "Steps.", **limits)

    with pytest.raises(TypeError, match="needs choices, limits or a check"):
        settings(Open)


def test_text_without_choices_is_a_mistake_of_ours() -> None:
    @dataclass(frozen=True)
    class Open:
        name: str = setting("x", "A name.", low=0, high=1)

    with pytest.raises(TypeError, match="<class 'str'>"):
        settings(Open)
