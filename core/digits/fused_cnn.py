"""The layout of a CNN for its compiled training step: records of its layers, room for a part of a batch.

What `core.digits.compiled_cnn` and `core.digits.compiled_head` compute with, made from
`core.digits.layers`: its weights are those of the PyTorch network, in the one vector of its optimizer.
"""

import functools
import itertools
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.digits import compiled_cnn, compiled_head
from core.digits.blocks import ROWS, TAKEN, blocks, triples
from core.digits.config import IMAGE_SIZE, DigitsConfig
from core.training.aligned import aligned, whole_lines
from core.training.optimizers import Optimizer, learning

Array = NDArray[np.float32]
CHUNK = 2048
"""Numbers of a channel that go through a convolution at a time, or two lines where those are more."""
NO_MASK = np.zeros((0, 0), np.bool_)


@dataclass(frozen=True, eq=False)
class Layout:
    """What the compiled step is told of a network and a number of pictures, and how much room it needs."""

    layers: NDArray[np.void]
    net: np.void
    numbers: int
    choices: int
    free: list[tuple[Array, NDArray[np.uint8]]] = field(default_factory=list)
    """Room that no thread uses now. Popping from a list and appending to it need no lock."""

    def take_room(self) -> tuple[Array, NDArray[np.uint8]]:
        try:
            return self.free.pop()
        except IndexError:
            return aligned(self.numbers), np.zeros(self.choices, np.uint8)


class FusedCNN:
    """One network's compiled forward pass and training step."""

    def __init__(self, config: DigitsConfig, network: nn.Sequential, optimizer: Optimizer):
        """`optimizer` has laid the network's weights that learn into one vector; those that do not are laid
        into another."""
        self.optimizer, self.fixed = optimizer, _fixed(network)
        self.layout = functools.cache(functools.partial(_layout, config, network))
        """By the number of pictures."""
        self.features = int(self.layout(1).net["features"])

    def __call__(self, images: Tensor) -> Tensor:
        """Images (b, 1, 28, 28), bytes or numbers in 0..1 -> (b, classes)."""
        pictures = images[:, 0].numpy()
        layout = self.layout(len(pictures))
        space, chosen = room = layout.take_room()
        _lay_out(layout, pictures, np.arange(len(pictures)), space)
        weights = self._forward(layout, space, chosen)
        out = compiled_head.answer(layout.net, weights, space)
        layout.free.append(room)
        return torch.from_numpy(out)

    def learn(
        self,
        pictures: NDArray[np.generic],
        rows: NDArray[np.int64],
        labels: NDArray[np.int64],
        batch: int,
        gradient: Tensor,
        kept: NDArray[np.bool_] = NO_MASK,
        keep: float = 1.0,
    ) -> tuple[float, int]:
        """The gradient (n,) of these rows of pictures (n, 28, 28), with their labels, in a batch of so
        many: their share of its mean loss, and how many are read right. `kept` as `compiled_head.learn`."""
        layout = self.layout(len(rows))
        space, chosen = room = layout.take_room()
        _lay_out(layout, pictures, rows, space)
        weights, into = self._forward(layout, space, chosen), gradient.numpy()
        goes_on = not layout.layers[-1]["frozen"]
        loss, right = compiled_head.learn(
            layout.net, weights, into, space, kept, keep, labels, batch, goes_on
        )
        if goes_on:
            compiled_cnn.convolutions_back(layout.layers, layout.net, weights, into, space, chosen)
        layout.free.append(room)
        return loss, right

    def _forward(self, layout: Layout, space: Array, chosen: NDArray[np.uint8]) -> Array:
        """Through all convolutions, with the weights (n,) as they now are, which it gives."""
        weights: Array = self.optimizer.weights.numpy()
        compiled_cnn.convolutions(layout.layers, layout.net, weights, self.fixed, space, chosen)
        return weights


def _lay_out(
    layout: Layout, pictures: NDArray[np.generic], rows: NDArray[np.int64], space: Array
) -> None:
    scale = 1 / 255 if pictures.dtype == np.uint8 else 1.0
    compiled_cnn.lay_out(pictures, rows, scale, layout.layers[0], space)


def _fixed(network: nn.Sequential) -> Array:
    """The weights and biases that do not learn, one after the other; the network's become views of them, as
    `optimizers.flatten` makes of those that learn."""
    frozen = [p for p in network.parameters() if not p.requires_grad]
    found = torch.zeros(sum(p.numel() for p in frozen))
    first = 0
    for p in frozen:
        stretch = found.as_strided(p.shape, p.stride(), first)
        stretch.copy_(p)
        p.data = stretch
        first += p.numel()
    return found.numpy()


def _layout(config: DigitsConfig, network: nn.Sequential, pictures: int) -> Layout:
    layers = np.zeros(config.conv_layers, compiled_cnn.CONVOLUTION)
    net = np.zeros(1, compiled_cnn.NETWORK)
    room = choices = 0

    def reserve(numbers: int) -> int:
        nonlocal room
        begin = room
        room += whole_lines(numbers)
        return begin

    modules = [m for m in network if isinstance(m, nn.Conv2d)]
    side, reach = IMAGE_SIZE, config.kernel_size // 2
    maps = packed = d_rows = 0
    for layer, module, pool in zip(layers, modules, config.pooling_per_layer, strict=True):
        outputs, inputs = module.out_channels, module.in_channels
        layer["inputs"], layer["outputs"] = inputs, outputs
        layer["side"], layer["size"] = side, config.kernel_size
        layer["pools"], layer["rectifies"] = pool, config.conv_activation == "relu"
        layer["frozen"] = not module.weight.requires_grad
        pitch = side + reach
        step = pitch * pictures
        margin = whole_lines(reach * step + reach * pictures)
        length = whole_lines(2 * margin + side * step)
        lines = min(side, max(2, CHUNK // step // 2 * 2)) // (1 + pool) * (1 + pool)
        layer["pitch"], layer["margin"], layer["lines"] = pitch, margin, lines
        layer["x"], layer["length"] = reserve(inputs * length), length
        back = 2 * margin + side * step if module is not modules[0] else 0
        maps = max(maps, ROWS * blocks(outputs) * max(lines * step, back))
        most_blocks = max(blocks(outputs) * inputs, blocks(inputs) * outputs)
        packed = max(packed, most_blocks * triples(config.kernel_size) * ROWS * TAKEN)
        if module is not modules[0]:
            d_rows = max(d_rows, ROWS * blocks(inputs) * length)
        side //= 1 + pool
        layer["chosen"] = choices
        choices += outputs * side * side * pictures
    features = modules[-1].out_channels * side * side
    first, second = (m for m in network if isinstance(m, nn.Linear))
    net["pictures"], net["features"] = pictures, features
    net["hidden"], net["classes"] = first.out_features, second.out_features
    net["softmax"] = config.softmax_twice
    rows = ROWS * blocks(pictures)
    for name, width in (
        ("last", features),
        ("flat", features),
        ("dense", first.out_features),
        ("out", second.out_features),
    ):
        net[name], net[f"d_{name}"] = reserve(rows * width), reserve(rows * width)
    net["maps"], net["packed"] = reserve(maps), reserve(packed)
    net["d_rows"], net["other_d_rows"] = reserve(d_rows), reserve(d_rows)
    for layer, after in itertools.pairwise(layers):
        layer["out"], layer["out_length"] = after["x"], after["length"]
        layer["to"], layer["out_pitch"] = after["margin"], after["pitch"]
    last = layers[-1]
    last["out"], last["out_length"], last["out_pitch"] = (
        net["last"][0],
        side * side * pictures,
        side,
    )
    _place_weights(network, layers, net)
    return Layout(layers, net[0], room, choices)


def _place_weights(network: nn.Sequential, layers: NDArray[np.void], net: NDArray[np.void]) -> None:
    """Where each layer's weights begin, among those that learn or among the others."""
    learns = {id(p) for p in learning(network)}
    begins, ends = dict[int, int](), {True: 0, False: 0}
    for p in network.parameters():
        begins[id(p)] = ends[id(p) in learns]
        ends[id(p) in learns] += p.numel()
    convolutions = (m for m in network if isinstance(m, nn.Conv2d))
    for layer, convolution in zip(layers, convolutions, strict=True):
        layer["weight"] = begins[id(convolution.weight)]
        assert convolution.bias is not None
        layer["bias"] = begins[id(convolution.bias)]
    dense = (m for m in network if isinstance(m, nn.Linear))
    for number, linear in enumerate(dense, 1):
        net[f"weight{number}"], net[f"bias{number}"] = (
            begins[id(linear.weight)],
            begins[id(linear.bias)],
        )
