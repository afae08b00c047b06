"""How long training will take is said before it starts, once this machine has been measured."""

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core import environment, problems
from core.digits.config import DigitsConfig
from core.names import download
from core.names.config import CELLS, NamesConfig
from core.problem import StepCost
from core.problems import PROBLEMS
from core.runs import step_time
from core.training import devices
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


class Timed:
    """A task whose steps take so many seconds of its own clock; the last again and again."""

    def __init__(self, *seconds: float):
        self.seconds, self.now = list(seconds), 100.0
        self.asked: list[tuple[int, float]] = []

    def step(self, position: int, rate: float) -> tuple[float, int, int]:
        self.asked.append((position, rate))
        self.now += self.seconds[min(len(self.asked), len(self.seconds)) - 1]
        return 2.3, 0, 1


@pytest.mark.parametrize(("all_cores", "turns"), [(1, 4), (2, 2), (3, 2), (4, 1), (8, 1)])
def test_of_more_parts_than_two_a_core_takes_its_turns(
    all_cores: int, turns: int, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_time.keep({"digits": [9.0, 9.0, 9.0], "digits-whole": [0.001, 1e-9, 1e-10]})
    monkeypatch.setattr(step_time, "cores", lambda: all_cores)
    quarter = step_time.seconds_per_step(DigitsConfig(batch_size=16), 1)
    assert quarter and step_time.seconds_per_step(DigitsConfig(), 4) == turns * quarter
    assert step_time.seconds_per_step(DigitsConfig(), 8) == turns * quarter, "of 16 images each"


@pytest.mark.parametrize(
    ("seconds", "steps", "found"),
    [
        ((9.0, 0.5, 0.375, 0.125), 4, 0.25),  # a quarter took at most so long; the first warms up
        ((9.0, 2.0, 2.0, 4.0), 4, 2.0),  # three at least
        ((9.0, 0.125), 9, 0.125),  # for a second in all
    ],
)
def test_a_step_is_timed_until_its_time_is_known(
    seconds: tuple[float, ...], steps: int, found: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = Timed(*seconds), Timed(1.0)
    tasks = {DigitsConfig(): mine, DigitsConfig(channels=3): other}
    probes = [
        (config, 1, StepCost("mine" if task is mine else "other", 0.0, 0.0, 0.0))
        for config, task in tasks.items()
    ]
    monkeypatch.setattr(step_time, "_probes", lambda: probes)
    monkeypatch.setattr(step_time, "PROBE_SECONDS", 1.0)
    monkeypatch.setattr(
        step_time, "problem_of", lambda config: SimpleNamespace(task=lambda *_: tasks[config])
    )
    monkeypatch.setattr("core.runs.step_time.time.perf_counter", lambda: mine.now)
    assert step_time.measure("mine") == pytest.approx([found, 0, 0])
    assert len({position for position, _ in mine.asked}) == len(mine.asked) == steps
    assert {rate for _, rate in mine.asked} == {0.0}, "no weight moves"
    assert other.asked == [], "it is of another group"


def test_augmentation_takes_its_time_for_each_image(own_cache: Path) -> None:
    plain, augmented = DigitsConfig(batch_size=10), {"thickness": 0.4, "turn": 5.0, "noise": 0.1}
    step_time.keep({"digits": [1.0, 0.0, 0.0], "digits-whole": [2.0, 0.0, 0.0]})
    assert step_time.seconds_per_step(plain.replace(noise=0.1)) is None, "not measured yet"
    step_time.keep({"digits": [1.0, 0.0, 0.0], "digits-augmented": [0.01, 0.02, 0.04]})
    assert step_time.seconds_per_step(plain) == 1.0
    assert step_time.seconds_per_step(plain.replace(noise=0.1)) == pytest.approx(1.5)
    assert step_time.seconds_per_step(plain.replace(**augmented)) == pytest.approx(2.1)
    step_time.keep({"digits-whole": [2.0, 0.0, 0.0], "digits-augmented": [0.01, 0.02, 0.04]})
    parts = step_time.seconds_per_step(plain.replace(batch_size=64), 4)
    of_parts = step_time.seconds_per_step(plain.replace(batch_size=64, shift=1.0), 4)
    assert parts and of_parts == pytest.approx(parts + 64 * 0.03), "the whole batch by one core"


def test_making_batches_is_measured_by_way(own_cache: Path, few_images: object) -> None:
    assert "digits-augmented" in step_time.groups()
    assert "digits-augmented" not in step_time.gpu_groups()
    each = step_time.measure("digits-augmented")
    assert len(each) == 3 and sum(each) > 0


def test_a_measurement_is_kept_wherever_the_cache_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETSKETCH_CACHE", str(tmp_path / "not" / "yet" / "there"))
    for seconds in (1.0, 2.0):
        step_time.keep({"digits": [seconds, 0.0, 0.0]})
    assert step_time.seconds_per_step(DigitsConfig()) == 2.0


def test_a_link_in_its_place_is_replaced_and_what_it_leads_to_stays(own_cache: Path) -> None:
    elsewhere = own_cache / "elsewhere"
    elsewhere.mkdir(parents=True)
    (elsewhere / "mine.txt").write_text("a user's own")
    (own_cache / "speed.json").symlink_to(elsewhere)
    step_time.keep({"digits": [1.0, 0.0, 0.0]})
    assert step_time.seconds_per_step(DigitsConfig()) == 1.0
    assert os.listdir(elsewhere) == ["mine.txt"]


def test_a_run_of_one_thread_takes_what_one_thread_takes(own_cache: Path) -> None:
    step_time.keep({"digits": [2.0, 0.0, 0.0], "digits-whole": [3.0, 0.0, 0.0]})
    config = DigitsConfig()
    found = [step_time.seconds_per_step(config, threads) for threads in (None, 1, 2)]
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
    fixed = [(row, 1e-3) for row in rows]
    assert step_time._solve(fixed) == pytest.approx([1e-3, 0, 0], abs=1e-12)
    shorter = [(row, 1e-3 - 1e-5 * k) for k, row in enumerate(sorted(rows, key=sum))]
    rates = step_time._solve(shorter)
    assert rates[0] == pytest.approx(1e-3, rel=0.1), "more work does not take less time"
    assert rates[1] == rates[2] == 0
    noisy = [(row, float(row[0] * 1e-3)) for row in rows]
    assert (step_time._solve(noisy) >= 0).all()


def test_another_netsketch_measures_anew(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step_time.keep({group: [1.0, 0.0, 0.0] for group in step_time.groups()})
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
    rates = {group: [s, 0.0, 0.0] for group, s in PER_STEP.items()}
    if gpu:
        rates |= {f"{group}@cuda": [3e-4, 0.0, 0.0] for group in ("digits-whole", *PER_STEP)}
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


def test_a_gpu_is_measured_by_the_path_that_trains_there(
    few_images: object, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is none, on a processor: what is asked for are stretches of steps."""
    assert step_time.gpu_groups() == [], "the tests name the cpu"
    monkeypatch.delenv(environment.DEVICE)
    assert step_time.gpu_groups() == []
    monkeypatch.setattr(devices, "seen", lambda: ("cpu", "cuda:0"))
    groups = step_time.gpu_groups()
    assert "digits-whole@cuda" in groups and "names-gru-rich-whole@cuda" in groups
    assert not [g for g in groups if "linear" in g or "relu" in g], "the notes' cells stay here"

    asked: list[tuple[str, str | None]] = []

    def trainer(config: NamesConfig, device: str | None = None) -> object:
        asked.append((config.cell, device))
        return problems.trainer(config.replace(dataset=tiny, batch_size=4), device="cpu")

    monkeypatch.setattr(step_time, "trainer", trainer)
    monkeypatch.setattr(step_time, "GPU_STRETCH", 3)
    rates = step_time.measure("names-tanh-whole@cuda")
    assert asked == [("tanh", "cuda")] * 3 and step_time._are_rates(rates)
