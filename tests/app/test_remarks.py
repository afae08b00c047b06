"""Beside an answer: what the doctor found of its network, and that a better one is there."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.runs import store
from core.runs.store import Run
from core.sweeps import ranking
from tests.app.conftest import MakeRun, Open, fine, words
from tests.app.test_inside import drawn
from ui.digits.panels import PANELS
from ui.runs import remarks


def altered(
    run: Run, runs_dir: Path, name: str, share: float, never: int | None, *codes: str
) -> Run:
    """A copy of a run that reads a share of 1 000 images of each digit right, and never answers one."""
    path = runs_dir / name
    shutil.copytree(run.path, path)
    right = round(1000 * share)
    table = [[0] * 10 for _ in range(10)]
    for k in range(10):
        other = next(d for d in (k + 1, k + 2) if d % 10 != never) % 10
        table[k][k], table[k][other] = (0, 1000) if k == never else (right, 1000 - right)
    accuracy = sum(table[k][k] for k in range(10)) / 10_000
    store.write_json(path / "result.json", (run.result() or {}) | {"confusion": table})
    record = json.loads((path / "run.json").read_text("utf-8")) | {
        "accuracy": accuracy,
        "title": name,
    }
    store.write_json(path / "run.json", record)
    lines = (path / "metrics.jsonl").read_text("utf-8").splitlines(keepends=True)
    with (path / "metrics.jsonl").open("w", encoding="utf-8") as metrics:
        metrics.writelines(line for line in lines if '"diagnosis"' not in line)
        for code in codes:
            event: dict[str, Any] = {"event": "diagnosis", "step": 1, "code": code}
            metrics.write(json.dumps(event | {"evidence": "", "remedy": "", "changes": {}}) + "\n")
    return Run(path)


@pytest.fixture
def first(finished: MakeRun) -> Run:
    run = finished("digits")
    shutil.copytree(run.path, run.path.with_name("kept"))
    run.delete()
    return Run(run.path.with_name("kept"))


def test_a_sick_network_is_called_so_beside_its_answer(
    open_page: Open, first: Run, runs_dir: Path
) -> None:
    sick = altered(
        first, runs_dir, "digits-sick", 0.98, 9, "double-softmax", "class-never-predicted"
    )
    good = altered(first, runs_dir, "digits-good", 0.98, None)
    app = drawn(open_page("draw_digit", run=sick.id), PANELS[1])
    shown = words(app)
    assert "It never answers 9: all 1,000 nines are lost." in shown
    assert "88.2\u00a0% of the test set right, digits-good 98.0\u00a0%" in shown
    app = drawn(open_page("draw_digit", run=good.id), PANELS[1])
    assert "It never answers" not in words(app) and "of the test set right" not in words(app)


def test_what_was_found_early_and_went_away_is_not_said(first: Run, runs_dir: Path) -> None:
    assert remarks.sick(altered(first, runs_dir, "a", 0.9, None, "class-never-predicted")) == ""
    assert remarks.sick(altered(first, runs_dir, "b", 0.9, None, "test-too-small")) == ""
    dead = altered(first, runs_dir, "c", 0.9, None, "class-never-predicted", "dead-relu")
    assert remarks.sick(dead) == "Dead ReLUs."


def test_a_network_that_is_better_by_luck_is_not_called_better(first: Run, runs_dir: Path) -> None:
    one = altered(first, runs_dir, "one", 0.980, None)
    altered(first, runs_dir, "two", 0.982, None)
    assert ranking.better(one) is None
    three = altered(first, runs_dir, "three", 0.99, None)
    best = ranking.better(one)
    assert best is not None and best.id == three.id


def test_a_test_image_has_no_way_in_and_leads_back(open_page: Open, finished: MakeRun) -> None:
    run = finished("digits")
    app = open_page("draw_digit", run=run.id, test="0")
    panel = next(c for c in app.button_group if c.key == "inside.panel")
    assert PANELS[0] not in panel.options and len(panel.options) == len(PANELS) - 1
    shown = words(app)
    assert "with a pen like theirs" not in shown and "as it is in MNIST" in shown
    links = [link.proto for link in app.get("page_link")]
    assert any(link.label == "Back to the mistakes" for link in links)
    back = next(b for b in app.button if b.label == "Back to the pad")
    assert (
        PANELS[0]
        in next(
            c
            for c in drawn(fine(back.click().run()), PANELS[0]).button_group
            if c.key == "inside.panel"
        ).options
    )
