"""The steps of a names config, counted by hand, and what its settings may be."""

import pytest

from core.errors import ConfigError
from core.names.config import CELLS, GATES, NOT_IN_NOTES, NamesConfig
from core.settings.setting import settings
from tests.settings.promised import limits


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"steps": 100}, [*range(0, 101, 5)]),
        ({"steps": 10}, [*range(11)]),
        ({"steps": 100, "schedule": "warm-restart"}, sorted([*range(0, 101, 5), 34])),
        ({"steps": 60, "schedule": "warm-restart"}, sorted([*range(0, 61, 3), 20])),
    ],
)
def test_the_steps_after_which_it_is_tested(changes: dict[str, object], steps: list[int]) -> None:
    assert NamesConfig(**changes).evaluation_steps() == steps  # type: ignore[arg-type]


@pytest.mark.parametrize("steps", [10, 20, 1_500, 100_000])
def test_it_is_tested_before_training_and_at_each_twentieth(steps: int) -> None:
    found = NamesConfig(steps=steps).evaluation_steps()
    assert found[0] == 0 and found[-1] == steps and len(found) == min(steps, 20) + 1


def test_every_batch_counts_in_full() -> None:
    assert [NamesConfig(batch_size=32).seen(step) for step in (0, 1, 7)] == [0, 32, 224]


@pytest.mark.parametrize("test", [0.01, 0.5, 10, 100, 10_000])
def test_a_share_or_a_number_is_held_out(test: float) -> None:
    assert NamesConfig(test=test).test == test


@pytest.mark.parametrize("test", [0.009, 0.51, 0.9, 1.0, 1.5, 9, 10_001])
def test_neither_a_share_nor_a_number(test: float) -> None:
    with pytest.raises(ConfigError) as caught:
        NamesConfig(test=test)
    limits = "from 0.01 to 0.5" if test < 1 else "from 10 to 10000"
    assert limits in caught.value.problems["test"]


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_dropout_is_for_the_cells_that_are_not_the_notes(cell: str) -> None:
    assert NamesConfig(cell=cell, dropout=0.4).dropout == 0.4
    assert NamesConfig(cell="linear", dropout=0).dropout == 0


@pytest.mark.parametrize("name", ["a" * 40, "surnames", "0-9", "a"])
def test_what_a_data_set_may_be_called(name: str) -> None:
    assert NamesConfig(dataset=name).dataset == name


@pytest.mark.parametrize("name", ["a" * 41, "-a", "A", "a_b", "", "a\n"])
def test_what_it_may_not_be_called(name: str) -> None:
    with pytest.raises(ConfigError, match="name of a data set"):
        NamesConfig(dataset=name)


def test_a_new_form_holds_these() -> None:
    new = NamesConfig()
    assert (new.cell, new.hidden_size, new.steps, new.batch_size) == ("gru", 64, 1_500, 64)
    assert (new.optimizer, new.learning_rate, new.dropout) == ("adam", 0.003, 0)
    assert (new.dataset, new.test, new.sampling) == ("surnames", 0.15, "balanced")


def test_limits_are_those_that_each_sentence_promises() -> None:
    said = limits(NamesConfig)
    assert {"hidden_size", "dropout", "batch_size", "steps"} <= said.keys()
    for field, (low, high) in said.items():
        known = settings(NamesConfig)[field]
        assert (known.low, known.high) == (low, high), field


def test_a_sweep_offers_the_sizes_that_the_notes_compare_and_nothing_impossible() -> None:
    known = settings(NamesConfig)
    assert known["hidden_size"].suggest == (16, 32, 64, 128, 256)
    assert known["steps"].suggest == (500, 1_500, 5_000)
    assert known["test"].suggest == (0.15, 100)
    assert known["hidden_size"].step == 8 and known["steps"].step == 500
    for field, setting in known.items():
        for value in setting.suggest:
            NamesConfig(embedding=16).replace(**{field: value})


def test_what_the_notes_cells_do_not_have_follows_when_one_is_chosen() -> None:
    rich = NamesConfig(
        direction="both", readout="max", embedding=8, ngrams=2, marks=True, layers=2, dropout=0.1,
        letter_dropout=0.1, label_smoothing=0.1, weight_decay=0.1, hidden_size=24,
    )  # fmt: skip
    assert rich.replace(cell="relu-1") == NamesConfig(cell="relu-1", hidden_size=24)
    with pytest.raises(ConfigError) as caught:
        rich.replace(cell="linear", direction="both")
    assert list(caught.value.problems) == ["direction"]


def test_runs_of_earlier_versions_were_trained_with_none_of_the_later_settings() -> None:
    new = {*NOT_IN_NOTES} - {"dropout"}
    old = {k: v for k, v in NamesConfig(cell="gru").to_dict().items() if k not in new}
    assert NamesConfig.from_dict(old) == NamesConfig(
        cell="gru", **{k: NOT_IN_NOTES[k] for k in new}
    )


def test_gates_of_each_cell() -> None:
    assert (GATES["gru"], GATES["lstm"]) == (3, 4), (
        "reset, update, new; input, forget, cell, output"
    )
    assert {GATES[cell] for cell in CELLS if cell not in ("gru", "lstm")} == {1}
