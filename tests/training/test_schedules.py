"""The learning rate of each step, against values worked out by hand."""

import math

import pytest

from core.names.config import NamesConfig
from core.settings.config import Config
from core.training.schedules import rate_at


def config(schedule: str, total: int) -> Config:
    return NamesConfig(schedule=schedule, learning_rate=0.5, steps=total)


def rates(schedule: str, total: int = 1_000) -> list[float]:
    return [rate_at(config(schedule, total), step) for step in range(total)]


@pytest.mark.parametrize(
    ("schedule", "step", "rate"),
    [
        ("constant", 0, 0.5),
        ("constant", 1_199, 0.5),
        ("cosine", 0, 0.5),
        ("cosine", 300, 0.5 * (1 + math.sqrt(0.5)) / 2),
        ("cosine", 600, 0.25),
        ("cosine", 800, 0.125),  # cos 120° = -1/2
        ("one-cycle", 0, 0.02),  # a 25th of the highest
        ("one-cycle", 150, 0.26),  # halfway up
        ("one-cycle", 300, 0.5),
        ("one-cycle", 600, 0.375),  # a third of the way down: cos 60° = 1/2
        ("one-cycle", 750, 0.25),
        ("warm-restart", 0, 0.02),  # 400 steps, then 800
        ("warm-restart", 50, 0.26),
        ("warm-restart", 100, 0.5),
        ("warm-restart", 200, 0.375),
        ("warm-restart", 250, 0.25),
        ("warm-restart", 400, 0.02),
        ("warm-restart", 500, 0.26),
        ("warm-restart", 600, 0.5),
        ("warm-restart", 800, 0.375),
        ("warm-restart", 900, 0.25),
    ],
)
def test_the_rate_of_a_step(schedule: str, step: int, rate: float) -> None:
    assert rate_at(config(schedule, 1_200), step) == pytest.approx(rate)


def test_the_rate_over_time() -> None:
    assert set(rates("constant")) == {0.5}
    cosine = rates("cosine")
    assert cosine[0] == 0.5 and cosine[500] == pytest.approx(0.25) and 0 < cosine[-1] < 1e-4
    assert cosine == sorted(cosine, reverse=True)
    cycle = rates("one-cycle")
    assert 0 < cycle[0] < 0.05 and max(cycle) == cycle[250] == 0.5 and 0 < cycle[-1] < 1e-4
    assert cycle[:251] == sorted(cycle[:251]) and cycle[250:] == sorted(cycle[250:], reverse=True)
    assert all(map(math.isfinite, cycle))
    twice = rates("warm-restart", 1_200)
    assert twice[100] == max(twice[:400]) == 0.5 and twice[399] < 1e-3
    assert twice[600] == max(twice[400:]) == 0.5 and twice[400] < 0.05 and twice[-1] < 1e-4


@pytest.mark.parametrize("total", [100, 999, 1_000])
def test_the_network_is_tested_before_the_rate_restarts(total: int) -> None:
    config = NamesConfig(schedule="warm-restart", learning_rate=0.5, steps=total)
    restart = config.restart_step
    assert restart is not None
    assert restart in config.evaluation_steps()
    assert rate_at(config, restart - 1) < rate_at(config, restart) < rate_at(config, restart + 1)
