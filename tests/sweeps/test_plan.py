"""What a sweep is asked to do: every combination, the impossible ones with a reason."""

import json
from pathlib import Path

import pytest

from core.digits.config import DigitsConfig
from core.errors import ConfigError
from core.notes.tables import TABLES
from core.runs import step_time
from core.sweeps.plan import Plan, plan, shown, values_of


def test_every_combination_with_every_seed_the_first_seed_first() -> None:
    asked = plan("digits", {"channels": [5, 8], "learning_rate": [0.1, 0.3]}, 2, "1-pool")
    cells = asked.cells
    assert [(c.config.channels, c.config.learning_rate, c.seed) for c in cells[:5]] == [  # type: ignore[union-attr]
        (5, 0.1, 0), (5, 0.3, 0), (8, 0.1, 0), (8, 0.3, 0), (5, 0.1, 1),
    ]  # fmt: skip
    assert len({c.name for c in cells}) == len(cells) == 8
    assert cells[0].name == "000-channels-5-learning-rate-0.1-seed-0"
    assert all(c.config and c.config.seed == c.seed for c in cells)


def test_what_does_not_vary_is_the_preset_with_the_given_fields() -> None:
    asked = plan("digits", {"channels": [3]}, 1, "1-pool", {"epochs": 1, "seed": 7})
    config = asked.cells[0].config
    assert isinstance(config, DigitsConfig)
    assert (config.head, config.epochs, config.seed) == ("softmax", 1, 7)


def test_batches_stay_whole_in_a_sweep_unless_asked_for() -> None:
    """Its runs keep all cores busy: splitting batches as well would only slow them down."""
    varied = plan("digits", {"parts": [1, 2, 9]}, 1, "1-pool")
    plans = plan("digits", {"channels": [3]}, 1), plan("digits", {"channels": [3]}, 1, threads=2)
    assert [[c.threads for c in p.cells if c.config] for p in (*plans, varied)] == [
        [1],
        [2],
        [1, 2],
    ]
    assert varied.cells[2].reason == "threads is 9; it must be from 1 to 8."
    assert all(t.plan().cells[0].threads == 1 for t in TABLES)


def test_runs_of_the_last_seeds_end_together() -> None:
    """With two at a time the first seeds go one by one, then two runs of each length follow."""
    asked = plan("digits", {"channels": [2, 8, 4]}, 4, "1-pool")
    turns = [(c.seed, c.config.channels) for c in asked.in_turn(asked.cells, 2) if c.config]  # type: ignore[attr-defined]
    assert turns == [
        (0, 8), (0, 4), (0, 2), (1, 8), (1, 4), (1, 2),
        (2, 8), (3, 8), (2, 4), (3, 4), (2, 2), (3, 2),
    ]  # fmt: skip
    everywhere = [c.seed for c in asked.in_turn(asked.cells, 8)]
    assert everywhere == [0, 0, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3], "the longest of all the others first"


def test_the_longest_comes_first_also_on_a_machine_whose_speed_is_not_known(
    own_cache: Path,
) -> None:
    assert not step_time.known()
    asked = plan("digits", {"epochs": [1, 3, 2]}, 1, "1-pool")
    assert [c.config.epochs for c in asked.in_turn(asked.cells, 1) if c.config] == [3, 2, 1]


def test_a_combination_in_words() -> None:
    asked = plan("digits", {"channels": [5, 8], "learning_rate": [0.1, 0.3]}, 1, "1-pool")
    assert asked.in_words(asked.axes, asked.combinations[1]) == "5 channels · rate 0.3"
    (table,) = (t.plan() for t in TABLES if t.name == "pooling")
    words = table.in_words(table.axes, table.combinations[0])
    assert words == f"{table.label(table.axes[0].name).lower()} {table.combinations[0][0].label}"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), ((8, 16), "8,16"), ([True, False], "yes,no"), (0.30, "0.3"), (5, "5"),
     ("gru", "gru"), (1e-6, "1e-06")],
)  # fmt: skip
def test_values_are_shown_as_one_types_them(value: object, text: str) -> None:
    assert shown(value) == text


def test_an_impossible_combination_is_a_cell_with_its_reason() -> None:
    # The preset has three numbers of channels, which fit three convolutions and no other number.
    asked = plan("digits", {"conv_layers": [2, 3]}, 1, "quick", {"pooling": True})
    impossible, possible = asked.cells
    assert impossible.config is None
    assert "3 numbers for 2 convolutions" in impossible.reason
    assert possible.config is not None and possible.reason == ""


@pytest.mark.parametrize(
    ("vary", "seeds", "sentence"),
    [
        ({"learning_rate": [99, -1]}, 1, "None of it can be built. learning_rate is 99"),
        ({"chanels": [3]}, 1, "'chanels' is not a setting to vary; choose conv_layers, channels"),
        ({"seed": [3]}, 1, "Say with seeds how many"),
        ({"channels": []}, 1, "channels has no values"),
        ({}, 1, "Nothing varies"),
        ({"channels": [3]}, 0, "seeds is 0; give a whole number from 1 on"),
        ({"channels": list(range(1, 201)), "epochs": [1, 2, 3]}, 10, "6,000 runs; a sweep has at"),
        ({"cell": ["gru"]}, 1, "'cell' is not a setting to vary"),
        (
            {"channels": [3]},
            10**30,
            "seeds is far too large; give a whole number from 1 on, at most 5,000",
        ),
        ({"channels": [3]}, 5_001, "seeds is 5001; give a whole number from 1 on, at most 5,000"),
        ({"hidden": ["x" * 90_000]}, 1, "None of it can be built. hidden is 'xxxx"),
    ],
)
def test_bad_input_is_one_sentence(
    vary: dict[str, list[object]], seeds: int, sentence: str
) -> None:
    with pytest.raises(ConfigError) as e:
        plan("digits", vary, seeds)
    assert sentence in str(e.value) and len(str(e.value)) < 500


@pytest.mark.parametrize("axes", [2, 3, 6])
def test_the_size_is_judged_before_any_run_is_made(
    axes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Millions of runs, made to be counted, take all memory of a server and with it every session."""
    fields = ("batch_size", "channels", "epochs", "learning_rate", "dropout", "train_size")

    def made(*args: object) -> None:
        raise AssertionError("a run of it was made")

    monkeypatch.setattr(Plan, "_cell", made)
    monkeypatch.setattr(Plan, "combinations", property(made))
    with pytest.raises(ConfigError, match=r"runs; a sweep has at most 5,000\. Vary less") as e:
        plan("digits", {field: list(range(1, 1500)) for field in fields[:axes]}, 3)
    assert len(str(e.value)) < 120


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1;" * 3_000_000, "That is 3,000,000 runs"),
        ("1," * 5_001, "That is 5,001 runs"),
        ("9" * 200_000, "The value 99999999999999999999… has 200,000 characters"),
        ("8," * 60 + ";3", "has 120 characters; the longest that any setting takes has 100"),
    ],
)
def test_a_text_of_values_is_measured_before_it_is_read(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as e:
        values_of(text)
    assert sentence in str(e.value) and len(str(e.value)) < 200


def test_as_many_as_there_may_be() -> None:
    values = values_of(",".join(map(str, range(1, 1001))))
    assert len(plan("digits", {"batch_size": values}, 5, "1-pool").cells) == 5_000
    assert values_of("x" * 100) == ["x" * 100]


def test_values_as_typed() -> None:
    assert values_of("5, 8") == [5, 8]
    assert values_of("0.1,3e-1") == [0.1, 0.3]
    assert values_of("8,16;16,32") == [(8, 16), (16, 32)]
    assert values_of("yes,no") == [True, False]
    assert values_of(" , ") == []


def test_a_value_given_twice_is_one() -> None:
    assert len(plan("digits", {"channels": [5, 5, 8]}, 1, "1-pool").cells) == 2


def test_a_plan_survives_its_file() -> None:
    asked = plan("digits", {"channels": [(8, 16), (16, 32)]}, 2, "2-pools-rate-0.3")
    again = Plan.from_dict(json.loads(json.dumps(asked.to_dict())))
    assert again.cells == asked.cells


def test_the_estimate_is_the_sum_over_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = plan("names", {"hidden_size": [32, 64]}, 3, "quick", {"steps": 100})
    monkeypatch.setattr(step_time, "run_seconds", lambda config, threads: 1.0)
    assert asked.seconds(2) == pytest.approx(2 * 3 * 1.0 / 2)
    monkeypatch.setattr(step_time, "run_seconds", lambda config, threads: None)
    assert asked.seconds(2) is None
