"""Symbol sets: what is held out stays so, changes keep the rest, and a file that is none is a sentence."""

import json
from typing import Any

import numpy as np
import pytest

from core.digits.symbol_sets import MOST_EXAMPLES, SymbolSet, checked_classes, from_dict
from core.errors import DataError
from tests.symbols import CLASSES, example, symbols


def test_about_every_third_is_held_out_and_stays_so_however_many_follow() -> None:
    few, many = symbols(each=5), symbols(each=5).with_examples(0, [example(0, 9)] * 4)
    assert few.counts(train=True) == [3, 3] and few.counts(train=False) == [2, 2]
    assert many.counts(train=True) == [6, 3] and many.counts(train=False) == [3, 2]
    before = {e.number: e.held_out for e in few.examples}
    assert before.items() <= {e.number: e.held_out for e in many.examples}.items()
    one = SymbolSet("a", CLASSES).with_examples(0, [example(0)] * 2)
    assert [e.held_out for e in one.examples] == [False, True], "two are enough to train and test"


def test_arrays_are_the_examples_of_a_side() -> None:
    known = symbols()
    images, labels = known.arrays(train=True)
    assert images.shape == (6, 28, 28) and images.dtype == np.uint8
    assert labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert images[0].tobytes() == known.examples[0].pixels
    assert known.arrays(train=False)[1].tolist() == [0, 0, 1, 1]


def test_moved_and_deleted_examples_keep_their_numbers_and_sides() -> None:
    known = symbols()
    held = known.examples[1]
    moved = known.moved([held.number, 0], 1)
    assert moved.counts(train=False) == [1, 3] and moved.counts(train=True) == [2, 4]
    left = known.without([0, 1])
    assert [e.number for e in left.examples] == list(range(2, 10))
    again = left.with_examples(0, [example(0)])
    assert again.examples[-1].number == 10, "no number is given twice"


def test_classes_are_renamed_added_and_removed_with_their_examples() -> None:
    known = symbols().with_class("  ring\t two ")
    assert known.classes == ("bar", "cross", "ring two")
    known = known.with_examples(2, [example(1)]).renamed(0, "line")
    left = known.without_class(1)
    assert left.classes == ("line", "ring two")
    assert [e.label for e in left.examples] == [0] * 5 + [1]


def test_the_fingerprint_is_of_the_content() -> None:
    known = symbols()
    assert known.fingerprint == symbols("other").fingerprint
    others = (known.renamed(0, "x"), known.without([3]), known.moved([3], 1))
    assert known.fingerprint not in {other.fingerprint for other in others}


def test_what_is_missing_is_said() -> None:
    assert not symbols(each=2).lacks
    assert "no example of cross to train on" in symbols().without(range(5, 10)).lacks
    assert "no example of bar to test with" in symbols(each=1).lacks
    assert "at least two" in symbols().without_class(0).lacks


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a", " a "], "Two classes are named a"),
        (["a", ""], "cannot name a class"),
        (["a", "x" * 41], "cannot name a class"),
        (["a", "\x07"], "cannot name a class"),
        ([str(k) for k in range(21)], "may have 2 to 20"),
    ],
)
def test_what_can_name_no_classes(names: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        checked_classes(names, "mine")


def test_too_many_examples() -> None:
    with pytest.raises(DataError, match="at most 2,000"):
        symbols().with_examples(0, [example(0)] * (MOST_EXAMPLES - 9))


def test_a_file_gives_back_what_it_was_made_of() -> None:
    known = symbols()
    back = from_dict(json.loads(json.dumps(known.to_dict())), "mine")
    assert back == known and back.following == 10
    less = from_dict(json.loads(json.dumps(known.without([9]).to_dict())), "mine")
    assert less.following == 10, "the number of what was deleted is given to nothing else"


def _with(**changes: Any) -> Any:
    value: Any = json.loads(json.dumps(symbols(each=1).to_dict()))
    value["examples"][0] |= changes.pop("example", {})
    return value | changes


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, "x", {"netsketch_symbols": 1}, _with(netsketch_symbols=2), _with(classes="ab"),
        _with(classes=[]), _with(examples={}), _with(examples=[1]), _with(examples=[{}] * 2001),
        _with(example={"pixels": "AAAA"}), _with(example={"pixels": "!"}), _with(example={"label": 2}),
        _with(example={"label": True}), _with(example={"label": 0.5}), _with(example={"number": -1}),
        _with(following="x"), _with(following=2.5), _with(example={"number": 1}),
        _with(example={"number": 2**40}),
    ],
)  # fmt: skip
def test_what_is_no_set_is_a_sentence(value: Any) -> None:
    with pytest.raises(DataError, match=r"\.$"):
        from_dict(value, "mine")
