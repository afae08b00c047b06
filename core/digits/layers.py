"""The layers of a digits network: shape, parameters and multiply-adds of each, by arithmetic alone.

The one list of them: `core.digits.model` makes the modules from it, the form shows it, the estimate adds
it up. Importing PyTorch costs a second or more, which a form must not wait for.
"""

from core.digits.config import IMAGE_SIZE, DigitsConfig
from core.problem import Layer


def layers(config: DigitsConfig) -> list[Layer]:
    """The layers in order.

    ReLU comes after the pooling: the largest of four values and "at least 0" commute, so the
    result is the same and ReLU touches a quarter of the numbers.
    """
    stack: list[Layer] = []
    k, side, inputs = config.kernel_size, IMAGE_SIZE, 1
    for outputs, pool in zip(config.channels_per_layer, config.pooling_per_layer, strict=True):
        shape, weights = (outputs, side, side), inputs * outputs * k * k
        name = f"Conv2d({inputs}, {outputs}, {k}×{k})"
        work = weights * side * side
        stack.append(Layer("Conv2d", (inputs, outputs, k), name, shape, weights + outputs, work))
        if pool:
            side //= 2  # (b, c, h, w) -> (b, c, h//2, w//2)
            shape = (outputs, side, side)
            stack.append(Layer("MaxPool2d", (2,), "MaxPool2d(2)", shape, 0, 0))
        if config.conv_activation == "relu":
            stack.append(Layer("ReLU", (), "ReLU", shape, 0, 0))
        inputs = outputs
    features = inputs * side * side
    hidden = features if config.hidden == "same" else int(config.hidden)
    stack.append(Layer("Flatten", (), "Flatten", (features,), 0, 0))  # -> (b, c * h * w)
    if config.dropout:
        p = config.dropout
        stack.append(Layer("Dropout", (p,), f"Dropout({p:g})", (features,), 0, 0))
    stack += [_dense(features, hidden), Layer("ReLU", (), "ReLU", (hidden,), 0, 0)]
    stack.append(_dense(hidden, config.classes))
    if config.head == "softmax":
        stack.append(Layer("Softmax", (1,), "Softmax", (config.classes,), 0, 0))
    return stack


def _dense(inputs: int, outputs: int) -> Layer:
    weights, name = inputs * outputs, f"Linear({inputs}, {outputs})"
    return Layer("Linear", (inputs, outputs), name, (outputs,), weights + outputs, weights)


def weight_shapes(config: DigitsConfig) -> dict[str, tuple[int, ...]]:
    """The shape of each weight, as PyTorch's modules have them, by its name in the network's state_dict."""
    found: dict[str, tuple[int, ...]] = {}
    for k, layer in enumerate(layers(config)):
        if layer.type == "Conv2d":
            inputs, outputs, size = layer.arguments
            found[f"{k}.weight"] = (outputs, inputs, size, size)
            found[f"{k}.bias"] = (outputs,)
        elif layer.type == "Linear":
            inputs, outputs = layer.arguments
            found[f"{k}.weight"] = (outputs, inputs)
            found[f"{k}.bias"] = (outputs,)
    return found
