"""The training script of a surname network runs by itself, and trains to what ours does."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given

from core.names import data
from core.names.config import NamesConfig
from core.names.name_sets import SETS
from core.names.presets import presets
from core.names.task import NamesTask
from core.names.torch_code import CLEANING, training_script
from core.problems import preset
from core.training.loop import Trainer
from tests.strategies import names_configs


@pytest.mark.parametrize("name", ["quick", "linear-32"])
def test_it_learns_as_well(name: str, tmp_path: Path) -> None:
    """With names drawn otherwise: as many right but for chance."""
    steps = {"quick": 160, "linear-32": 4000}[name]
    config = preset("names", name).config.replace(steps=steps, test=0.05)
    assert isinstance(config, NamesConfig)
    (tmp_path / "data").symlink_to(data.SHIPPED)
    (tmp_path / "train.py").write_text(training_script(config, "A network"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    right = float(done.stdout.splitlines()[-1].split()[4].rstrip("%")) / 100
    *_, finished = Trainer(config, NamesTask(config, torch.device("cpu")))
    assert right == pytest.approx(finished.final.accuracy, abs=0.08)  # type: ignore[union-attr]
    assert (tmp_path / "network.pt").is_file()


@pytest.mark.parametrize("name", SETS)
def test_it_reads_the_names_as_we_do(name: str) -> None:
    import unicodedata

    space: dict[str, object] = {"unicodedata": unicodedata}
    exec(CLEANING, space)
    names = data.load(name)
    cleaned = [space["clean"](original) for original in names.originals]  # type: ignore[operator]
    assert cleaned == list(names.spellings)


@given(names_configs())
def test_any_script_is_python(config: NamesConfig) -> None:
    compile(training_script(config, "A network"), "train.py", "exec")


def test_scripts_are_short_enough_to_read() -> None:
    for known in presets():
        assert isinstance(known.config, NamesConfig)
        lines = training_script(known.config, known.title).splitlines()
        assert len([line for line in lines if line]) < 80, "besides blank ones"
        assert len(lines) < 80 or known in presets()[:2], "the notes' in all"
