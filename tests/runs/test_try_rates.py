"""Rates tried before a run: how many, of which seeds, and what the seeds say together."""

import math
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from core.names.config import NamesConfig
from core.runs import step_time, try_rates
from core.training import rate_range
from core.training.rate_range import RateRange


@pytest.mark.parametrize(
    ("seconds", "batch", "at_once", "points"),
    [
        (None, 64, 2, 150),
        (0.001, 64, 2, 150),
        (0.02, 64, 2, 87),  # three seeds are two turns of 1.75 s
        (0.04, 64, 3, 87),
        (0.005, 8, 2, 87),  # four steps at each rate
        (1.0, 64, 2, 40),  # fewer would say nothing
    ],
)
def test_a_step_that_takes_long_means_fewer_rates(
    seconds: float | None,
    batch: int,
    at_once: int,
    points: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        step_time, "seconds_per_step", lambda _, threads: seconds if threads == 1 else None
    )
    assert len(try_rates.points_of(NamesConfig(batch_size=batch), at_once)) == points


class Noting:
    """A kind whose tasks note what they are made for."""

    Config = NamesConfig

    def __init__(self) -> None:
        self.made: list[tuple[int, int]] = []

    def task(self, config: NamesConfig, device: torch.device, threads: int) -> Any:
        self.made.append((config.seed, threads))
        return SimpleNamespace(step=lambda position, rate: (2 * rate, 0, 1), classes="abc")


@pytest.mark.parametrize(
    ("seed", "seeds"), [(5, [5, 6, 7]), (2**31 - 2, [2**31 - 2, 2**31 - 1, 0])]
)
def test_each_seed_is_one_after_the_configs_own(
    seed: int, seeds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = Noting()
    monkeypatch.setattr(try_rates, "problem", lambda kind: noting)
    values = NamesConfig(seed=seed).to_dict()
    found = [try_rates.one_seed("names", values, k, [0.25, 0.5]) for k in range(3)]
    assert noting.made == [(each, 1) for each in seeds]
    assert found == [([0.5, 1.0], 3)] * 3
    assert torch.get_num_threads() == 1, "the seeds share the cores"


def test_three_seeds_are_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[Any, ...]] = []

    def submit(job: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        assert job is try_rates.one_seed
        handed.append(arguments)
        return Future()

    workers = {"ready": lambda: None, "workers": lambda: 2}
    pool = SimpleNamespace(submit=submit)
    monkeypatch.setattr(
        try_rates, "executors", SimpleNamespace(executor=lambda gpu: pool, **workers)
    )
    config = NamesConfig(seed=4)
    rates, seeds = try_rates.start(config)
    assert rates == try_rates.points_of(config, 2) and len(seeds) == 3
    assert handed == [("names", config.to_dict(), k, rates) for k in range(3)]


def test_what_the_seeds_say_together() -> None:
    seeds: list[Future[try_rates.Losses]] = [Future(), Future()]
    of_seeds: list[list[float | None]] = [[2.0, 1.0], [2.5, None]]
    for seed, losses in zip(seeds, of_seeds, strict=True):
        seed.set_result((losses, 18))
    expected = RateRange((0.1, 0.2), ((2.0, 1.0), (2.5, None)), math.log(18))
    assert try_rates.gathered([0.1, 0.2], seeds) == expected


@pytest.mark.parametrize(("optimizer", "low", "high"), [("adam", 1e-4, 0.3), ("sgd", 1e-3, 10)])
def test_a_real_network_learns_between_its_limits(
    tiny: str, optimizer: str, low: float, high: float
) -> None:
    config = NamesConfig(dataset=tiny, batch_size=16, hidden_size=16, optimizer=optimizer)
    rates = rate_range.rates()
    runs = [try_rates.one_seed("names", config.to_dict(), k, rates) for k in range(2)]
    again = try_rates.one_seed("names", config.to_dict(), 0, rates)
    assert again == runs[0] and runs[0] != runs[1], "a seed's own"
    found = RateRange(tuple(rates), tuple(tuple(r) for r, _ in runs), math.log(runs[0][1]))
    learns, _ = found.limits
    assert learns is not None and low < learns < high
    assert found.proposed is not None and low < found.proposed < high


def test_a_loss_that_is_no_number_ends_the_seed(tiny: str) -> None:
    config = NamesConfig(dataset=tiny, cell="linear", optimizer="sgd", batch_size=1)
    losses, classes = try_rates.one_seed("names", config.to_dict(), 0, [0.001, 10.0, 10.0, 10.0])
    assert classes == 3 and losses[0] is not None and losses[-1] is None
