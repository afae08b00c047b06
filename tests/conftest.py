"""What every test stands on: one thread, one cache for the session, a runs folder of its own."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

# Before PyTorch and the workers start: two OpenMP threads on shared cores collapse. What the
# home page trains by itself would disturb what tests train.
os.environ.update(
    OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", NETSKETCH_DEVICE="cpu", NETSKETCH_DEMO="0"
)

import pytest
import torch
from hypothesis import HealthCheck, settings
from torch import Tensor

from tests.tiny import FILES

torch.set_num_threads(1)

ROOT = Path(__file__).resolve().parents[1]

# The same examples in every run; look further with --hypothesis-profile=explore.
_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("tests", derandomize=True, **_common)  # type: ignore[arg-type]
settings.register_profile("explore", max_examples=2_000, **_common)  # type: ignore[arg-type]
settings.load_profile("tests")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """NETSKETCH_CACHE for the whole session: MNIST is unpacked once."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETSKETCH_CACHE", str(folder))
        patch.setenv("NETSKETCH_WORKERS", "2")
        yield folder


@pytest.fixture(autouse=True)
def runs_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """RUNS_DIR of this test."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("RUNS_DIR", str(folder))
    return folder


@pytest.fixture
def signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM, which training in this process takes over, are given back."""
    from core.runs.signals import stop_requested

    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    stop_requested.clear()


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A NETSKETCH_CACHE that is empty, for tests that look at what stands in it."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("NETSKETCH_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def tiny(cache: Path) -> str:
    """The name of a data set of 36 names, in the session's cache."""
    from core.names import download

    download.add_files("tiny", FILES)
    return "tiny"


@pytest.fixture(scope="session")
def few_images(cache: Path) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """MNIST's first 2 000 training and 500 test images, as `DigitsTask` takes them."""
    from core.digits.data import load, scaled

    (images, labels), (test_images, test_labels) = (
        load("mnist", train=True),
        load("mnist", train=False),
    )
    return scaled(images[:2000]), labels[:2000], scaled(test_images[:500]), test_labels[:500]


@pytest.fixture(scope="session")
def tutorial_names() -> Path:
    """PyTorch's tutorial surnames, where this machine has them."""
    folder = ROOT.parent / "shared" / "data" / "tutorial_names"
    if not any(folder.glob("*.txt")):
        pytest.skip(f"{folder} has no surnames here")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that mostly wait, for a browser or for other processes, are spread among those that compute,
    and none comes last: so workers seldom wait at the same time, and they end together."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [f for f in files if f.parent.name == "browser" or f.name == "test_cluster.py"]
    others = [f for f in files if f not in waiting]
    between = len(others) // (len(waiting) + 2)
    order: list[Path] = []
    for number, file in enumerate(waiting):
        order += [file, *others[number * between : (number + 1) * between]]
    order += others[len(waiting) * between :]
    items[:] = [item for file in order for item in files[file]]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are called by their argument and number: archives hold the time at which they were made, and
    workers that collect at two moments must collect the same tests."""
    return argname if isinstance(val, bytes) else None
