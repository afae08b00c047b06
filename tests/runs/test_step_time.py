"""How long training will take is said before it starts, once this machine has been measured."""

import os
from pathlib import Path

import pytest

from core import environment
from core.digits.config import DigitsConfig
from core.names import download
from core.names.config import CELLS, NamesConfig
from core.problems import PROBLEMS
from core.runs import speed_probes, step_time
from tests.hostile import NO_OBJECTS
from tests.tiny import FILES

AUGMENTING = [0.5, 0.01, 0.02, 0.04, 0.03]
"""Seconds of a batch, of an image in it, of one thickened, moved and made noisy."""


SMALL = {"batch_size": 64, "train_size": 640}  # of digits, learned in four parts still


def only(seconds: float) -> list[float]:
    """Rates of a group of digits whose steps take so long, whatever is in them."""
    return [seconds, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_before_measuring_nothing_is_claimed(own_cache: Path) -> None:
    assert not step_time.known()
    assert step_time.seconds_per_step(DigitsConfig()) is None


def test_after_measuring_every_preset_has_an_estimate(
    few_images: object, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    download.add_files("tiny", FILES)
    probes = [
        (c.replace(**({"dataset": "tiny"} if isinstance(c, NamesConfig) else SMALL)), *rest)
        for c, *rest in speed_probes._probes()
    ]
    monkeypatch.setattr(speed_probes, "_probes", lambda: probes)
    monkeypatch.setattr(speed_probes, "PROBE_SECONDS", 0.001)
    monkeypatch.setattr(speed_probes, "ROUNDS", 1)
    step_time.keep({group: speed_probes.measure(group) for group in speed_probes.groups()})
    assert step_time.known()
    for preset in (p for known in PROBLEMS.values() for p in known.presets):
        seconds = step_time.seconds_per_step(preset.config)
        assert seconds is not None and 0 < seconds < 60, preset.name
    for cell in CELLS:
        assert step_time.seconds_per_step(NamesConfig(cell=cell)) is not None
    assert not list(own_cache.glob("*.tmp"))


@pytest.mark.parametrize(("all_cores", "turns"), [(1, 8), (2, 4), (3, 3), (4, 2), (8, 1)])
def test_of_other_parts_than_are_measured_a_core_takes_its_turns(
    all_cores: int, turns: int, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_time.keep({"digits": [9.0] * 6, "digits-whole": [0.001, 1e-4, 1e-9, 1e-10, 1e-10, 1e-9]})
    monkeypatch.setattr(step_time, "cores", lambda: all_cores)
    eighth = step_time.seconds_per_step(DigitsConfig(batch_size=16), 1)
    of_all = step_time.seconds_per_step(DigitsConfig(batch_size=128), 8)
    assert eighth and of_all == turns * eighth


def test_augmentation_takes_its_time_for_each_image(own_cache: Path) -> None:
    plain, augmented = DigitsConfig(batch_size=72), {"thickness": 0.4, "turn": 5.0, "noise": 0.1}
    step_time.keep({"digits": only(1.0), "digits-whole": only(2.0)})
    assert step_time.seconds_per_step(plain.replace(noise=0.1)) is None, "not measured yet"
    step_time.keep({"digits": only(1.0), "digits-augmented": AUGMENTING})
    assert step_time.seconds_per_step(plain) == 1.0
    assert step_time.seconds_per_step(plain.replace(noise=0.1)) == pytest.approx(
        1 + 0.5 + 72 * 0.04
    )
    every_way = step_time.seconds_per_step(plain.replace(**augmented))
    assert every_way == pytest.approx(1 + 0.5 + 72 * (0.01 + 0.02 + 0.04 + 0.03))
    step_time.keep({"digits-whole": only(2.0), "digits-augmented": AUGMENTING})
    parts = step_time.seconds_per_step(plain.replace(batch_size=64), 2)
    of_parts = step_time.seconds_per_step(plain.replace(batch_size=64, shift=1.0), 2)
    assert parts and of_parts == pytest.approx(parts + 0.5 + 64 * 0.05), "all by one core"


def test_a_run_takes_its_tests_too_which_augmentation_does_not_touch(own_cache: Path) -> None:
    step_time.keep({"digits": only(0.1), "digits-augmented": AUGMENTING})
    config = DigitsConfig(train_size=640, batch_size=64, epochs=2)
    tests = step_time.steps_with_tests(config) - config.total_steps
    assert tests > 0
    assert step_time.run_seconds(config) == pytest.approx(0.1 * (20 + tests))
    noisy = step_time.run_seconds(config.replace(noise=0.1))
    assert noisy == pytest.approx(0.1 * (20 + tests) + 20 * (0.5 + 64 * 0.04))
    assert step_time.run_seconds(NamesConfig()) is None


def test_a_batch_too_small_to_split_takes_what_one_thread_takes(own_cache: Path) -> None:
    step_time.keep({"digits": only(2.0), "digits-whole": only(1.0)})
    found = [step_time.seconds_per_step(DigitsConfig(batch_size=b), 4) for b in (31, 64)]
    assert found == [1.0, 2.0]


def test_a_measurement_is_kept_wherever_the_cache_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETSKETCH_CACHE", str(tmp_path / "not" / "yet" / "there"))
    for seconds in (1.0, 2.0):
        step_time.keep({"digits": only(seconds)})
    assert step_time.seconds_per_step(DigitsConfig()) == 2.0


def test_a_link_in_its_place_is_replaced_and_what_it_leads_to_stays(own_cache: Path) -> None:
    elsewhere = own_cache / "elsewhere"
    elsewhere.mkdir(parents=True)
    (elsewhere / "mine.txt").write_text("a user's own")
    (own_cache / "speed.json").symlink_to(elsewhere)
    step_time.keep({"digits": only(1.0)})
    assert step_time.seconds_per_step(DigitsConfig()) == 1.0
    assert os.listdir(elsewhere) == ["mine.txt"]


def test_a_run_of_one_thread_takes_what_one_thread_takes(own_cache: Path) -> None:
    step_time.keep({"digits": only(2.0), "digits-whole": only(3.0)})
    config = DigitsConfig()
    found = [step_time.seconds_per_step(config, threads) for threads in (None, 1, 4)]
    assert found == [2.0, 3.0, 2.0]
    assert step_time.seconds_per_step(NamesConfig()) is None, "another group"


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
        b'{"digits": [1500, 1, 1]}',  # seconds for a step
        b'{"digits": [1, 1, true]}',
        b'{"digits": [1, 1]}',
        b'{"digits": [1e-4, 1e-9, 1e-10]}',  # of an earlier version, that knew less work
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
    step_time.keep({group: [1e-9] * n for group, n in speed_probes.sizes().items()})
    assert step_time.known()


def test_a_measurement_from_before_a_group_was_added_is_made_again(own_cache: Path) -> None:
    rates = {group: [1e-9] * n for group, n in speed_probes.sizes().items()}
    step_time.keep(rates)
    assert step_time.known()
    del rates["digits-whole"]
    step_time.keep(rates)
    assert not step_time.known()


def test_more_work_takes_longer(own_cache: Path) -> None:
    own_cache.mkdir()
    rates = "[1e-4, 1e-9, 1e-10, 1e-9]"
    of_digits = "[1e-4, 1e-5, 1e-9, 1e-10, 1e-10, 1e-9]"
    (own_cache / "speed.json").write_text(
        f'{{"digits": {of_digits}, "names-gru-whole": {rates}, "names-linear-single": {rates}}}'
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


def test_another_netsketch_measures_anew(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step_time.keep({group: [1.0] + [0.0] * (n - 1) for group, n in speed_probes.sizes().items()})
    assert step_time.known()
    at = step_time._path().stat().st_mtime
    for newest in (at, at + 1):
        monkeypatch.setattr(step_time, "_newest_source", lambda newest=newest: newest)
        assert not step_time.known()
    assert step_time.seconds_per_step(DigitsConfig()) == 1.0, "until then the old answer serves"


def test_code_that_does_not_train_makes_no_measurement_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = {"core/runs/step_time.py": 100, "core/names/task.py": 300, "tests/test_x.py": 900}
    for name, stamp in stamps.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (stamp, stamp))
    monkeypatch.setattr(step_time, "__file__", str(tmp_path / "core/runs/step_time.py"))
    assert step_time._newest_source.__wrapped__() == 300


PER_STEP = {"digits": 4e-3, "names-gru-rich-whole": 2e-2, "names-gru-whole": 5e-3}
NOTES = NamesConfig(cell="linear", batch_size=1, optimizer="sgd")


@pytest.mark.parametrize(
    ("gpu", "named", "where", "seconds"),
    [
        (True, None, "on the GPU", 3e-4),
        (True, "cpu", "here", 4e-3),
        (True, "cuda:1", "on the GPU", 3e-4),
        (False, None, "here", 4e-3),
    ],
)
def test_the_estimate_is_that_of_the_device(
    gpu: bool,
    named: str | None,
    where: str,
    seconds: float,
    own_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rates = {group: only(s) for group, s in PER_STEP.items()}
    if gpu:
        rates |= {f"{group}@cuda": only(3e-4) for group in ("digits-whole", *PER_STEP)}
    step_time.keep(rates)
    monkeypatch.delenv(environment.DEVICE, raising=False)
    if named:
        monkeypatch.setenv(environment.DEVICE, named)
    config = DigitsConfig()
    assert step_time.where(config) == where
    assert step_time.seconds_per_step(config) == pytest.approx(seconds)
    short = config.replace(train_size=500)
    on_gpu = gpu and named == "cuda:1"
    assert step_time.where(short) == ("on the GPU" if on_gpu else "here"), "unless it is named"
    assert step_time.where(NOTES) == "here"
