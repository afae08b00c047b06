"""python -m core rates: the curve in blocks, the sentences below it, and the object."""

import itertools
import json
from types import SimpleNamespace

import pytest

from core.cli import rates
from core.cli.main import main
from core.runs import try_rates
from core.training.rate_range import RateRange

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
        ([10, 10.9, 11, 17], "▁▂▂█"),  # from the lowest to the highest, wherever they lie
        ([3, 3, 3], "▁▁▁"),
        ([7, 0], "█▁"),
    ],
)
def test_a_curve_is_a_line_of_blocks(values: list[float], shown: str) -> None:
    assert rates.curve(values) == shown


def test_a_long_curve_fits_into_a_terminal() -> None:
    """Each block is the mean of its stretch, and none is left out."""
    steps = [value for value in (0.0, 7.0) for _ in range(75)]
    assert rates.curve(steps) == "▁" * 30 + "█" * 30
    last = rates.curve([0.0] * 149 + [1.0])
    assert len(last) == 60 and last.strip("▁") == "█" and last.endswith("█")
    first = rates.curve([1.0] + [0.0] * 149)
    assert first.startswith("█▁")
    pairs = [value for pair in range(60) for value in (pair - 3.0, pair + 3.0)]
    assert rates.curve(pairs) == rates.curve(list(map(float, range(60))))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, RateRange]:
    """What the workers are to say, under "it"; the clock is read twice, 2.26 s apart."""
    said: dict[str, RateRange] = {}
    clock = itertools.count(100.0, 2.26)
    monkeypatch.setattr(try_rates, "start", lambda config: ())
    monkeypatch.setattr(try_rates, "gathered", lambda: said["it"])
    monkeypatch.setattr(rates, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    return said


def test_what_the_test_says_and_how_it_was_made(
    found: dict[str, RateRange], capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RateRange, "limits", (0.0041, 1.08))
    found["it"] = RateRange((0.001, 0.1, 1.0), ((1.0, 0.0, 3.0), (3.0, 0.0, None)), 1.5)
    settings = ["--learning-rate", "0.3", "--batch-size", "16"]
    assert main(["rates", "digits", *settings]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "0.001 ▅▁█ 1",
        "Below 0.0041 it hardly moves.",
        "From 0.0041 to 1.1 it learns.",
        "From 1.1 on it breaks.",
        "Try --learning-rate 0.05; the settings have 0.3.",
        "Loss over 3 rates, 2 steps each, mean of 2 seeds, 2.3 s.",
    ]
    assert main(["rates", "digits", *settings, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "event": "rates",
        "kind": "digits",
        "rates": [0.001, 0.1, 1.0],
        "losses": [[1.0, 0.0, 3.0], [3.0, 0.0, None]],
        "learns_from": 0.0041,
        "breaks_from": 1.08,
        "proposed": 0.05,
        "seconds": 2.3,
    }


def test_where_nothing_learns_nothing_is_proposed(
    found: dict[str, RateRange], capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RateRange, "limits", (None, None))
    found["it"] = RateRange((0.001, 1.0), ((1.0, 1.0),), 1.0)
    assert main(["rates", "digits", "--batch-size", "32"]) == 0
    said = capsys.readouterr().out
    assert "Try --" not in said and "Loss over 2 rates, 1 step each, mean of 1 seeds" in said
