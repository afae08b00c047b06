"""A run for the tests of all that may lie beside it."""

import json
from pathlib import Path

import pytest

from core.runs.store import Run
from tests.runs import zoo
from tests.runs.events import evaluated, progress


@pytest.fixture
def good(runs_dir: Path) -> Run:
    """A run that nothing is wrong with."""
    runs_dir.mkdir()
    zoo.run_with(zoo.record(title="Good", accuracy=0.5))(runs_dir / "good")
    lines = [json.dumps(event) for event in (progress(5), evaluated(10))]
    (runs_dir / "good" / "metrics.jsonl").write_text("\n".join(lines))
    return Run(runs_dir / "good")
