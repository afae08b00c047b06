"""The network as ONNX: onnxruntime, which knows nothing of ours, answers as the network does."""

import io
import json
import zipfile

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import given, settings

from core import onnx_graph
from core.digits.config import DigitsConfig
from core.export.archive import ONNX, alone, archive
from core.names.config import NamesConfig
from core.names.symbols import N_LETTERS
from core.names.text import encode
from core.problems import PROBLEMS, problem
from core.runs import predict
from core.runs.shipped import shipped
from core.runs.store import Run
from tests.export.networks import with_weights
from tests.strategies import digits_configs, names_configs

WORDS = ("kowalski", "li", "o'neill", "a")


def session(run: Run) -> onnxruntime.InferenceSession:
    content = alone(run)[ONNX]
    assert isinstance(content, bytes)
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def asked(run: Run, surnames: tuple[str, ...]) -> np.ndarray:
    """Surnames of different lengths at once, as the model's description says."""
    config = run.config
    assert isinstance(config, NamesConfig)
    found = [encode(name) for name in surnames]
    if config.marks:
        found = [np.array([N_LETTERS, *symbols, N_LETTERS + 1]) for symbols in found]
    lengths = np.array([len(symbols) for symbols in found])
    rows = np.full((len(found), lengths.max()), -1)
    for row, symbols in zip(rows, found, strict=True):
        row[: len(symbols)] = symbols
    given = {"symbols": rows.astype(np.int64), "lengths": lengths.astype(np.int64)}
    out: np.ndarray = session(run).run(["probabilities"], given)[0]
    return out


def checked_names(config: NamesConfig) -> None:
    run = with_weights(config)
    for said, name in zip(asked(run, WORDS), WORDS, strict=True):
        wanted = predict.probabilities(run, problem("names").read(name, config).arrays)[0]
        np.testing.assert_allclose(said, wanted, rtol=0, atol=1e-5)


def checked_digits(config: DigitsConfig) -> None:
    run = with_weights(config)
    images = torch.rand(3, 1, 28, 28, generator=torch.manual_seed(0)).numpy()
    (said,) = session(run).run(["probabilities"], {"images": images})
    np.testing.assert_allclose(said, predict.probabilities(run, (images,)), rtol=0, atol=1e-5)


@given(digits_configs())
@settings(max_examples=12)
def test_any_digits_network(config: DigitsConfig) -> None:
    channels = tuple(min(c, 12) for c in config.channels_per_layer)
    checked_digits(config.replace(channels=channels, hidden=24))  # wide ones take seconds to make


@given(names_configs())
@settings(max_examples=20)
def test_any_surname_network(config: NamesConfig) -> None:
    checked_names(config.replace(dataset="surnames", test=100))


@pytest.mark.parametrize("preset", [p for known in PROBLEMS.values() for p in known.presets])
def test_every_preset(preset) -> None:  # type: ignore[no-untyped-def]
    (checked_digits if preset.kind == "digits" else checked_names)(preset.config)


def test_trained_networks_say_it_with_their_labels() -> None:
    run = shipped("names")
    best = asked(run, ("kowalski",)).argmax()
    labels = json.loads(session(run).get_modelmeta().custom_metadata_map["labels"])
    assert labels[best] == predict.answer(run, problem("names").read("Kowalski", run.config)).best
    model = onnx.load_model_from_string(alone(run)[ONNX])
    assert "-1 behind the last one" in model.graph.doc_string


def test_where_onnx_is_not_installed_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    run = shipped("digits")
    with zipfile.ZipFile(io.BytesIO(archive(run))) as packed:
        assert ONNX in packed.namelist() and "model.onnx" in packed.read("README.md").decode()
    monkeypatch.setattr(onnx_graph, "available", lambda: False)
    with zipfile.ZipFile(io.BytesIO(archive(run))) as packed:
        assert (
            ONNX not in packed.namelist() and "model.onnx" not in packed.read("README.md").decode()
        )
