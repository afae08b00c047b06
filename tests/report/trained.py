"""A run that looks trained: its events, its last test and what its user wrote, without any training."""

import json

from core.runs import annotations, store
from core.runs.store import Run
from core.settings.config import Config
from tests.export.networks import with_weights
from tests.hostile import TITLES
from tests.runs.events import diagnosis, evaluated, progress


def run_of(config: Config, title: str = "", right: int = 9) -> Run:
    """A finished run whose last test has `right` items of each of its classes right and one wrong."""
    run = with_weights(config)
    n = len(run.record["classes"])
    counts = [[right if i == j else int(j == (i + 1) % n) for j in range(n)] for i in range(n)]
    share = right / (right + 1)
    events = [progress(k) for k in range(1, 9)] + [diagnosis(4), evaluated(8, counts)]
    lines = "".join(json.dumps(event) + "\n" for event in events)
    (run.path / "metrics.jsonl").write_text(lines)
    store.write_json(run.path / "result.json", evaluated(8, counts))
    said = {"accuracy": share, "balanced_accuracy": share, "step": 8, "title": title}
    store.write_json(run.path / "run.json", run.record | said)
    return Run(run.path)


def hostile(config: Config) -> Run:
    """A run whose title, note and tags nobody should write."""
    run = run_of(config, TITLES[1])
    annotations.write(run, "\n".join(TITLES), ("<script>1</script>", "a&b"))
    return run
