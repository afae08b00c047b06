"""The learning rate range test: its regions on curves made by hand, and on networks of both kinds."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.training import rate_range
from core.training.rate_range import RateRange, in_words, neat

CHANCE = math.log(10)
Curve = Callable[[np.ndarray], np.ndarray]


def made(curve: Curve, noise: float = 0.01, seeds: int = 3) -> RateRange:
    """A test of three seeds whose loss over log10 of the rate is this curve."""
    rates = rate_range.rates()
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        loss = curve(np.log10(rates)) + noise * rng.standard_normal(len(rates))
        found.append(tuple(None if v > 50 else float(v) for v in loss))
    return RateRange(tuple(rates), tuple(found), CHANCE)


def usual(x: np.ndarray) -> np.ndarray:
    """Flat up to 0.001, down to 0.3 nats at 0.1, broken from 1 on."""
    falling = CHANCE - (CHANCE - 0.3) * np.clip((x + 3) / 2, 0, 1)
    return np.where(x < 0, falling, 99.0)


def test_the_rates_rise_by_the_same_factor_from_the_lowest_to_the_highest() -> None:
    rates = rate_range.rates()
    assert len(rates) == 150 and rates[0] == 1e-5 and rates[-1] == pytest.approx(10)
    assert np.diff(np.log(rates)) == pytest.approx(math.log(1e6) / 149)


def test_three_regions_and_a_rate_within_the_middle_one() -> None:
    found = made(usual)
    learns, breaks = found.limits
    assert learns == pytest.approx(10**-2.8, rel=0.3), "a tenth of two powers of ten"
    assert breaks == pytest.approx(1, rel=0.4)
    assert learns and breaks and found.proposed and learns < found.proposed <= breaks / 3
    assert [words.split(" ")[0] for words in in_words(found)] == ["Below", "From", "From"]


@pytest.mark.parametrize("noise", [0.005, 0.05, 0.2])
def test_noise_moves_the_regions_little(noise: float) -> None:
    learns, breaks = made(usual, noise).limits
    assert learns is not None and breaks is not None
    assert 10**-3.3 < learns < 10**-2.2 and 0.5 < breaks < 1.6


def test_where_nothing_is_learned_no_rate_is_proposed() -> None:
    flat = made(lambda x: np.full(len(x), CHANCE), 0.05)
    assert flat.limits == (None, None) and flat.proposed is None
    assert in_words(flat)[0].startswith("It learns at none")
    breaks = made(lambda x: np.where(x < 0, CHANCE, 99.0), 0.02)
    assert breaks.limits[0] is None and breaks.limits[1] == pytest.approx(1, rel=0.4)


def test_a_loss_that_never_comes_back_breaks_nowhere() -> None:
    found = made(lambda x: CHANCE - np.clip(x + 3, 0, 4) / 3)
    assert found.limits[1] is None and "breaks at none" in in_words(found)[-1]
    assert found.proposed is not None


def exactly(values: np.ndarray) -> RateRange:
    """Of one seed with this loss at each of the 150 rates."""
    return RateRange(tuple(rate_range.rates()), (tuple(map(float, values)),), CHANCE)


AT = np.arange(150)
WAVE = np.where(AT % 2, 1.0, -1.0)


def test_it_learns_from_a_tenth_of_the_gain_on_and_breaks_when_half_of_it_is_lost() -> None:
    found = exactly(np.interp(AT, [60, 108, 138], [CHANCE, CHANCE - 2, CHANCE]))
    learns, breaks = found.limits
    # 2 / 48 a point: a tenth is passed at the fifth. The mean of eleven points blunts the tip to 1.86
    # below chance; from there half of that is lost again after 17 points of 2 / 30.
    assert (learns, breaks) == (found.rates[65], found.rates[125])


def test_a_loss_that_jumps_breaks_where_it_jumps() -> None:
    """To within a point of the first rate from 1 on, however high it jumps."""
    found = made(usual, noise=0)
    assert found.rates[124] < 1 < found.rates[125]
    assert found.limits[1] == found.rates[124]


@pytest.mark.parametrize(
    ("noise", "gain", "learns"),
    [
        (0.1, 0.14, True),  # more than four times what the mean of eleven points still varies by
        (0.1, 0.135, False),
        (0.001, 0.03, True),  # more than a hundredth of the loss
        (0.001, 0.02, False),
    ],
)
def test_what_is_a_gain(noise: float, gain: float, learns: bool) -> None:
    lower = (AT > 100) & (AT < 130)
    assert (exactly(CHANCE + noise * WAVE - gain * lower).limits[0] is not None) == learns


@pytest.mark.parametrize(("rise", "at"), [(0.2, None), (0.25, 106), (0.4, 102)])
def test_what_learns_nowhere_breaks_where_it_rises_a_tenth_above_chance(
    rise: float, at: int | None
) -> None:
    found = exactly(CHANCE + 0.001 * WAVE + rise * (AT > 100))
    assert found.limits == (None, None if at is None else found.rates[at])


@pytest.mark.parametrize(
    ("limits", "proposed", "words"),
    [
        (
            (0.0041, 1.08),
            0.05,  # the middle
            ["Below 0.0041 it hardly moves.", "From 0.0041 to 1.1 it learns.", "From 1.1 on it breaks."],
        ),
        (
            (0.3, 1.1),
            0.3,  # a quarter of where it breaks
            ["Below 0.3 it hardly moves.", "From 0.3 to 1.1 it learns.", "From 1.1 on it breaks."],
        ),
        (
            (0.01, None),
            0.05,  # the middle of there and of the lowest loss, at 0.2
            ["Below 0.01 it hardly moves.", "From 0.01 on it learns.", "It breaks at none of them."],
        ),
        (
            (None, 1.0),
            None,
            ["It learns at none of these rates within so few steps.", "From 1 on it breaks."],
        ),
    ],
)  # fmt: skip
def test_what_is_made_of_the_regions(
    limits: tuple[float | None, float | None],
    proposed: float | None,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RateRange, "limits", limits)
    found = exactly(np.abs(AT - 107) / 100)
    assert found.proposed == proposed and in_words(found) == words


def test_the_mean_loss_of_the_steps_at_each_rate_until_it_is_no_number() -> None:
    asked: list[tuple[int, float]] = []

    def step(position: int, rate: float) -> tuple[float, int, int]:
        asked.append((position, rate))
        return math.inf if rate > 0.25 else position + rate, 7, 9

    task: Any = SimpleNamespace(step=step)
    found = rate_range.losses(task, [0.125, 0.25, 0.5, 1.0], each=2)
    assert found == [0.5 + 0.125, 2.5 + 0.25, None, None]
    assert asked == [(0, 0.125), (1, 0.125), (2, 0.25), (3, 0.25), (4, 0.5), (5, 0.5)]


def test_one_seed_that_breaks_widens_the_band_and_ends_as_a_gap() -> None:
    found = made(usual)
    low, high = found.band
    assert (low <= found.mean).all() and (found.mean <= high).all()
    assert high.max() == pytest.approx(3 * CHANCE)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(0.1, 0.1), (0.14, 0.1), (0.15, 0.2), (0.0026, 0.003), (4.1, 5), (8, 10), (1e-5, 1e-5)],
)
def test_a_neat_rate(rate: float, shown: float) -> None:
    assert neat(rate) == shown


@pytest.mark.parametrize(("batch", "steps"), [(1, 32), (3, 11), (32, 1), (64, 1)])
def test_small_batches_take_several_steps_at_each_rate(batch: int, steps: int) -> None:
    assert rate_range.steps_at(batch) == steps
