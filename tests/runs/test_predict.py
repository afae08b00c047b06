"""What a trained run answers, and what it says when it cannot."""

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from core.digits import model as digits_model
from core.digits.config import DigitsConfig
from core.digits.problem import DIGITS, batch
from core.errors import EmptyDrawing, PictureError, RunError, SurnameError
from core.names import model as names_model
from core.names.config import NamesConfig
from core.names.problem import NAMES
from core.names.text import encode
from core.problem import Input
from core.problems import problem_of
from core.runs import predict, store, worker
from core.runs.store import Run
from core.settings.config import Config
from tests.runs.trained import small

LANGUAGES = ["Alphan", "Omegan", "Zetish"]


def with_weights(config: Config) -> Run:
    """A finished run whose weights are those of the config's seed."""
    run = store.create(config, title="Mine")
    record = run.record | {"status": "finished"}
    network = problem_of(config).build(config, len(LANGUAGES))
    if isinstance(config, NamesConfig):
        record["classes"] = LANGUAGES
    store.write_json(run.path / "run.json", record)
    tensors = {k: v.contiguous() for k, v in network.state_dict().items()}
    save_file(tensors, run.path / "model.safetensors")
    return Run(run.path)


def picture_of_a_seven() -> np.ndarray:
    picture = np.zeros((28, 28))
    picture[5, 8:20] = 1
    for k in range(18):
        picture[5 + k, 19 - k // 3] = 1
    return picture


def digit(run: Run) -> predict.Answer:
    return predict.answer(run, Input((batch(picture_of_a_seven()[None]),)))


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(((1 - pixels) * 255).astype(np.uint8)).resize((280, 280)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("head", ["logits", "softmax"])
def test_digits_are_ranked_with_probabilities_of_one_softmax(head: str) -> None:
    config = DigitsConfig(head=head, channels=2, hidden=8, dropout=0.5)
    answer = digit(with_weights(config))
    labels, p = zip(*answer.ranked, strict=True)
    assert sorted(labels) == list("0123456789") and answer.best == labels[0]
    assert sum(p) == pytest.approx(1) and list(p) == sorted(p, reverse=True)
    plain = digits_model.build(config.replace(head="logits", dropout=0.0))
    images = torch.tensor(picture_of_a_seven(), dtype=torch.float32)[None, None]
    expected = plain(images).softmax(1)[0].tolist()
    assert [dict(answer.ranked)[str(k)] for k in range(10)] == pytest.approx(expected, rel=1e-4)


def test_a_picture_file_is_read_as_mnist_would_have_it() -> None:
    config = DigitsConfig(channels=2, hidden=8)
    run = with_weights(config)
    answer = predict.answer(run, DIGITS.read(png(picture_of_a_seven()), config))
    assert sum(p for _, p in answer.ranked) == pytest.approx(1)
    with pytest.raises(EmptyDrawing):
        DIGITS.read(png(np.zeros((28, 28))), config)
    with pytest.raises(PictureError):
        DIGITS.read(b"no picture", config)


@pytest.mark.parametrize("cell", ["linear", "gru", "lstm"])
def test_surnames_are_ranked_with_probabilities(cell: str) -> None:
    config = small(cell=cell, dropout=0.0)
    run = with_weights(config)
    given = NAMES.read("Łaba")
    cleaned, answer = given.cleaned, predict.answer(run, given)
    assert cleaned.letters == "laba" and cleaned.changes == ("Ł → l",)
    network = names_model.build(config, 3)
    logits = network(torch.from_numpy(encode("laba"))[None], torch.tensor([4]))
    expected = dict(zip(LANGUAGES, logits.softmax(1)[0].tolist(), strict=True))
    assert dict(answer.ranked) == pytest.approx(expected)
    p = [q for _, q in answer.ranked]
    assert sum(p) == pytest.approx(1) and p == sorted(p, reverse=True)
    with pytest.raises(SurnameError):
        NAMES.read("123")


def test_dropout_is_off_when_answering(tiny: str) -> None:
    run = with_weights(small(dropout=0.9))
    answers = [predict.answer(run, NAMES.read("Laba")) for _ in range(5)]
    assert len(set(answers)) == 1


def test_a_trained_run_reads_its_own_languages(tiny: str) -> None:
    run = store.create(small(steps=300, learning_rate=0.03, test=0.1))
    worker.work(run.path)
    run = Run(run.path)
    assert run.record["accuracy"] > 0.6
    for name, language in (("balaba", "Alphan"), ("topot", "Omegan"), ("kezek", "Zetish")):
        assert predict.answer(run, NAMES.read(name)).best == language
    assert predict.classes(run) == tuple(LANGUAGES)


def test_newer_weights_are_used_as_soon_as_they_are_there() -> None:
    """While a run trains, its answers must follow."""
    run = with_weights(DigitsConfig(channels=2, hidden=8))
    first = digit(run)
    path = run.path / "model.safetensors"
    weights = {k: v + 0.1 for k, v in load_file(path).items()}
    part = run.path / "model.tmp"
    save_file(weights, part)
    part.replace(path)
    assert digit(run) != first


def test_missing_weights_are_a_sentence() -> None:
    run = store.create(DigitsConfig(), title="Mine")
    with pytest.raises(RunError, match=r"Mine has no weights yet.*\.$"):
        digit(run)
    with pytest.raises(RunError, match="not begun"):
        predict.classes(store.create(small()))


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif how == "scrambled":
        path.write_bytes(b"\xff" * len(content))
    else:
        save_file({"other": torch.zeros(3)}, path)


@pytest.mark.parametrize("how", ["empty", "cut short", "scrambled", "of another network"])
def test_damaged_weights_are_a_sentence(how: str) -> None:
    run = with_weights(DigitsConfig(channels=2, hidden=8))
    damage(run.path / "model.safetensors", how)
    with pytest.raises(RunError, match=r"Mine are damaged or not its own; .*\.$") as caught:
        digit(run)
    assert "\n" not in str(caught.value)


def test_weights_of_other_settings_are_a_sentence() -> None:
    run = with_weights(DigitsConfig(channels=2, hidden=8))
    config = DigitsConfig(channels=4, hidden=8).to_dict()
    store.write_json(run.path / "run.json", run.record | {"config": config})
    with pytest.raises(RunError, match="not its own"):
        digit(Run(run.path))
