"""ONNX model of a digits network, made from its layers and weights."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.digits.config import IMAGE_SIZE, DigitsConfig
from core.digits.layers import layers
from core.onnx_graph import FLOAT, Graph

ABOUT = (
    "images (n, 1, 28, 28): grey in 0..1, ink bright, as in the data set -> probabilities (n, 10)."
)


def onnx_model(
    config: DigitsConfig, weights: Mapping[str, np.ndarray], classes: Sequence[str]
) -> bytes:
    """The file; its one input is `images`."""
    graph, at, last = Graph(), "images", ""
    for k, layer in enumerate(layers(config)):
        own = [graph.constant(weights[n], n) for n in (f"{k}.weight", f"{k}.bias") if n in weights]
        last = layer.type
        match last:
            case "Conv2d":
                size = layer.arguments[2]
                at = graph.add("Conv", at, *own, kernel_shape=[size, size], pads=4 * [size // 2])
            case "MaxPool2d":
                side = 2 * list(layer.arguments)
                at = graph.add("MaxPool", at, kernel_shape=side, strides=side)
            case "Linear":
                at = graph.add("Gemm", at, *own, transB=1)
            case "ReLU":
                at = graph.add("Relu", at)
            case "Flatten":
                at = graph.add("Flatten", at)
            case "Softmax":
                at = graph.add("Softmax", at, axis=1)
            case "Dropout":
                continue  # of training alone
            case _:
                raise ValueError(f"there is no ONNX operator for the layer {layer.name}")
    if last != "Softmax":
        at = graph.add("Softmax", at, axis=1)
    shape: list[int | str] = ["n", 1, IMAGE_SIZE, IMAGE_SIZE]
    return graph.model({"images": (FLOAT, shape)}, at, classes, ABOUT)
