"""This machine's speed is what fits the steps of a few networks, timed."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core import environment, problems
from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.problem import StepCost
from core.runs import speed_probes, step_time
from core.training import devices


class Timed:
    """A task whose steps take so many seconds of its own clock; the last again and again."""

    def __init__(self, *seconds: float):
        self.seconds, self.now = list(seconds), 100.0
        self.asked: list[tuple[int, float]] = []

    def step(self, position: int, rate: float) -> tuple[float, int, int]:
        self.asked.append((position, rate))
        self.now += self.seconds[min(len(self.asked), len(self.seconds)) - 1]
        return 2.3, 0, 1


@pytest.mark.parametrize(
    ("seconds", "steps", "found"),
    [
        ((9.0, 1.0, 0.75, 0.25), 5, 0.25),  # a quarter took at most so long; the first warms up
        ((9.0, 2.0, 2.0, 4.0), 4, 2.0),  # one a round at least
        ((9.0, 0.125), 10, 0.125),  # a third of a second a round
    ],
)
def test_a_step_is_timed_until_its_time_is_known(
    seconds: tuple[float, ...], steps: int, found: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = Timed(*seconds), Timed(1.0)
    tasks = {DigitsConfig(): mine, DigitsConfig(channels=3): other}
    probes = [
        (config, 1, StepCost("mine" if task is mine else "other", (1.0, 0.0, 0.0), 0.0, 0.0))
        for config, task in tasks.items()
    ]
    monkeypatch.setattr(speed_probes, "_probes", lambda: probes)
    monkeypatch.setattr(speed_probes, "PROBE_SECONDS", 1.0)
    monkeypatch.setattr(speed_probes, "ROUNDS", 3)
    monkeypatch.setattr(
        speed_probes, "problem_of", lambda config: SimpleNamespace(task=lambda *_: tasks[config])
    )
    monkeypatch.setattr("core.runs.speed_probes.time.perf_counter", lambda: mine.now)
    assert speed_probes.measure("mine") == pytest.approx([found, 0, 0])
    assert len({position for position, _ in mine.asked}) == len(mine.asked) == steps
    assert {rate for _, rate in mine.asked} == {0.0}, "no weight moves"
    assert other.asked == [], "it is of another group"


def test_making_batches_is_measured_by_way(
    own_cache: Path, few_images: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "digits-augmented" in speed_probes.groups()
    assert "digits-augmented" not in speed_probes.gpu_groups()
    monkeypatch.setattr(speed_probes, "PROBE_SECONDS", 0.001)
    monkeypatch.setattr(speed_probes, "ROUNDS", 1)
    each = speed_probes.measure("digits-augmented")
    assert len(each) == 5 and sum(each) > 0


def test_exact_rates_are_found_again() -> None:
    """Where a step's time is what the model says, the fit gives it back; no rate is negative."""
    rng = np.random.default_rng(0)
    rates = np.array([2e-4, 3e-9, 5e-11])
    rows = [np.array([1.0, *10 ** rng.uniform(3, 7, 2)]) for _ in range(6)]
    assert speed_probes._solve([(row, float(row @ rates)) for row in rows]) == pytest.approx(rates)
    fixed = [(row, 1e-3) for row in rows]
    assert speed_probes._solve(fixed) == pytest.approx([1e-3, 0, 0], abs=1e-12)
    shorter = [(row, 1e-3 - 1e-5 * k) for k, row in enumerate(sorted(rows, key=sum))]
    rates = speed_probes._solve(shorter)
    assert rates[0] == pytest.approx(1e-3, rel=0.1), "more work does not take less time"
    assert rates[1] == rates[2] == 0
    noisy = [(row, float(row[0] * 1e-3)) for row in rows]
    assert (speed_probes._solve(noisy) >= 0).all()


def test_a_gpu_is_measured_by_the_path_that_trains_there(
    few_images: object, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is none, on a processor: what is asked for are stretches of steps."""
    assert speed_probes.gpu_groups() == [], "the tests name the cpu"
    monkeypatch.delenv(environment.DEVICE)
    assert speed_probes.gpu_groups() == []
    monkeypatch.setattr(devices, "seen", lambda: ("cpu", "cuda:0"))
    groups = speed_probes.gpu_groups()
    assert "digits-whole@cuda" in groups and "names-gru-rich-whole@cuda" in groups
    assert not [g for g in groups if "linear" in g or "relu" in g], "the notes' cells stay here"

    asked: list[tuple[str, str | None]] = []

    def trainer(config: NamesConfig, device: str | None = None) -> object:
        asked.append((config.cell, device))
        return problems.trainer(config.replace(dataset=tiny, batch_size=4), device="cpu")

    monkeypatch.setattr(speed_probes, "trainer", trainer)
    monkeypatch.setattr(speed_probes, "GPU_STRETCH", 3)
    rates = speed_probes.measure("names-tanh-whole@cuda")
    assert asked == [("tanh", "cuda")] * 5 and step_time._are_rates(rates)
