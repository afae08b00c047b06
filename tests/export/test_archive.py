"""A network that was taken away works without Netsketch, and comes back as it was."""

import io
import json
import runpy
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import safetensors.numpy
import torch
from hypothesis import given, settings
from PIL import Image, ImageDraw, ImageOps

from core.digits import symbol_files
from core.digits.config import DigitsConfig
from core.digits.few_images import suited
from core.digits.picture_sets import SHIPPED
from core.export.archive import WEIGHTS, alone, archive, file_name
from core.insight.held_out import held_out
from core.names.config import NamesConfig
from core.problems import problem
from core.runs import predict, store, worker
from core.runs.shipped import shipped
from core.runs.store import Run
from core.settings.config import Config
from tests.export.networks import with_weights
from tests.strategies import digits_configs, names_configs
from tests.symbols import kept

SMALL = DigitsConfig(channels=4, hidden=8)


def unpacked(run: Run, folder: Path) -> Path:
    file = folder / file_name(run)
    file.write_bytes(archive(run))
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder / "network")
    return folder / "network"


def ask(folder: Path, *arguments: str) -> str:
    """What model.py prints, run where it lies, with nothing of ours on the path."""
    done = subprocess.run(
        [sys.executable, "-P", "model.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["digits", "names"])
def test_the_shipped_networks_score_what_they_scored(kind: str, tmp_path: Path) -> None:
    """To the last test item, without anything of ours."""
    run = shipped(kind)
    folder = unpacked(run, tmp_path)
    held = held_out(run)
    right, n = int(held.right.sum()), len(held.items)
    assert ask(folder, "score", str(SHIPPED)).startswith(
        f"{right / n:.2%} right: {right:,} of {n:,} "
    )
    assert len((folder / "model.py").read_text().splitlines()) < 150


def test_it_reads_pictures_of_digits(tmp_path: Path) -> None:
    """Dark on white and bright on dark, at the edge of a large sheet."""
    folder = unpacked(shipped("digits"), tmp_path)
    seven = Image.new("L", (300, 200), 255)
    pen = ImageDraw.Draw(seven)
    pen.line([(30, 40), (90, 40), (50, 150)], fill=0, width=10, joint="curve")
    seven.save(folder / "seven.png")
    ImageOps.invert(seven).save(folder / "turned.png")
    for line in ask(folder, "read", "seven.png", "turned.png").splitlines():
        assert line.split(": ")[1].startswith("7 ")


def test_it_reads_names_as_we_do(tmp_path: Path) -> None:
    run = shipped("names")
    folder = unpacked(run, tmp_path)
    for line in ask(folder, "read", "Kowalski", "O’Łoś").splitlines():
        name, said = line.split(": ")
        answer = predict.answer(run, problem("names").read(name, run.config))
        assert said.startswith(f"{answer.best} {answer.ranked[0][1]:.1%}")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Quick CNN · seed 3", "quick-cnn-seed-3.zip"),
        ("Łukasz’ 2nd / try", "ukasz-2nd-try.zip"),
        ("数字", "digits.zip"),
        ("a" * 80, f"{'a' * 60}.zip"),
    ],
)
def test_its_files_name_can_be_written_anywhere(title: str, name: str) -> None:
    run = with_weights(SMALL)
    run.rename(title)
    assert file_name(run) == name


def test_its_settings_can_be_read() -> None:
    run = with_weights(SMALL)
    run.rename("Łukasz’ own")
    config = str(alone(run)["config.json"])
    assert '"title": "Łukasz’ own"' in config and '"kind": "digits"' in config
    found = json.loads(config)
    assert found["trained_with"] == json.loads(json.dumps(SMALL.to_dict()))
    assert found["netsketch"] == 1, "by which a later version knows how to read it"


def test_a_network_that_netsketch_alone_can_ask_has_weights_and_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = with_weights(SMALL)
    monkeypatch.setattr(type(problem("digits")), "standalone", lambda *_: None)
    weights = safetensors.numpy.load(bytes(alone(run)[WEIGHTS]))  # type: ignore[arg-type]
    assert weights.keys() == safetensors.numpy.load(predict.weights(run)).keys()
    with zipfile.ZipFile(io.BytesIO(archive(run))) as packed:
        assert set(packed.namelist()) == {WEIGHTS, "curves.csv", "run.json"}


def refused(folder: Path, *arguments: str) -> str:
    """What model.py ends with, exit status 1, in this process: it need not import PyTorch once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["model.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path("model.py", run_name="__main__")
    said = ended.value.code
    assert isinstance(said, str), "Python writes it to stderr, and exits with 1"
    return said


@pytest.mark.parametrize("arguments", [[], ["train", "x"]])
def test_it_says_how_it_is_used(arguments: list[str], tmp_path: Path) -> None:
    folder = unpacked(shipped("names"), tmp_path)
    assert "python model.py score DATA" in refused(folder, *arguments)


def test_it_says_where_it_found_no_data(tmp_path: Path) -> None:
    for kind in ("digits", "names"):
        (tmp_path / kind).mkdir()
        folder = unpacked(shipped(kind), tmp_path / kind)
        assert "in nowhere: name the folder of" in refused(folder, "score", "nowhere")


def test_a_network_of_ones_own_symbols_scores_what_it_scored(
    tmp_path: Path, own_cache: Path, runs_dir: Path
) -> None:
    """On the set as it is exported: a zip file, unpacked."""
    symbols = kept()
    small = DigitsConfig(conv_layers=1, channels=2, hidden=8, batch_size=8, learning_rate=0.05)
    run = store.create(small.replace(dataset="symbols/mine", **suited(symbols) | {"repeat": 20}))
    assert worker.work(run.path) == "finished"
    folder = unpacked(Run(run.path), tmp_path)
    with zipfile.ZipFile(io.BytesIO(symbol_files.packed(symbols))) as packed:
        packed.extractall(tmp_path / "taken")
    held = held_out(Run(run.path))
    right, n = int(held.right.sum()), len(held.right)
    said = ask(folder, "score", str(tmp_path / "taken"))
    assert said.strip() == f"{right / n:.2%} right: {right} of {n} test images"


def alone_in(config: Config, folder: Path) -> tuple[Run, dict[str, Any]]:
    """A network with its initial weights, and what its model.py defines where it lies with its files."""
    run = with_weights(config, folder / "run")
    for name, content in alone(run).items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return run, runpy.run_path(str(folder / "model.py"))


@given(digits_configs())
@settings(max_examples=25)
def test_any_digits_network_answers_alone_as_it_does_here(config: DigitsConfig) -> None:
    channels = tuple(min(c, 12) for c in config.channels_per_layer)
    config = config.replace(channels=channels, hidden=24)  # wide ones take seconds to make
    images = torch.rand(3, 1, 28, 28, generator=torch.manual_seed(0))
    with tempfile.TemporaryDirectory() as folder:
        run, model = alone_in(config, Path(folder))
        expected = torch.from_numpy(predict.probabilities(run, (images.numpy(),)))
        torch.testing.assert_close(model["probabilities"](images), expected, rtol=1e-3, atol=1e-5)


@given(names_configs())
@settings(max_examples=25)
def test_any_surname_network_answers_alone_as_it_does_here(config: NamesConfig) -> None:
    config = config.replace(dataset="surnames", test=100)
    with tempfile.TemporaryDirectory() as folder:
        run, model = alone_in(config, Path(folder))
        for name in ("Kowalski", "Li", "O’Neill"):
            found = predict.probabilities(run, problem("names").read(name, config).arrays)
            said = model["probabilities"]([model["clean"](name)])
            torch.testing.assert_close(said, torch.from_numpy(found), rtol=1e-3, atol=1e-5)
