"""The layout of an RNN for its compiled training step: records of its cells, room for a part of a batch.

What `core.names.compiled_rnn` computes with, made from a `core.names.gated_rnn.GatedRNN`: its weights are
those of the PyTorch network, in the one vector of its optimizer.
"""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.names import compiled_packing, compiled_rnn
from core.names.compiled_layer import LSTM
from core.names.gated_rnn import GatedRNN
from core.names.symbols import n_rows, n_symbols
from core.training.aligned import aligned, whole_lines
from core.training.dropout import kept
from core.training.optimizers import Optimizer, learning

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
ROWS = 128
"""Letters of all names of a part are rounded up to so many: for each such number a layout is kept."""
NO_MASK: Mask = np.zeros((0, 0), np.bool_)


@dataclass(frozen=True, eq=False)
class Layout:
    """What the compiled step is told of a network and a number of names, and how much room it needs."""

    cells: NDArray[np.void]
    net: np.void
    numbers: int


@dataclass(frozen=True, eq=False)
class Packed:
    """Names as `compiled_packing.packed` has them, and room for which letters had the maxima."""

    order: Ints
    symbols: Ints
    lengths: Ints
    places: NDArray[np.int32]


class FusedRNN:
    """One network's compiled forward pass and training step."""

    def __init__(self, network: GatedRNN, optimizer: Optimizer):
        """`optimizer` has laid all of the network's weights into one vector."""
        self.network, self.optimizer, self.config = network, optimizer, network.config
        self.layout = functools.lru_cache(maxsize=64)(functools.partial(_layout, network))
        """By the number of names and the most rows that their letters take."""
        self.keep = 1.0 - self.config.dropout
        self.free: list[Array] = []
        """Room that no thread uses now. Popping from a list and appending to it need no lock."""

    def __call__(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """Letters (b, t), padded, with lengths (b,) -> logits (b, languages)."""
        rows = np.arange(len(lengths))
        layout, found = self._packed(letters.numpy(), lengths.numpy(), rows, NO_MASK)
        space = self._take_room(layout.numbers)
        scores = self._forward(layout, space, found, np.zeros(0, np.bool_), NO_MASK)
        given = np.empty((len(rows), scores.shape[1]), np.float32)
        given[found.order] = scores[: len(rows)]
        self.free.append(space)
        return torch.from_numpy(given)

    def learn(
        self, letters: Ints, lengths: Ints, labels: Ints, rows: Ints, batch: int, gradient: Tensor
    ) -> tuple[float, Ints]:
        """The gradient (n,) of these rows of names, letters (m, t), lengths (m,) and labels (m,), in a
        batch of so many: their share of its mean loss, and what each is taken for, (b,). What is
        dropped is drawn from where `seed_dropout` said, as `GatedRNN` does."""
        config = self.config
        stays = NO_MASK
        if config.letter_dropout:
            width = letters.shape[1] + 2 * config.marks
            stays = kept((len(rows), width), 1 - config.letter_dropout).numpy()
        layout, found = self._packed(letters, lengths, rows, stays)
        masks = self._masks(layout, found)
        space = self._take_room(layout.numbers)
        self._forward(layout, space, found, *masks)
        loss, guesses = compiled_rnn.learn(
            layout.cells,
            layout.net,
            gradient.numpy(),
            space,
            found.symbols,
            found.lengths,
            labels[rows][found.order],
            batch,
            float(config.label_smoothing),
            *masks,
            self.keep,
            found.places,
        )
        self.free.append(space)
        given = np.empty_like(guesses)
        given[found.order] = guesses
        return loss, given

    def _packed(
        self, letters: Ints, lengths: Ints, rows: Ints, stays: Mask
    ) -> tuple[Layout, Packed]:
        marks = self.config.marks
        order, symbols, longer = compiled_packing.packed(letters, lengths, rows, marks, stays)
        most = int(longer.sum()) + 3 * int(longer[0])  # rounded up to fours at each letter
        layout = self.layout(len(rows), -(-most // ROWS) * ROWS)
        shape = len(self.network.ways), len(rows), self.config.hidden_size
        return layout, Packed(order, symbols, longer, np.empty(shape, np.int32))

    def _masks(self, layout: Layout, names: Packed) -> tuple[Mask, Mask]:
        """What dropout keeps of the states between layers, one mask after the other, and of what is
        read, (b, features); both empty where there is none."""
        if not self.config.dropout:
            return np.zeros(0, np.bool_), NO_MASK
        each = int(names.lengths.sum()) * self.config.hidden_size
        upper = range(len(layout.cells) - len(self.network.ways))
        drawn = [kept((each,), self.keep).numpy() for _ in upper]
        between = np.concatenate([np.zeros(0, np.bool_), *drawn])
        return between, kept((len(names.lengths), int(layout.net["features"])), self.keep).numpy()

    def _forward(
        self, layout: Layout, space: Array, names: Packed, kept_states: Mask, kept_read: Mask
    ) -> Array:
        """The scores, in `space`."""
        scores: Array = compiled_rnn.forward(
            layout.cells,
            layout.net,
            self.optimizer.weights.numpy(),
            space,
            names.symbols,
            names.lengths,
            kept_states,
            kept_read,
            self.keep,
            names.places,
        )
        return scores

    def _take_room(self, numbers: int) -> Array:
        try:
            space = self.free.pop()
        except IndexError:
            return aligned(numbers)
        return space if len(space) >= numbers else aligned(numbers)


def _layout(network: GatedRNN, names: int, rows: int) -> Layout:
    config, h, n = network.config, network.hidden_size, network.n_languages
    gates = network.gates
    width = (gates + network.candidate) * h  # numbers of a row of gates
    begins, first = dict[int, int](), 0
    for p in learning(network):
        begins[id(p)] = first
        first += p.numel()
    room = 0

    def reserve(numbers: int) -> int:
        nonlocal room
        begin = room
        room += whole_lines(numbers)
        return begin

    records, widest = [], h
    for way in network.ways:
        for layer, cell in enumerate(network.cells(way)):
            inputs = cell.inputs.shape[0]
            widest = max(widest, inputs)
            record: dict[str, Any] = {
                "inputs": inputs,
                "layer": layer,
                "turned": config.direction == "backwards" or bool(way),
                "to_gates": begins[id(cell.inputs)],
                "to_hidden": begins[id(cell.hidden)],
                "gates_bias": begins[id(cell.bias)],
                "candidate_bias": begins.get(id(cell.candidate_bias), 0),
                "x": reserve(rows * inputs if layer or config.embedding else 0),
                "gates": reserve(rows * width),
                "memory": reserve(rows * h) if gates == LSTM else 0,
                "states": reserve(rows * h),
                "weights_in": reserve(inputs * gates * h),
                "weights": reserve(h * gates * h),
            }
            records.append(record)
    fours, features = -(-names // 4) * 4, network.hidden_to_output.shape[0]
    net = {
        "hidden": h,
        "gates": gates,
        "width": width,
        "embedded": config.embedding > 0,
        "symbols": n_symbols(config.marks),
        "rows": n_rows(config.ngrams, config.marks),
        "ngrams": config.ngrams,
        "marks": config.marks,
        "shortcut": config.shortcut,
        "languages": n,
        "reads_last": config.readout.startswith("last"),
        "reads_max": config.readout.endswith("max"),
        "reads_mean": config.readout == "mean",
        "features": features,
        "ways": len(network.ways),
        "embedding": begins[id(network.embedding)] if config.embedding else 0,
        "past": begins[id(network.shortcut)] if config.shortcut else 0,
        "out": begins[id(network.hidden_to_output)],
        "out_bias": begins[id(network.output_bias)],
        "d_states": reserve(rows * h),
        "d_x": reserve(rows * widest),
        "read": reserve(fours * features),
        "d_read": reserve(fours * features),
        "scores": reserve(fours * n),
        "d_scores": reserve(fours * n),
        "turned": reserve(n * features),
        "d_turned": reserve(n * features),
        "d_in": reserve((widest + 3) * gates * h),
        "d_hidden": reserve((h + 3) * gates * h),
        "biases": reserve(width),
        "d_biases": reserve(width),
        "carry": reserve(2 * fours * h),
    }
    return Layout(
        _records(records, compiled_rnn.CELL), _records([net], compiled_rnn.NETWORK)[0], room
    )


def _records(values: list[dict[str, Any]], kind: np.dtype[Any]) -> NDArray[np.void]:
    """Records whose fields are all named."""
    assert kind.names is not None
    return np.array([tuple(int(each[name]) for name in kind.names) for each in values], kind)
