"""Challenges: which runs reach a goal, and which miss it narrowly."""

from pathlib import Path
from typing import Any

import pytest

from core import challenges, problems
from core.challenges import BREAK
from core.digits.challenges import SMALL
from core.digits.config import DigitsConfig
from core.problem_values import Challenge
from core.problems import PROBLEMS
from core.runs import event_log, store
from core.runs.store import Run
from core.settings.config import Config
from core.training.events import Diagnosis
from ui.problems import PAGES

SMALL_ONE = DigitsConfig(conv_layers=3, channels=(8, 16, 24), hidden=16)  # 8,370 parameters


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def make(config: Config, lower: float | None = None, **record: Any) -> Run:
        made = store.create(config, path=tmp_path / f"run-{len(list(tmp_path.iterdir()))}")
        if lower is not None:
            with event_log.opened(made.path / "metrics.jsonl", 0) as log:
                log.add(Diagnosis(1, "at-chance", "It is.", "Do.", {"learning_rate": lower}))
        store.write_json(made.path / "run.json", made.record | {"status": "finished"} | record)
        return Run(made.path)

    return make


def reached(challenge: Challenge, run: Run, kind: str = "digits") -> str:
    return challenges.reached(kind, challenge, [run])


def test_a_small_network_that_is_good_is_found(run: Any) -> None:
    said = reached(SMALL, run(SMALL_ONE, accuracy=0.98899996, title="Mine"))
    assert said == "Mine: 98.90\u00a0% with 8,370 parameters"


@pytest.mark.parametrize(
    ("config", "record"),
    [
        (SMALL_ONE, {"accuracy": 0.9889}),
        (SMALL_ONE, {}),
        (SMALL_ONE.replace(hidden=32), {"accuracy": 0.99}),  # 12,002
        (SMALL_ONE.replace(dataset="fashion-mnist"), {"accuracy": 0.99}),
        (problems.preset("names", "quick").config, {"accuracy": 0.99}),
    ],
)
def test_a_near_miss_is_not_small_and_good(
    run: Any, config: Config, record: dict[str, Any]
) -> None:
    assert not reached(SMALL, run(config, **record))


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_rate_that_the_doctor_lowers_broke_it(run: Any, kind: str) -> None:
    broken = problems.preset(kind, "quick").config.replace(learning_rate=1.0, seed=5)
    assert "rate 1 broke it" in reached(BREAK, run(broken, lower=0.1))
    assert not reached(BREAK, run(broken)), "nothing was found"
    assert not reached(BREAK, run(broken, lower=2.0)), "it is to be raised"
    assert not reached(BREAK, run(broken.replace(dropout=0.5), lower=0.1)), "more was changed"


def test_each_challenge_is_done_somewhere() -> None:
    found = challenges.challenges()
    assert len({one.name for _, one in found}) == len(found)
    for kind, one in found:
        assert one.hint and (one.reached or one.name in PAGES[kind].challenges)
