"""How long training will take is said before it starts, once this machine has been measured."""

from pathlib import Path

import numpy as np
import pytest

from core.digits.config import DigitsConfig
from core.names import download
from core.names.config import CELLS, NamesConfig
from core.problems import PROBLEMS
from core.runs import step_time
from tests.hostile import NO_OBJECTS
from tests.tiny import FILES


def test_before_measuring_nothing_is_claimed(own_cache: Path) -> None:
    assert not step_time.known()
    assert step_time.seconds_per_step(DigitsConfig()) is None


def test_after_measuring_every_preset_has_an_estimate(
    few_images: object, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    download.add_files("tiny", FILES)
    probes = [
        (c.replace(dataset="tiny") if isinstance(c, NamesConfig) else c, *rest)
        for c, *rest in step_time._probes()
    ]
    monkeypatch.setattr(step_time, "_probes", lambda: probes)
    monkeypatch.setattr(step_time, "PROBE_SECONDS", 0.001)
    step_time.keep({group: step_time.measure(group) for group in step_time.groups()})
    assert step_time.known()
    for preset in (p for known in PROBLEMS.values() for p in known.presets):
        seconds = step_time.seconds_per_step(preset.config)
        assert seconds is not None and 0 < seconds < 60, preset.name
    for cell in CELLS:
        assert step_time.seconds_per_step(NamesConfig(cell=cell)) is not None
    assert not list(own_cache.glob("*.tmp"))


@pytest.mark.parametrize(
    "content",
    [
        *NO_OBJECTS,
        b'{"digits": null}',
        b'{"digits": [1]}',
        b'{"digits": [[1, 1, 1], 1, 1]}',
        b'{"digits": {"a": 1}}',
        b'{"digits": [NaN, 1, 1]}',
        b'{"digits": [-1, 1, 1]}',
        b'{"digits": [Infinity, 1, 1]}',
        b'{"digits": [0, 0, 0]}',
        b'{"digits": ["1", "1", "1"]}',
        b'{"digits": [1' + b"0" * 400 + b", 1, 1]}",
    ],
)
def test_a_damaged_measurement_is_as_good_as_none(content: bytes, own_cache: Path) -> None:
    own_cache.mkdir()
    (own_cache / "speed.json").write_bytes(content)
    assert step_time.seconds_per_step(DigitsConfig()) is None
    assert not step_time.known(), "it is to be measured anew"


def test_a_folder_in_the_place_of_the_measurement_gives_way(own_cache: Path) -> None:
    (own_cache / "speed.json").mkdir(parents=True)
    assert not step_time.known()
    step_time.keep({group: [1e-4, 1e-9, 1e-10] for group in step_time.groups()})
    assert step_time.known()


def test_a_measurement_from_before_a_group_was_added_is_made_again(own_cache: Path) -> None:
    rates = {group: [1e-4, 1e-9, 1e-10] for group in step_time.groups()}
    step_time.keep(rates)
    assert step_time.known()
    del rates["digits-whole"]
    step_time.keep(rates)
    assert not step_time.known()


def test_more_work_takes_longer(own_cache: Path) -> None:
    own_cache.mkdir()
    rates = "[1e-4, 1e-9, 1e-10]"
    (own_cache / "speed.json").write_text(
        f'{{"digits": {rates}, "names-gru-whole": {rates}, "names-linear-single": {rates}}}'
    )

    def seconds(config: DigitsConfig | NamesConfig) -> float:
        found = step_time.seconds_per_step(config)
        assert found is not None
        return found

    base = DigitsConfig()
    for more in (
        {"channels": 32},
        {"conv_layers": 3, "pooling": False},
        {"batch_size": 128},
        {"kernel_size": 7},
        {"hidden": 512},
    ):
        assert seconds(base.replace(**more)) > seconds(base), more
    assert seconds(NamesConfig(hidden_size=256)) > seconds(NamesConfig())
    single = NamesConfig(cell="linear", batch_size=1, optimizer="sgd")
    assert seconds(single) > 1e-4


def test_exact_rates_are_found_again() -> None:
    """Where a step's time is what the model says, the fit gives it back; no rate is negative."""
    rng = np.random.default_rng(0)
    rates = np.array([2e-4, 3e-9, 5e-11])
    rows = [np.array([1.0, *10 ** rng.uniform(3, 7, 2)]) for _ in range(6)]
    assert step_time._solve([(row, float(row @ rates)) for row in rows]) == pytest.approx(rates)
    noisy = [(row, float(row[0] * 1e-3)) for row in rows]
    assert (step_time._solve(noisy) >= 0).all()


def test_another_netsketch_measures_anew(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step_time.keep({group: [1.0, 0.0, 0.0] for group in step_time.groups()})
    assert step_time.known()
    later = step_time._path().stat().st_mtime + 1
    monkeypatch.setattr(step_time, "_newest_source", lambda: later)
    assert not step_time.known()
    assert step_time.seconds_per_step(DigitsConfig()) == 1.0, "until then the old answer serves"
