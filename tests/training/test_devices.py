"""Which device a config trains on: a function of the config, what is there, and what is named."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from core import environment
from core.digits.config import DigitsConfig
from core.errors import RunError
from core.names.config import NamesConfig
from core.runs import listing, queue
from core.settings.config import Config
from core.training import devices

ROOT = Path(__file__).resolve().parents[2]
CPU, GPU, TWO, MAC = ("cpu",), ("cpu", "cuda:0"), ("cpu", "cuda:0", "cuda:1"), ("cpu", "mps")
DIGITS, NOTES, GRU = DigitsConfig(), NamesConfig(cell="linear"), NamesConfig(cell="gru")
SHORT, WIDE = DigitsConfig(train_size=1_000), NamesConfig(hidden_size=512, steps=200)


@pytest.mark.parametrize(
    ("config", "there", "named", "chosen"),
    [
        (DIGITS, CPU, None, "cpu"),
        (DIGITS, GPU, None, "cuda"),
        (DIGITS, TWO, None, "cuda"),
        (DIGITS, MAC, None, "cpu"),
        (NOTES, GPU, None, "cpu"),
        (NOTES.replace(batch_size=256, steps=100_000), GPU, None, "cpu"),
        (GRU, GPU, None, "cuda"),
        (SHORT, GPU, None, "cpu"),
        (SHORT.replace(epochs=100), GPU, None, "cuda"),
        (GRU.replace(steps=200), GPU, None, "cpu"),
        (WIDE, GPU, None, "cuda"),
        (SHORT, GPU, "cuda", "cuda"),
        (GRU, MAC, None, "cpu"),
        (GRU, GPU, "cuda", "cuda"),
        (DIGITS, GPU, "cpu", "cpu"),
        (DIGITS, GPU, "cuda:0", "cuda:0"),
        (DIGITS, TWO, "cuda:1", "cuda:1"),
        (DIGITS, MAC, "mps", "mps"),
    ],
)
def test_none_is_used_that_does_not_pay(
    config: Config, there: tuple[str, ...], named: str | None, chosen: str
) -> None:
    assert devices.choose(config, there, named) == chosen


@pytest.mark.parametrize(
    ("there", "named"), [(CPU, "cuda"), (CPU, "mps"), (GPU, "cuda:1"), (GPU, "mps"), (MAC, "cuda")]
)
def test_one_that_is_not_there_is_a_sentence(there: tuple[str, ...], named: str) -> None:
    with pytest.raises(RunError, match=f"NETSKETCH_DEVICE is '{named}'.*only {', '.join(there)};"):
        devices.choose(DIGITS, there, named)


def test_before_a_run_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(environment.DEVICE, "cuda")
    monkeypatch.setattr(devices, "seen", lambda: CPU)
    with pytest.raises(RunError, match="sees no such device here"):
        queue.current.start(NamesConfig(dataset="tiny"))
    assert not listing.runs()


def test_a_process_without_pytorch_stays_without_it() -> None:
    """The server asks so, for a page's Train button."""
    code = "import sys; from core.training import devices; print(devices.seen(), 'torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("('cpu',") and done.stdout.endswith("False\n")


def test_kernels_that_agree_from_run_to_run() -> None:
    """What PyTorch's notes on reproducibility ask for, before the device is used."""
    code = (
        "import os, torch; from core.training import devices; devices._settle(torch);"
        "print(torch.are_deterministic_algorithms_enabled(), torch.backends.cudnn.deterministic,"
        "torch.backends.cudnn.benchmark, torch.backends.cudnn.allow_tf32,"
        "torch.backends.cuda.matmul.allow_tf32, os.environ[devices.CUBLAS],"
        "torch.is_deterministic_algorithms_warn_only_enabled())"
    )
    bare = {k: v for k, v in os.environ.items() if k != devices.CUBLAS}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, check=True
    )
    *settled, warns = done.stdout.split()
    assert settled == ["True", "True", "False", "False", "False", ":4096:8"]
    assert warns == "True", "an operation without such a kernel is no reason to train nothing"
    assert not done.stderr


@pytest.fixture
def unasked() -> Iterator[None]:
    """As in a process that has not yet looked for devices."""
    devices.seen.cache_clear()
    yield
    devices.seen.cache_clear()


@pytest.mark.parametrize(
    ("cards", "mps", "expected"),
    [(0, False, CPU), (1, False, GPU), (2, False, TWO), (0, True, MAC)],
)
def test_a_process_that_has_pytorch_asks_it(
    cards: int,
    mps: bool,
    expected: tuple[str, ...],
    unasked: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert devices.seen() == expected


def test_a_pytorch_that_does_not_start_is_a_sentence(
    unasked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "torch")
    monkeypatch.setattr(sys, "executable", "/no/python/here")
    monkeypatch.setattr(devices, "DRIVERS", (__file__,))
    with pytest.raises(RunError, match=r"\(FileNotFoundError\): unset NETSKETCH_DEVICE"):
        devices.seen()
    monkeypatch.setattr(sys, "executable", "false")  # a process that fails
    with pytest.raises(RunError, match=r"\(CalledProcessError\)"):
        devices.seen()


def test_where_no_driver_is_there_no_process_is_started(
    unasked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "torch")
    monkeypatch.setattr(sys, "executable", "/no/python/here")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(devices, "DRIVERS", ("/no/driver/here",))
    assert devices.seen() == CPU


def nobody() -> tuple[str, ...]:
    pytest.fail("nothing hangs on which devices there are")


@pytest.mark.parametrize(
    ("named", "cluster"), [(None, None), ("cpu", None), ("cuda", "tcp://first:8786")]
)
def test_where_nothing_hangs_on_it_no_device_is_looked_for(
    named: str | None, cluster: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That would cost the Train button a second and a half."""
    monkeypatch.setattr(devices, "seen", nobody)
    for name, value in ((environment.DEVICE, named), (environment.CLUSTER, cluster)):
        monkeypatch.delenv(name, raising=False)
        if value:
            monkeypatch.setenv(name, value)
    devices.check()
    if not cluster:
        assert devices.prepared(NOTES).type == "cpu"


def test_a_device_that_is_there_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "seen", lambda: TWO)
    monkeypatch.setenv(environment.DEVICE, "cuda:1")
    devices.check()


@pytest.mark.parametrize(
    ("config", "there", "named", "chosen"),
    [
        (DIGITS, GPU, None, "cuda"),
        (DIGITS, CPU, None, "cpu"),
        (DIGITS, GPU, "cpu", "cpu"),
        (GRU, TWO, "cuda:1", "cuda:1"),
    ],
)
def test_a_gpu_is_set_to_agree_with_itself_and_the_cpu_left_alone(
    config: Config,
    there: tuple[str, ...],
    named: str | None,
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled: list[object] = []
    monkeypatch.setattr(devices, "seen", lambda: there)
    monkeypatch.setattr(devices, "_settle", settled.append)
    monkeypatch.delenv(environment.DEVICE, raising=False)
    if named:
        monkeypatch.setenv(environment.DEVICE, named)
    assert devices.prepared(config) == torch.device(chosen)
    assert settled == ([] if chosen == "cpu" else [torch])


def test_devices_are_listed_while_another_thread_imports_pytorch() -> None:
    """As the server warms up, and somebody's first page needs it."""
    code = (
        "import sys, threading\n"
        "from core.training import devices\n"
        "threading.Thread(target=__import__, args=('torch',)).start()\n"
        "while 'torch' not in sys.modules: pass\n"
        "print(devices.seen()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("cpu\n", 0), done.stderr
