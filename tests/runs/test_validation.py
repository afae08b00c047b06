"""What a run directory may hold: each kind of value on both sides of its limits."""

from typing import Any

import pytest

from core.runs import validation
from tests.runs.events import diagnosis, evaluated, progress

NAN, INF = float("nan"), float("inf")
EXACT = 2**53  # the first whole number of which a browser may take another for it


@pytest.mark.parametrize(
    ("check", "fits", "unfit"),
    [
        (validation.whole, [0, 7, EXACT - 1], [-1, EXACT, 1.0, True, "1", None]),
        (validation.number, [0, -2.5, NAN, INF, EXACT - 1, 1 - EXACT], [EXACT, -EXACT, True, "1"]),
        (validation.amount, [0, 0.5, 1e11], [-0.1, 1e12, INF, NAN, "1", False]),
        (validation.speed, [1e-9, 1, 1e11], [0, -1, 1e12, NAN]),
        (validation.share, [0, 1, 0.5], [-0.01, 1.01, NAN, "0.5", True]),
        (validation.text, ["", "a" * 100_000], ["a" * 100_001, None, 1, b"a"]),
        (validation.moment, [0, 1.6e9, 7_258_118_399.0], [-1, 7_258_118_400.0, NAN, True]),
        (validation.labels, [[], ["a"], ["a"] * 2_000], [["a"] * 2_001, [1], "ab", ["a", None]]),
        (
            validation.example,
            [None, {"name": "Kim", "language": "Korean", "guess": "Czech"}],
            [{}, {"name": "Kim", "language": "Korean"}, "Kim", {"name": 1, "language": "", "guess": ""}],
        ),
        (
            validation.layers,
            [[], [{"name": "a", "dead": 0, "units": 4}]],
            [
                None,
                [{"name": "a", "dead": 0}],
                [{"name": "a", "dead": 0, "units": 4, "more": 1}],
                [{"name": "a", "dead": -1, "units": 4}],
                [{"name": "a", "dead": 0, "units": 4.0}],
                [{"name": 1, "dead": 0, "units": 4}],
                [{"name": "a", "dead": 0, "units": 4}, None],
            ],
        ),
        (
            validation.settings,
            [{}, {"a": 1, "b": "x", "c": True, "d": 0.5, "e": [1, 2]}],
            [[], None, {"a": None}, {"a": {}}, {"a": 1, "b": None}],
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_what_fits_and_what_does_not(
    check: validation.Check, fits: list[Any], unfit: list[Any]
) -> None:
    assert [value for value in fits if not check(value)] == []
    assert [value for value in unfit if check(value)] == []


def square(n: int) -> list[list[int]]:
    return [[int(row == column) for column in range(n)] for row in range(n)]


@pytest.mark.parametrize(
    ("matrix", "fits"),
    [
        (square(2), True),
        ([[0, 0], [0, 1]], True),
        ([[EXACT - 1, 0], [0, 0]], True),
        ([[EXACT, 0], [0, 0]], False),
        ([[0, 0], [0, 0]], False),  # a test of nothing
        ([[1]], False),
        ([], False),
        ([[1, 2], [3]], False),
        ([[1, 2, 3], [4, 5, 6]], False),
        ([[1, -1], [0, 1]], False),
        ([[1, 0.0], [0, 1]], False),
        ([[1, 0], [0, True]], False),
        ([[1, 0], "ab"], False),
        ("ab", False),
        (None, False),
    ],
)
def test_counts_of_a_test(matrix: Any, fits: bool) -> None:
    assert validation.matrix(matrix) == fits


def test_a_test_of_two_thousand_classes_is_the_largest() -> None:
    row = [0] * 2_000
    assert validation.matrix([[*row[1:], 1], *[row] * 1_999])
    row = [0] * 2_001
    assert not validation.matrix([[*row[1:], 1], *[row] * 2_000])


@pytest.mark.parametrize(
    ("values", "count", "fits"),
    [
        ([0, 1.5], 2, True),
        ([], 0, True),
        ([0, 1.5], 3, False),
        ([0, INF], 2, False),
        ([0, -0.1], 2, False),
        ([0, "1"], 2, False),
        ((0, 1), 2, False),
        (None, 0, False),
    ],
)
def test_so_many_numbers(values: Any, count: int, fits: bool) -> None:
    assert validation.finite(values, count) == fits


NEEDED: dict[str, validation.Check] = {"step": validation.whole}
MORE: dict[str, validation.Check] = {"loss": validation.number}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"step": 1}, ""),
        ({"step": 1, "loss": 0.5, "unknown": None}, ""),
        ({"loss": 0.5}, "step is missing"),
        ({"step": -1}, "step is -1"),
        ({"step": 10**20}, "step is far too large"),
        ({"step": 10**20 - 1}, "step is 99999999999999999999"),
        ({"step": -(10**20)}, "step is far too large"),
        ({"step": 1, "loss": None}, "loss is None"),
        ({"step": 1, "loss": "x" * 99}, f"loss is '{'x' * 39}"),
        ({"step": 1, "loss": {}}, "loss is not what it should be"),
        ({"step": 1, "loss": []}, "loss is not what it should be"),
    ],
)
def test_the_first_field_that_is_wrong_in_words(values: dict[str, Any], words: str) -> None:
    assert validation.wrong(values, NEEDED, MORE) == words


@pytest.mark.parametrize(
    "event",
    [
        progress(5),
        progress(5, example={"name": "Kim", "language": "Korean", "guess": "Czech"}),
        progress(5, loss=NAN),
        evaluated(5),
        evaluated(5, moved=None, relus=[]),
        evaluated(5, moved=0.2),
        diagnosis(5),
        diagnosis(5, changes={"epochs": 4}),
        {"event": "finished", "step": 5},
        {"event": "resumed", "step": 5},
    ],
)
def test_events_of_ours_and_each_lacks_something_without_a_field(event: dict[str, Any]) -> None:
    assert validation.is_event(event)
    needed, _ = validation.EVENTS[event["event"]]
    for field in needed:
        assert not validation.is_event({k: v for k, v in event.items() if k != field}), field


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {},
        {"event": 1, "step": 5},
        {"event": "started", "step": 5},
        progress(5, per_second=0),
        progress(5, accuracy=1.1),
        progress(-1),
        progress(5, example={}),
        evaluated(5, moved="far"),
        evaluated(5, relus=None),
        diagnosis(5, changes=None),
    ],
)
def test_what_is_no_event_of_ours(event: Any) -> None:
    assert not validation.is_event(event)


def test_a_result_is_an_evaluation() -> None:
    assert validation.is_result(evaluated(5))
    others: list[Any] = [progress(5), None, [], {}]
    for other in others:
        assert not validation.is_result(other)


RECORD: dict[str, Any] = {"status": "finished", "owner": "", "created": 1.6e9}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"preset": None, "accuracy": 0.5, "versions": {}}, ""),
        ({"preset": 1}, "preset is 1"),
        ({"versions": []}, "versions is not what it should be"),
        ({"created": "today"}, "created is 'today'"),
        ({"accuracy": 98.9}, "accuracy is 98.9"),
    ],
)
def test_a_record_names_its_first_wrong_field(changes: dict[str, Any], words: str) -> None:
    if not words:
        validation.check_record(RECORD | changes)
        return
    with pytest.raises(ValueError, match=f"^{words}$"):
        validation.check_record(RECORD | changes)


POINT = {"label": "5", "changes": {"channels": 5}}
PLAN: dict[str, Any] = {"kind": "digits", "axes": [{"name": "channels", "points": [POINT]}]}


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (PLAN, ""),
        (PLAN | {"seeds": [0], "base": {}, "title": "", "table": ""}, ""),
        (None, "plan is not what it should be"),
        (PLAN | {"axes": []}, "plan is not what it should be"),
        (PLAN | {"axes": None}, "plan is not what it should be"),
        (PLAN | {"kind": 1}, "kind is 1"),
        (PLAN | {"seeds": []}, "seeds is not what it should be"),
        (PLAN | {"seeds": [-1]}, "seeds is not what it should be"),
        (PLAN | {"seeds": 3}, "seeds is 3"),
        (PLAN | {"axes": [None]}, "an axis is not what it should be"),
        (PLAN | {"axes": [{"name": "a", "points": []}]}, "an axis is not what it should be"),
        (PLAN | {"axes": [{"name": "a", "points": {}}]}, "an axis is not what it should be"),
        (PLAN | {"axes": [{"name": 1, "points": [POINT]}]}, "an axis is not what it should be"),
        (PLAN | {"axes": [{"name": "a", "points": [1]}]}, "a point of a is not what it should be"),
        (
            PLAN | {"axes": [{"name": "a" * 50, "points": [POINT, {"label": "5"}]}]},
            f"a point of {'a' * 40} is not what it should be",
        ),
    ],
)
def test_a_sweep_names_what_is_wrong(plan: Any, words: str) -> None:
    record = {"created": 1.6e9, "plan": plan}
    if not words:
        validation.check_sweep(record)
        return
    with pytest.raises(ValueError, match=f"^{words}$"):
        validation.check_sweep(record)
    with pytest.raises(ValueError, match=r"^created is None$"):
        validation.check_sweep(record | {"created": None})
