"""A sweep's table over seeds, for runs whose figures are chosen."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from core.sweeps import table
from core.sweeps.plan import plan
from core.sweeps.sweep import CellState

ASKED = plan("digits", {"channels": [5, 8]}, 3)


def states(accuracies: list[list[float | None]]) -> list[CellState]:
    """A row of accuracies for each number of channels, one a seed; None failed."""
    found = []
    for cell in ASKED.cells:
        accuracy = accuracies[cell.row][cell.seed]
        record: dict[str, Any] = {"status": "failed", "error": "It broke."}
        if accuracy is not None:
            record = {"status": "finished", "accuracy": accuracy, "seconds": 10.0 * (cell.seed + 1)}
            record |= {"balanced_accuracy": accuracy / 2, "loss": 0.5, "step": 40}
        found.append(CellState(cell, Path("sweep", cell.name), record["status"], record))
    return found


SOME = states([[0.5, 0.6, 0.7], [0.9, None, None]])


def test_the_mean_over_seeds_and_how_sure_it_is() -> None:
    three, one = table.rows(ASKED, SOME)
    assert (three.labels, three.values, three.seeds) == (("5",), (0.5, 0.6, 0.7), (0, 1, 2))
    assert three.mean == pytest.approx(0.6)
    assert three.interval == pytest.approx((0.35159, 0.84841), abs=1e-4)  # 0.6 ± 4.303 · 0.1 / √3
    assert three.seconds == 20 and three.reason == ""
    assert (one.index, one.labels, one.values, one.seeds) == (1, ("8",), (0.9,), (0,))
    assert one.mean == 0.9 and one.interval is None, "one seed says nothing of the spread"
    assert one.seconds == 10 and one.reason


def test_two_seeds_are_enough_for_an_interval() -> None:
    first, _ = table.rows(ASKED, states([[0.5, 0.51, None], [None] * 3]))
    assert first.interval == pytest.approx((0.44147, 0.56853), abs=1e-4)  # 0.505 ± 12.706 · 0.005


def test_another_measure() -> None:
    first, _ = table.rows(ASKED, SOME, "balanced_accuracy")
    assert first.values == (0.25, 0.3, 0.35)


def test_a_combination_of_which_nothing_is_known() -> None:
    first, second = table.rows(ASKED, [])
    assert (first.values, first.mean, first.interval, first.seconds) == ((), None, None, None)
    assert (first.labels, second.labels) == (("5",), ("8",)), (
        "every row stands, in the plan's order"
    )


def test_a_row_as_plain_values() -> None:
    three, one = (table.row_dict(ASKED, row) for row in table.rows(ASKED, SOME))
    assert three["channels"] == 5 and three["n"] == 3 and three["values"] == [0.5, 0.6, 0.7]
    assert three["mean"] == pytest.approx(0.6) and three["low"] < 0.6 < three["high"]
    assert three["seeds"] == [0, 1, 2] and three["seconds"] == 20
    assert (one["low"], one["high"], one["n"]) == (None, None, 1)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_as_csv() -> None:
    three, none = read(table.table_csv(ASKED, table.rows(ASKED, states([[0.5] * 3, [None] * 3]))))
    assert (three["channels"], three["seeds"], three["mean"]) == ("5", "3", "0.5")
    assert (three["low_95"], three["high_95"], three["mean_seconds"]) == ("0.5", "0.5", "20.0")
    assert (none["channels"], none["seeds"], none["mean"], none["low_95"]) == ("8", "0", "", "")
    assert none["mean_seconds"] == "" and none["reason"]


def test_every_run_as_csv() -> None:
    rows = read(table.runs_csv(ASKED, SOME))
    assert [(r["channels"], r["seed"]) for r in rows] == [(c, s) for s in "012" for c in "58"]
    assert [r["status"] for r in rows] == ["finished"] * 3 + ["failed", "finished", "failed"]
    assert [r["accuracy"] for r in rows] == ["0.5", "0.9", "0.6", "", "0.7", ""]
    assert rows[0]["loss"] == "0.5" and rows[0]["step"] == "40" and rows[0]["reason"] == ""
    assert rows[0]["run"].startswith("sweep/") and rows[3]["reason"]


def test_an_accuracy_on_the_way_is_no_result() -> None:
    found = states([[0.5] * 3, [0.9, 0.9, 0.1]])
    last = found[-1]
    found[-1] = CellState(last.cell, last.path, "running", last.record | {"status": "running"})
    _, second = table.rows(ASKED, found)
    assert second.values == (0.9, 0.9) and second.seeds == (0, 1)


def test_a_cell_without_a_run_names_none() -> None:
    cell = ASKED.cells[0]
    (row,) = read(table.runs_csv(ASKED, [CellState(cell, Path("sweep", cell.name), "queued", {})]))
    assert (row["run"], row["accuracy"], row["status"]) == ("", "", "queued")
