"""The card of a run: its figures, its network as a small picture, and its spark curve."""

import csv
import io
import json

import pytest

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.runs import annotations, card, store
from tests.runs.folders import finished


def test_a_card_says_the_preset_and_what_differs() -> None:
    run = store.create(DigitsConfig(seed=3))
    run.rename("Mine")
    annotations.write(run, "n", ("t",))
    found = card.card(run)
    assert (found.title, found.status) == ("Mine", "interrupted")
    assert found.name.startswith(found.nearest) and found.name.endswith("seed 3")
    assert found.written.tags == ("t",)


def test_layers_are_those_that_change_the_picture() -> None:
    config = DigitsConfig(conv_layers=1, channels=2, hidden=8, pooling=True)
    found = card.network(config)
    assert found and found.shapes == ((2, 28, 28), (2, 14, 14), (8,), (10,))
    assert found.parameters == 2 * 10 + (2 * 196 + 1) * 8 + 9 * 10
    assert card.network(config.replace(seed=5)) is found
    assert card.network(config.replace(channels=3)) != found


def test_a_recurrent_layer_loops_and_a_missing_data_set_has_no_picture() -> None:
    found = card.network(NamesConfig(cell="gru"))
    assert found and True in found.loops and not found.loops[-1]
    assert card.network(NamesConfig(dataset="nowhere")) is None


def test_a_spark_is_thin_and_its_interval_that_of_the_last_test() -> None:
    run = finished(accuracy=0.75, seconds=2.0)
    progress = {"event": "progress", "seen": 1, "loss": 1.0, "accuracy": 0.5, "rate": 0.1}
    lines = [
        progress | {"step": k, "epoch": k / 100, "seconds": 1.0, "per_second": 9.0}
        for k in range(1, 301)
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (run.path / "metrics.jsonl").write_text(text + "\n")
    found = card.spark(run)
    assert len(found["training"]) == card.MOST_POINTS and not found["test"]
    assert found["training"][0] == [0.01, 50.0] and found["training"][-1] == [3.0, 50.0]
    assert found["interval"] is None and found["accuracy"] == 0.75
    json.dumps(found, allow_nan=False)


def test_the_list_as_csv() -> None:
    run = finished(accuracy=0.75, seconds=2.0)
    annotations.write(run, "a, b", ("x", "y z"))
    (row,) = csv.DictReader(io.StringIO(card.as_table([card.card(run)])))
    assert row["id"] == run.id and row["accuracy"] == "0.75" and row["note"] == "a, b"
    assert row["tags"] == "#x #y z" and int(row["parameters"]) > 0
    assert float(row["created"]) == pytest.approx(run.record["created"])
