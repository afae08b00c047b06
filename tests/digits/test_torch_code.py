"""The training script of a digits network runs by itself, and trains to what ours does."""

import subprocess
import sys
from pathlib import Path

import torch
from hypothesis import assume, given

from core.digits import data
from core.digits.config import DigitsConfig
from core.digits.convolutions import weights
from core.digits.layers import layers
from core.digits.model import build
from core.digits.presets import presets
from core.digits.task import DigitsTask
from core.digits.torch_code import data_files, network, training_script
from core.problems import preset
from core.training.loop import Trainer
from tests.strategies import digits_configs
from tests.symbols import kept


def run(config: DigitsConfig, folder: Path) -> tuple[str, dict[str, torch.Tensor]]:
    """What the script prints, and the weights that it saves."""
    (folder / "data").symlink_to(data.unpack(config.dataset))
    (folder / "train.py").write_text(training_script(config, "A network"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, torch.load(folder / "network.pt", weights_only=True)


def test_the_notes_networks_learn_the_same(tmp_path: Path) -> None:
    """From the same initial weights, in the same order: the same weights, but for rounding."""
    config = preset("digits", "3-pools-9-channels").config.replace(train_size=640, epochs=1)
    assert isinstance(config, DigitsConfig)
    printed, theirs = run(config, tmp_path)
    trainer = Trainer(config, DigitsTask(config, torch.device("cpu")))
    finished = list(trainer)[-1]
    for key, weight in trainer.network.state_dict().items():
        torch.testing.assert_close(theirs[key], weight, rtol=1e-3, atol=1e-4)
    accuracy = finished.final.accuracy  # type: ignore[union-attr]
    assert f"{accuracy:.1%}"[:-2] in printed


def test_one_with_everything_learns_as_well(tmp_path: Path) -> None:
    """Shuffled otherwise, and with other dropout: as many right but for chance."""
    config = preset("digits", "accurate").config.replace(train_size=3200, epochs=2)
    assert isinstance(config, DigitsConfig)
    printed, _ = run(config, tmp_path)
    right = float(printed.splitlines()[-1].split()[4].rstrip("%")) / 100
    assert right > 0.9


@given(digits_configs())
def test_its_network_is_ours(config: DigitsConfig) -> None:
    """The same modules with the same initial weights."""
    assume(sum(layer.parameters for layer in layers(config)) < 1_000_000)
    space: dict[str, object] = {"torch": torch, "nn": torch.nn}
    torch.manual_seed(config.seed)
    exec(network(config), space)
    ours, theirs = build(config), space["network"]
    assert isinstance(theirs, torch.nn.Sequential)
    assert [type(m).__name__ for m in theirs] == [type(m).__name__ for m in ours]
    for key, weight in theirs.state_dict().items():
        assert torch.equal(weight, ours.state_dict()[key])


@given(digits_configs())
def test_any_script_is_python(config: DigitsConfig) -> None:
    compile(training_script(config, "A network"), "train.py", "exec")


def test_it_is_short_enough_to_read() -> None:
    for known in presets():
        assert isinstance(known.config, DigitsConfig)
        assert len(training_script(known.config, known.title).splitlines()) < 80


def test_symbols_of_ones_own_are_learned_with_augmentation_from_others_convolutions(
    own_cache: Path, tmp_path: Path
) -> None:
    """From the data that goes with the script, with the convolutions as they were."""
    kept()
    config = preset("digits", "quick").config.replace(
        dataset="symbols/mine", convolutions="shipped"
    )
    config = config.replace(repeat=100, frozen=True)
    assert isinstance(config, DigitsConfig)
    for name, path in data_files(config).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(path.read_bytes())
    (tmp_path / "train.py").write_text(training_script(config, "Mine"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "100.00% of the test images right" in done.stdout
    theirs = torch.load(tmp_path / "network.pt", weights_only=True)
    shipped = weights("shipped", {"0.weight": (8, 1, 3, 3)})
    assert torch.equal(theirs["0.weight"], torch.from_numpy(shipped["0.weight"]))
