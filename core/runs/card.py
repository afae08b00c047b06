"""The card of a run: what a list shows of it without reading its curve, and its spark curve beside that."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.errors import NetsketchError
from core.problems import problem
from core.runs import annotations, compare, curves, naming
from core.runs.annotations import Annotations
from core.runs.export import as_csv
from core.runs.store import Run
from core.settings.config import Config

MOST_POINTS = 40
LOOPS = ("RNN", "GRU", "LSTM")
_UNSEEN = ("ReLU", "Flatten", "Dropout", "Softmax")  # they change no picture of the layers


@dataclass(frozen=True)
class Network:
    """A network as a small picture shows it."""

    shapes: tuple[tuple[int, ...], ...]
    """What leaves each layer: maps (channels, height, width) or units (features,)."""
    loops: tuple[bool, ...]
    """Whether the layer hands its state to itself."""
    parameters: int


@dataclass(frozen=True)
class Card:
    """What a list shows of a run."""

    run: Run
    title: str
    status: str
    nearest: str
    """The title of the preset that its settings are nearest to."""
    name: str
    """What its settings make its name: the preset and what differs from it."""
    network: Network | None
    """None where its data set is gone, of which the layers depend."""
    written: Annotations


def card(run: Run) -> Card:
    """The card of a run as it stands."""
    return Card(
        run,
        run.title,
        run.status,
        naming.nearest(run.config),
        naming.name(run.config),
        network(run.config),
        annotations.read(run),
    )


_networks: dict[tuple[Any, ...], Network] = {}


def network(config: Config) -> Network | None:
    """The layers that a small picture shows; worked out once for all seeds of a config."""
    key = (config.kind, *(v for field, v in vars(config).items() if field != "seed"))
    if key not in _networks:
        try:
            layers = problem(config.kind).layers(config)
        except NetsketchError:
            return None
        seen = [layer for layer in layers if layer.type not in _UNSEEN]
        _networks[key] = Network(
            tuple(layer.shape for layer in seen),
            tuple(layer.type in LOOPS for layer in seen),
            sum(layer.parameters for layer in layers),
        )
    return _networks[key]


def spark(run: Run) -> dict[str, Any]:
    """What is read from more than run.json: `training` and `test` accuracy as points [epoch, percent],
    of the last test its `interval` (95 %, of shares) and `n`, how many items, and how the run stands."""
    lines = curves.series(run.metrics(), "accuracy")
    score = compare.score(run, "")
    return {
        "status": run.status,
        "accuracy": run.record.get("accuracy"),
        "seconds": run.record.get("seconds"),
        "interval": list(score.interval) if score else None,
        "n": score.n if score else 0,
        **{name: _points(*lines[name][1:]) for name in ("training", "test")},
    }


def _points(x: list[float], y: list[float]) -> list[list[float]]:
    kept = [[round(a, 3), round(b, 2)] for a, b in zip(x, y, strict=True) if math.isfinite(b)]
    return curves.thin(kept, MOST_POINTS)


COLUMNS = (
    "id", "title", "kind", "preset", "settings", "status", "accuracy", "95 % from", "to", "seconds",
    "parameters", "created", "tags", "note",
)  # fmt: skip


def as_table(cards: Iterable[Card]) -> str:
    """The cards as CSV, a row for each run; `created` is seconds since 1970."""
    rows = []
    for one in cards:
        score, record = compare.score(one.run, ""), one.run.record
        low, high = score.interval if score else ("", "")
        rows.append(
            [
                one.run.id, one.title, one.run.kind, one.nearest, one.name, one.status,
                record.get("accuracy", ""), low, high, record.get("seconds", ""),
                one.network.parameters if one.network else "", record["created"],
                " ".join(f"#{tag}" for tag in one.written.tags), one.written.note,
            ]
        )  # fmt: skip
    return as_csv(COLUMNS, rows)
