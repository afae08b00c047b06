"""python -m core data: pictures are got, listed, trained on and asked about from the command line."""

import json
from pathlib import Path

import pytest
from PIL import Image

from core.cli.main import build_parser, main
from core.cli.sweep import _meant_for
from core.digits import symbol_files, task
from core.digits.picture_sets import SETS
from core.runs import listing
from tests.garments import pictures, small_set, written
from tests.symbols import symbols

NAME = "fashion-mnist"
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, own_cache: Path, signals: None) -> None:
    monkeypatch.setitem(SETS, NAME, small_set())
    task.load_images.cache_clear()  # of a set that another test had in this process


def test_garments_from_a_folder_to_an_answer(capsys: Output, tmp_path: Path) -> None:
    small_network = [
        "--conv-layers",
        "1",
        "--channels",
        "2",
        "--hidden",
        "16",
        "--batch-size",
        "16",
    ]
    trained = ["train", "digits", "--preset", "quick", "--dataset", NAME, *small_network]
    trained += ["--pooling", "true", "--train-size", "640", "--epochs", "6", "--json"]
    assert main([*trained]) == 2
    captured = capsys.readouterr()
    said = "Fashion-MNIST is not on this machine. Get it on the Data page, or with: "
    assert captured.err == f"{said}python -m core data {NAME}\n"
    assert main(["data", "list"]) == 0
    listed = capsys.readouterr().out
    assert "mnist: 10 classes, 70,000 images" in listed
    assert f"{NAME}: not here; get it with: python -m core data {NAME}" in listed

    assert main(["data", NAME, "--from", str(tmp_path / "nowhere")]) == 2
    assert "holds none of Fashion-MNIST’s files" in capsys.readouterr().err
    assert main(["data", NAME, "--from", str(written(tmp_path / "mine"))]) == 0
    assert f"train with --dataset {NAME}" in capsys.readouterr().out
    assert main(["data", "list"]) == 0
    assert f"{NAME}: 10 classes, 840 images" in capsys.readouterr().out

    (failed,) = listing.runs()
    assert failed.resumable, "now that its data is here"
    assert main(trained) == 0
    ended = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert ended["accuracy"] > 0.8 and "baselines" not in ended

    image, _ = pictures(10, seed=5)
    paths = []
    for k in (1, 8):
        paths.append(str(tmp_path / f"{k}.png"))
        Image.fromarray(255 - image[k]).save(paths[-1])
    assert main(["predict", "--run", "latest", "--top", "1", "--json", "--image", *paths]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {answer["ranked"][0]["label"] for answer in answers} <= set(SETS[NAME].labels)
    assert main(["predict", "--run", "latest", "--top", "1", "--image", paths[0]]) == 0
    assert capsys.readouterr().out.startswith(f"{paths[0]}: ")


def test_symbols_come_in_and_go_out(capsys: Output, tmp_path: Path) -> None:
    packed, again = tmp_path / "in.zip", tmp_path / "out.zip"
    packed.write_bytes(symbol_files.packed(symbols("hearts")))
    assert main(["data", "symbols", "hearts", "--from", str(packed)]) == 0
    assert "Added 10 examples; train with --dataset symbols/hearts." in capsys.readouterr().out
    assert main(["data", "symbols", "hearts", "--from", str(packed)]) == 2
    assert "hearts-2" in capsys.readouterr().err
    assert main(["data", "symbols", "hearts", "--zip", str(again)]) == 0
    assert again.read_bytes() == packed.read_bytes()
    assert main(["data", "symbols", "stars", "--zip", str(again)]) == 2
    assert "no symbols named 'stars'" in capsys.readouterr().err
    assert main(["data", "list"]) == 0
    assert "symbols/hearts: 2 classes, 10 images" in capsys.readouterr().out


def test_a_table_of_the_notes_is_spared_what_only_others_can_have() -> None:
    """One option for two kinds: `--all-notes --dataset tutorial-names` is meant for the surnames."""
    args = build_parser().parse_args(["sweep", "--all-notes", "--dataset", "tutorial-names"])
    assert _meant_for("names", args) == {"dataset": "tutorial-names"}
    assert _meant_for("digits", args) == {}
    for value in ("fashion-mnist", "∅"):  # what none can have is refused where it is used
        args = build_parser().parse_args(["sweep", "--notes", "channels", "--dataset", value])
        assert _meant_for("digits", args) == {"dataset": value}
