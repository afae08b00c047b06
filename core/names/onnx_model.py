"""ONNX model of a surname network, made from its config and the weights of its plain PyTorch code."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.names.config import NOTES_CELLS, NamesConfig
from core.names.layers import NAMES, RELUS
from core.names.network_code import ways
from core.names.symbols import BUCKETS, N_LETTERS, n_rows, n_symbols
from core.names.text import ALPHABET
from core.onnx_graph import INT, Graph

ABOUT = (
    "symbols (n, places): the place of each letter in {alphabet!r}{marks}, -1 behind the last one; "
    "lengths (n): how many symbols each name has -> probabilities (n, classes)."
)
MARKS = ", {begin} before the first and {end} behind the last letter"
GATES = {"tanh": (0,), "gru": (1, 0, 2), "lstm": (0, 3, 1, 2)}
"""The places of ONNX's gates among PyTorch's."""
Weights = Mapping[str, np.ndarray]


def onnx_model(config: NamesConfig, weights: Weights, classes: Sequence[str]) -> bytes:
    """The file; its inputs are `symbols` and `lengths`. `weights` as `network_code.weights` gives them."""
    of_notes = config.cell in NOTES_CELLS
    scores = _Notes(config, weights).scores() if of_notes else _Gated(config, weights).scores()
    graph, result = scores
    marks = MARKS.format(begin=N_LETTERS, end=N_LETTERS + 1) if config.marks else ""
    inputs = {"symbols": (INT, ["n", "places"]), "lengths": (INT, ["n"])}
    about = ABOUT.format(alphabet=ALPHABET, marks=marks)
    return graph.model(inputs, graph.add("Softmax", result, axis=1), classes, about)


class _Network:
    """What both kinds of network need."""

    def __init__(self, config: NamesConfig, weights: Weights):
        self.config, self.weights, self.graph = config, weights, Graph()
        self.add, self.constant = self.graph.add, self.graph.constant
        self.lengths = self.add("Cast", "lengths", to=6)  # int32, as recurrent operators want them

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name], name)

    def recurrent(
        self, operator: str, x: str, of: str, arrays: Sequence[np.ndarray], **more: object
    ) -> tuple[str, str]:
        """A recurrent layer over inputs (places, n, m): its states (places, n, h), zeros behind each name,
        and the last one (n, h). `arrays` are W, R and B, as ONNX calls them."""
        h = self.config.hidden_size
        own = [self.constant(a[None], f"{of}.{k}") for a, k in zip(arrays, "WRB", strict=True)]
        states, last = self.graph.split(operator, 2, x, *own, self.lengths, hidden_size=h, **more)
        states = self.add("Squeeze", states, self.constant([1]))
        return states, self.add("Squeeze", last, self.constant([0]))


class _Notes(_Network):
    """The notes' cells: the answer is read from the last letter, and the state before it."""

    def scores(self) -> tuple[Graph, str]:
        h, relus = self.config.hidden_size, RELUS[self.config.cell]
        letters = self.add("Max", "symbols", self.constant([0]))  # behind a name any letter will do
        hidden = self.weights["hidden.weight"]
        if relus == 0:
            table = self.constant(hidden[:, :N_LETTERS].T, "letter_to_hidden")
            x = self.add("Gather", table, letters)
            hidden = hidden[:, N_LETTERS:]
        else:
            table = self.constant(self.weights["letter.0.weight"].T, "letter.0.weight")
            x = self.add("Gather", table, letters)
            x = self.add("Relu", self.add("Add", x, self.weight("letter.0.bias")))
        if relus == 2:
            second = self.constant(self.weights["letter.2.weight"].T, "letter.2.weight")
            x = self.add("Add", self.add("MatMul", x, second), self.weight("letter.2.bias"))
            x = self.add("Relu", x)
        x = self.add("Transpose", x, perm=[1, 0, 2])
        bias = np.concatenate([self.weights["hidden.bias"], np.zeros(h, np.float32)])
        arrays = (np.eye(h, dtype=np.float32), hidden, bias)
        linear = {"activations": ["Affine"], "activation_alpha": [1.0], "activation_beta": [0.0]}
        states, _ = self.recurrent("RNN", x, "hidden", arrays, **linear)
        # (places, n, h) with a state of zeros before, of which the one before the last letter is taken.
        states = self.add("Pad", states, self.constant([1, 0, 0, 0, 0, 0]))
        before = self.add("Sub", "lengths", self.constant([1]))
        batch = self.add("Transpose", states, perm=[1, 0, 2])
        pair = self.add("Unsqueeze", before, self.constant([1]))
        state = self.add("GatherND", batch, pair, batch_dims=1)
        letter = self.add("GatherND", letters, pair, batch_dims=1)
        output = self.weights["output.weight"]
        said = self.add(
            "Gather", self.constant(output[:, :N_LETTERS].T, "letter_to_output"), letter
        )
        own = self.constant(output[:, N_LETTERS:].T, "hidden_to_output")
        both = self.add("Add", said, self.add("MatMul", state, own))
        return self.graph, self.add("Add", both, self.weight("output.bias"))


class _Gated(_Network):
    """Tanh, GRU and LSTM, in layers, in one direction or both."""

    def scores(self) -> tuple[Graph, str]:
        config, rows = self.config, self.rows()
        if config.embedding:
            x = self.add("Gather", self.weight("embedding.weight"), rows)
            if config.ngrams > 1:
                x = self.add("ReduceSum", x, self.constant([2]), keepdims=0)
        else:
            n = n_symbols(config.marks)
            x = self.add("Gather", self.constant(np.eye(n + 1, n, dtype=np.float32)), rows)
        x = self.add("Transpose", x, perm=[1, 0, 2])
        read = [self.read(way, x) for way in ways(config)]
        whole = self.add("Concat", *read, axis=1) if len(read) > 1 else read[0]
        out = self.add(
            "Gemm", whole, self.weight("output.weight"), self.weight("output.bias"), transB=1
        )
        return self.graph, self.shortcut(rows, out) if config.shortcut else out

    def rows(self) -> str:
        """The rows of the letters, pairs and triples that end at each place (n, places, ngrams), or those
        of the letters alone (n, places)."""
        config, n = self.config, n_symbols(self.config.marks)
        blank = self.constant([n_rows(config.ngrams, config.marks)])
        zero, one = self.constant([0]), self.constant(n)
        none = self.add("Less", "symbols", zero)
        letter = self.add("Where", none, blank, "symbols")
        if config.ngrams == 1:
            return letter
        before = [self.earlier(by) for by in range(1, config.ngrams)]
        nothing = self.add("Or", none, self.add("Less", before[0], zero))
        pair = self.add("Add", self.add("Mul", before[0], one), "symbols")
        found = [letter, self.add("Where", nothing, blank, self.add("Add", pair, one))]
        if config.ngrams > 2:
            nothing = self.add("Or", nothing, self.add("Less", before[1], zero))
            whole = self.add("Add", self.add("Mul", before[1], self.constant(n * n)), pair)
            bucket = self.add("Mod", whole, self.constant(BUCKETS))
            triple = self.add("Add", bucket, self.constant(n + n * n))
            found.append(self.add("Where", nothing, blank, triple))
        last = self.constant([-1])
        return self.add("Concat", *(self.add("Unsqueeze", row, last) for row in found), axis=2)

    def earlier(self, by: int) -> str:
        """The symbols so many places before, -1 where there is none: (n, places)."""
        padded = self.add("Pad", "symbols", self.constant([0, by, 0, 0]), self.constant(-1))
        ends = self.constant([-by])
        return self.add("Slice", padded, self.constant([0]), ends, self.constant([1]))

    def read(self, way: str, x: str) -> str:
        """What is read of the states of a direction's top layer: (n, h) or (n, 2h)."""
        config, h = self.config, self.config.hidden_size
        operator, order = NAMES[config.cell], GATES[config.cell]
        more: dict[str, object] = {"linear_before_reset": 1} if operator == "GRU" else {}
        direction = "forward" if way == "forwards" else "reverse"

        def gates(name: str) -> np.ndarray:
            weight = self.weights[name]
            return np.concatenate([weight[k * h : (k + 1) * h] for k in order])

        last = ""
        for layer in range(config.layers):
            w, r, b, c = (
                gates(f"{way}.{part}_l{layer}")
                for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            )
            arrays = (w, r, np.concatenate([b, c]))
            x, last = self.recurrent(
                operator, x, f"{way}_l{layer}", arrays, direction=direction, **more
            )
        found = {"last": lambda: last, "max": lambda: self.highest(x), "mean": lambda: self.mean(x)}
        parts = [found[part]() for part in config.readout.split("-")]
        return self.add("Concat", *parts, axis=1) if len(parts) > 1 else parts[0]

    def highest(self, states: str) -> str:
        """The highest of the states of a name's own places."""
        there = self.add("Transpose", "symbols", perm=[1, 0])
        there = self.add("Unsqueeze", there, self.constant([2]))
        none = self.add("Less", there, self.constant([0]))
        low = self.add("Where", none, self.constant(np.float32(-1e30)), states)
        return self.add("ReduceMax", low, axes=[0], keepdims=0)

    def mean(self, states: str) -> str:
        total = self.add("ReduceSum", states, self.constant([0]), keepdims=0)
        return self.add("Div", total, self.many())

    def many(self) -> str:
        """How many symbols each name has, (n, 1) as float."""
        return self.add("Unsqueeze", self.add("Cast", "lengths", to=1), self.constant([1]))

    def shortcut(self, rows: str, out: str) -> str:
        direct = self.add("Gather", self.weight("shortcut.weight"), rows)
        axes = self.constant([1, 2] if self.config.ngrams > 1 else [1])
        total = self.add("ReduceSum", direct, axes, keepdims=0)
        share = self.add("Div", total, self.add("Sqrt", self.many()))
        return self.add("Add", out, share)
