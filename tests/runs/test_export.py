"""A run's figures as CSV, as a spreadsheet reads them."""

import csv
import io
import json

from core.digits.config import DigitsConfig
from core.runs import export, store
from tests.runs.events import diagnosis, evaluated, progress


def test_curves_have_a_row_for_each_point() -> None:
    run = store.create(DigitsConfig())
    events = [progress(5), evaluated(10), {"event": "finished", "step": 10}]
    (run.path / "metrics.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    rows = list(csv.DictReader(io.StringIO(export.metrics_csv(run))))
    assert [(r["event"], r["step"], r["loss"]) for r in rows] == [
        ("progress", "5", "1.5"),
        ("evaluated", "10", "0.25"),
    ]
    assert (rows[0]["per_second"], rows[0]["balanced_accuracy"]) == ("640.0", "")
    assert (rows[1]["per_second"], rows[1]["balanced_accuracy"]) == ("", "0.75")


def test_what_the_doctor_said_breaks_no_row() -> None:
    run = store.create(DigitsConfig())
    events = [progress(5), diagnosis(5)]
    (run.path / "metrics.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    rows = export.metrics_csv(run).splitlines()
    assert len({row.count(",") for row in rows}) == 1


def test_a_confusion_matrix_names_its_rows_and_columns() -> None:
    text = export.confusion_csv([[3, 1], [0, 4]], ("Czech", 'the "other", one'))
    assert list(csv.reader(io.StringIO(text))) == [
        ["true class", "Czech", 'the "other", one'],
        ["Czech", "3", "1"],
        ['the "other", one', "0", "4"],
    ]
