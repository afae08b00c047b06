"""The zip archive of a trained network: model.py, weights, config, model card, curves and record."""

import contextlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import safetensors.numpy
from safetensors import SafetensorError

from core import onnx_graph
from core.errors import DataError, RunError
from core.export.model_card import model_card
from core.export.try_it import try_it
from core.problems import problem
from core.runs import annotations, predict
from core.runs.export import metrics_csv
from core.runs.store import Run

ONNX = "model.onnx"
WEIGHTS, OWN_WEIGHTS = "weights.safetensors", "model.safetensors"
FORMAT = 1
RUN_FILES = ("run.json", "metrics.jsonl", "result.json", "title.txt", annotations.FILE)
"""What of a run directory an import needs, beside the weights."""
REQUIREMENTS = "torch\nsafetensors\npillow\n"


def archive(run: Run) -> bytes:
    """The zip file of a run's network as it now is. Raises RunError where it has no weights yet, DataError
    where its data set is gone."""
    return _packed(_files(run))


def zipped(files: Mapping[str, Path]) -> bytes:
    """A zip file of some files by the names that they are to have. Raises DataError."""
    try:
        return _packed((name, path.read_bytes()) for name, path in files.items())
    except OSError as e:
        raise DataError(f"{Path(e.filename or '').name} cannot be read ({e.strerror or e}).") from e


def _packed(files: Iterable[tuple[str, str | bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def file_name(run: Run, ending: str = "zip") -> str:
    """What its file is called: "quick-cnn.zip"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in run.title.lower()).split()
    return f"{'-'.join(words)[:60] or run.kind}.{ending}"


def alone(run: Run) -> dict[str, str | bytes]:
    """The files that a run's network needs to work without Netsketch, by name; the weights alone where only
    Netsketch can ask it. Raises RunError, DataError."""
    known = problem(run.kind)
    files = known.standalone(run.config, run.title)
    try:
        weights = safetensors.numpy.load(predict.weights(run))
        plain = known.plain_weights(run.config, weights) if files else weights
    except (SafetensorError, KeyError) as e:
        raise RunError(f"The weights of {run.title} are damaged; train it again.") from e
    found: dict[str, str | bytes] = {
        WEIGHTS: safetensors.numpy.save({k: w.copy(order="C") for k, w in plain.items()})
    }
    if not files:
        return found
    settings: dict[str, Any] = {"netsketch": FORMAT, "title": run.title, "kind": run.kind}
    settings |= dict(files.settings) | {"trained_with": run.config.to_dict()}
    config = json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
    found |= {"model.py": files.model, "config.json": config} | dict(files.files)
    if onnx_graph.available() and (
        made := known.onnx_model(run.config, plain, predict.classes(run))
    ):
        found[ONNX] = made
    return found


def _files(run: Run) -> Iterator[tuple[str, str | bytes]]:
    found = alone(run)
    yield from found.items()
    if standalone := problem(run.kind).standalone(run.config, run.title):
        yield "requirements.txt", REQUIREMENTS
        yield "README.md", model_card(run, standalone, onnx_graph.described(found.get(ONNX)))
        with contextlib.suppress(RunError):  # some no browser can ask
            yield "try-it.html", try_it([run])
    yield "curves.csv", metrics_csv(run)
    for name in RUN_FILES:
        try:
            yield name, (run.path / name).read_bytes()
        except FileNotFoundError:
            continue  # a network that ships has its record alone
        except OSError as e:
            raise RunError(f"{name} of {run.title} cannot be read ({e.strerror or e}).") from e
