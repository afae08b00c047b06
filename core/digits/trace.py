"""The shape, parameters and cost of every layer of a digits network, by arithmetic alone.

Importing PyTorch costs a second or more; the form that shows this while a learner moves the
controls must not. `tests/digits/test_trace.py` holds it against the real network.
"""

from dataclasses import dataclass

from core.config import IMAGE_SIZE, DigitsConfig


@dataclass(frozen=True)
class Layer:
    """One layer: what leaves it and what it costs."""

    name: str
    shape: tuple[int, ...]
    """Shape of the output without the batch: (channels, height, width) or (features,)."""
    parameters: int
    multiply_adds: int
    """Multiply-add operations for one image, forward."""

    @property
    def shape_text(self) -> str:
        return f"(N, {', '.join(map(str, self.shape))})"


def trace(config: DigitsConfig) -> list[Layer]:
    """The layers in order, as `core.digits.model.layers` builds them."""
    k, side, in_channels = config.kernel_size, IMAGE_SIZE, 1
    rows: list[Layer] = []
    for out_channels, pool in zip(config.channels_per_layer, config.pooling_per_layer, strict=True):
        shape = (out_channels, side, side)
        weights = in_channels * out_channels * k * k
        name = f"Conv2d({in_channels}, {out_channels}, {k}×{k})"
        rows.append(Layer(name, shape, weights + out_channels, weights * side * side))
        if pool:
            side //= 2
            shape = (out_channels, side, side)
            rows.append(Layer("MaxPool2d(2)", shape, 0, 0))
        if config.conv_activation == "relu":
            rows.append(Layer("ReLU", shape, 0, 0))
        in_channels = out_channels
    features = in_channels * side * side
    hidden = features if config.hidden == "same" else int(config.hidden)
    rows.append(Layer("Flatten", (features,), 0, 0))
    if config.dropout:
        rows.append(Layer(f"Dropout({config.dropout:g})", (features,), 0, 0))
    rows.append(_dense(features, hidden))
    rows.append(Layer("ReLU", (hidden,), 0, 0))
    rows.append(_dense(hidden, 10))
    if config.head == "softmax":
        rows.append(Layer("Softmax", (10,), 0, 0))
    return rows


def _dense(inputs: int, outputs: int) -> Layer:
    weights = inputs * outputs
    return Layer(f"Linear({inputs}, {outputs})", (outputs,), weights + outputs, weights)
