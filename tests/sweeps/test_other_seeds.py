"""Other seeds as a sweep: of one run, or of a change and what it changed; its curves as bands."""

import json
from pathlib import Path

from core.charts import bands
from core.digits.config import DigitsConfig
from core.runs import store
from core.sweeps import other_seeds
from core.sweeps.plan import Plan
from core.sweeps.sweep import CellState
from tests.runs.events import evaluated


def test_a_run_alone_is_trained_with_five_seeds_from_its_own_on() -> None:
    run = store.create(DigitsConfig(seed=3, channels=(4, 8)))
    plan = other_seeds.plan(run)
    assert plan.seeds == (3, 4, 5, 6, 7) and len(plan.combinations) == 1
    assert [c.config for c in plan.cells] == [run.config.replace(seed=s) for s in plan.seeds]
    assert plan.title == f"{run.title}: other seeds"
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


def test_a_change_is_trained_beside_what_it_changed() -> None:
    base = store.create(DigitsConfig(learning_rate=0.1, channels=5, seed=1))
    run = store.create(DigitsConfig(learning_rate=0.3, channels=(4, 8), seed=2))
    plan = other_seeds.plan(run, base)
    assert [p.label for (p,) in plan.combinations] == [
        "5 channels, rate 0.1",
        "4–8 channels, rate 0.3",
    ]
    assert [c.config for c in plan.cells[:2]] == [base.config.replace(seed=2), run.config]


def test_the_band_is_as_wide_as_the_seeds_lie_apart(tmp_path: Path) -> None:
    run = store.create(DigitsConfig())
    plan = other_seeds.plan(run, store.create(DigitsConfig(epochs=3)))
    states = []
    for cell in plan.cells:
        path = tmp_path / cell.name
        path.mkdir()
        lines = [
            evaluated(step, accuracy=0.5 + 0.1 * cell.row + 0.01 * cell.seed) for step in (1, 2)
        ]
        (path / "metrics.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
        states.append(CellState(cell, path, "finished", {}))
    assert bands.possible(plan, states)
    figure = bands.bands(plan, states)
    band, mean, *_ = figure.data
    assert mean.name.endswith("(5 seeds)") and len(figure.data) == 4
    assert (min(band.y), max(band.y)) == (50.0, 54.0) and mean.y[0] == 52.0
    assert not bands.possible(
        plan, [CellState(c, tmp_path / "gone", "queued", {}) for c in plan.cells]
    )
