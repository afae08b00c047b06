"""The answers' figures, against records written by hand."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from core.errors import RunError
from core.notes.answer import Answer
from core.notes.questions import QUESTIONS, Question
from core.notes.recorded import Recorded
from core.notes.tables import TABLES, table
from core.statistics.confusion import never_answered
from core.statistics.percent import percent

NINE, STUCK, POOLING, HIDDEN, EARLY, INGREDIENTS = QUESTIONS
TENTH = [[1000 if j == k else 0 for j in range(10)] for k in range(10)]


def lost(digit: int) -> list[list[int]]:
    """All right but for a digit that is always read as 0."""
    rows = [list(row) for row in TENTH]
    rows[digit][0], rows[digit][digit] = 1000 * (digit != 0), 0
    return rows


def write(folder: Path, name: str, runs: list[dict[str, Any]], **more: Any) -> None:
    """A record with two seeds; `runs` for each row of the first seed, then of the second."""
    plan = table(name).plan(2)
    assert len(runs) == len(plan.cells)
    base = {"status": "finished", "seconds": 1.0, "balanced_accuracy": 0.5}
    values = {"schema": 1, "command": "made by hand", "plan": plan.to_dict(), "workers": 2}
    values |= {"runs": [base | run for run in runs]} | more
    (folder / f"{name}.json").write_text(json.dumps(values))


def text(answer: Answer) -> str:
    return " ".join(answer.sentences).replace("\u00a0", " ")


def digits(
    accuracy: float, confusion: list[list[int]] = TENTH, loss: float = 1.5
) -> dict[str, Any]:
    return {"accuracy": accuracy, "best_accuracy": 0.98, "confusion": confusion, "loss": loss}


def test_nine_channels(tmp_path: Path) -> None:
    good, poor = digits(0.97), digits(0.875, lost(4))
    write(tmp_path, "channels", [good, good, poor, good, good, good, good, good, poor, good])
    write(tmp_path, "channels-logits", [digits(0.98)] * 10)
    said = text(NINE.answer(tmp_path))
    assert "8 channels end at 87.5 % to 97.0 % and 9 channels at 87.5 % to 97.0 %" in said
    assert "2 of the 10 networks of this table never answer some digit: 4 (twice)" in said
    assert "0 of 10 networks never answer some digit, and all end at 98.0 % to 98.0 %" in said
    assert "So 9 is not worse than 8" in said
    write(tmp_path, "channels-logits", [poor] * 10)
    assert "So 9 is not worse" not in text(NINE.answer(tmp_path)), "a conclusion needs its figures"


def test_stuck(tmp_path: Path) -> None:
    sevens = [[0] * 7 + [1028 if k == 7 else 997] + [0] * 2 for k in range(10)]
    share = 1028 / (1028 + 9 * 997)
    stuck = digits(share, sevens, math.log(math.e + 9) - share)
    write(tmp_path, "learning-rate", [digits(0.97), digits(0.98), stuck] * 2)
    write(tmp_path, "learning-rate-logits", [digits(0.98)] * 6)
    said = text(STUCK.answer(tmp_path))
    assert "At rate 1, 2 of 2 networks learn and then lose it again" in said
    assert "at 0.1 and 0.3 0 of 4 do. The others end at 97.0 % to 98.0 %." in said
    assert "get as far as 98.0 % to 98.0 % and end at 10.3 % to 10.3 %" in said
    assert "The lowest answers 7 to 100.0 % of all images" in said
    assert "theirs is that within 0.0000" in said
    assert "10.3 % of the test images are sevens" in said
    assert "2.358, where he printed 2.358" in said
    assert "With a logits head at rate 1, 0 of 2" in said
    failed = {"status": "failed", "error": "The loss is no longer a number"}
    write(tmp_path, "learning-rate-logits", [digits(0.98), digits(0.98), failed] * 2)
    assert "2 of 2 networks do not get stuck but blow up" in text(STUCK.answer(tmp_path))


def test_pooling(tmp_path: Path) -> None:
    adds = ((28_224, 1_610_752), (28_224, 406_528), (56_448, 105_472), (63_504, 1_656))
    layers = [
        [
            {"name": "Conv2d(1, 4, 3×3)", "multiply_adds": c, "milliseconds": 1.5},
            {"name": "MaxPool2d(2)", "multiply_adds": 0, "milliseconds": 0.25},
            {"name": "Linear(9, 9)", "multiply_adds": d, "milliseconds": 8.0 / (1 + k)},
        ]
        for k, (c, d) in enumerate(adds)
    ]
    steps = [0.010, 0.004, 0.003, 0.0029] * 2
    runs = [digits(0.9) | {"seconds_per_step": s} for s in steps]
    write(tmp_path, "pooling", runs, layers=layers)
    answer = POOLING.answer(tmp_path)
    assert "From 0 to 1 pools a step gets faster: 10.00 to 4.00 ms" in text(answer)
    assert "The dense layers go from 8.00 to 4.00 ms (1,610,752 to 406,528" in text(answer)
    assert "takes 4.00 ms from the dense layers: the author’s guess is right" in text(answer)
    assert "Later pools save less" in text(answer)
    assert answer.columns["Pools, ms"] == [0.25] * 4
    assert answer.columns["Dense share"] == [percent(s, 0) for s in (0.98, 0.94, 0.65, 0.03)]


def names(balanced: float) -> dict[str, Any]:
    reach = {"radius": 0.8, "spread": [1.0] + [0.9 * 0.5**k for k in range(9)], "last": [0.3] * 10}
    return {
        "accuracy": 0.6,
        "balanced_accuracy": balanced,
        "reach": reach,
        "confusion": [[60, 40], [40, 60]],
    }


def cut_short(last: float) -> dict[str, Any]:
    """What is recorded of names whose last letters alone are read; `last`: of one letter."""
    reach = {
        "last": [last, 0.05, 0.19, 0.39],
        "known": [0.25, 0.40, 0.46, 0.48],
        "short": [[0, 0, 0, 0], [1, 2, 3, 4]],
        "answers": [[20, 0, 0, 0], [4, 2, 6, 8]],
    }
    return {"accuracy": 0.5, "reach": reach}


def test_hidden_size_and_early_letters(tmp_path: Path) -> None:
    linear, others = [0.40, 0.41, 0.42, 0.50], [0.5] * 8
    write(tmp_path, "hidden-size", [names(v) for v in (linear + others) * 2])
    said = text(HIDDEN.answer(tmp_path))
    assert "His scores lie between 49 % and 58 %" in said
    assert "a 95 % interval of 43 % to 62 %, 19 points wide" in said  # Wilson, 53 of 100
    assert "Linear, on all held-out names: from 40.0 % (size 32) to 50.0 % (size 256)" in said
    assert said.count("size does matter") == 1 and said.count("no difference beyond luck") == 2
    write(tmp_path, "last-letters", [cut_short(0.2)] * 2, classes=["A", "B", "C", "D"])
    said = text(EARLY.answer(tmp_path))
    assert "by 0.90 nats between languages, the one 9 places before the last by 0.00" in said
    assert "a factor of 0.50 for each pass" in said and "and fade for it" in said
    assert "the last two letters alone give 5.0 %, less than the last one with 20.0 %?" in said
    assert (
        "of those trained on 80 % are D, C or A" in said and "these for 90 % of all names" in said
    )
    assert "25.0 %, 40.0 %, 46.0 %, 48.0 % for one to four" in said
    write(tmp_path, "last-letters", [cut_short(0.04)] * 2, classes=["A", "B", "C", "D"])
    assert "last two letters" not in text(EARLY.answer(tmp_path))  # nothing puzzles


def test_what_each_setting_brings(tmp_path: Path) -> None:
    """Held against the same seed: what seeds have in common is no difference."""
    first = [0.700, 0.679, 0.701] + [0.7] * 9
    second = [0.720, 0.701, 0.719] + [0.72] * 9
    write(tmp_path, "ingredients", [names(0.5) | {"accuracy": a} for a in first + second])
    answer = INGREDIENTS.answer(tmp_path)
    said = text(answer)
    assert "gets 71.0 % of the held-out names right, balanced 50.0 % (means over 2 seeds)" in said
    assert "Worse by more than chance: without the shortcut (-2.0)." in said
    assert "Better by more than chance: nothing." in said
    assert "without triples" in said.partition("Within chance: ")[2]
    assert answer.columns["Changed"][0] == "without the shortcut"
    assert answer.columns["Accuracy"][0] == "-2.0 (-3.3 to -0.7)"


def test_without_a_record_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    for question in QUESTIONS:
        with pytest.raises(RunError, match="--record"):
            question.answer(tmp_path)
    write(tmp_path, "pooling", [{"status": "failed"}] * 8, layers=[])
    with pytest.raises(RunError, match="lack finished runs"):
        POOLING.answer(tmp_path)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_what_ships_answers_every_question(question: Question) -> None:
    assert all(sentence.endswith((".", "”")) for sentence in question.answer().sentences)


@pytest.mark.parametrize("name", [t.name for t in TABLES])
def test_what_ships_is_the_table_as_its_command_makes_it(name: str) -> None:
    recorded = Recorded(name)
    seeds = len(recorded.plan.seeds)
    assert seeds >= 5
    assert recorded.plan.to_dict() == table(name).plan(seeds).to_dict()
    assert recorded.command == f"python -m core sweep --notes {name} --seeds {seeds} --record"


def test_a_digit_that_is_never_the_answer() -> None:
    assert never_answered(TENTH) == []
    assert never_answered(lost(4)) == [4]
    assert never_answered([[0, 0], [0, 5]]) == []  # not in the test set at all
