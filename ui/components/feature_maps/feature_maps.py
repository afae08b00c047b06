"""The feature maps of a convolution: every channel's kernel and maps, and how each pixel came about."""

import base64

import numpy as np

from core.digits.insight.activations import Conv
from ui.components.component import component
from ui.components.held import held

MOST_CHANNELS = 64  # shown of one layer; more would be neither seen nor sent in time
mount = component("feature_maps")
KEY = "inside_layers"


def packed(values: np.ndarray) -> str:
    """An array's numbers in base64, as the browser unpacks them into a typed array."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def layer_maps(conv: Conv, index: int, drawing: str) -> None:
    """Every channel of a convolution; pointing at a pixel shows the window that made it.

    `index` counts the convolutions from 0; `drawing` tells one drawing from another.
    """
    shown = slice(MOST_CHANNELS)
    outputs, inputs, k, _ = conv.weight[shown].shape
    holds, changed = held("spot", KEY, 3)
    mount(
        key=KEY,
        data=holds
        | {
            "drawing": drawing,
            "layer": index,
            "first": index == 0,
            "outputs": outputs,
            "inputs": inputs,
            "k": k,
            "side": conv.before.shape[-1],
            "small": conv.after.shape[-1],
            "pools": conv.pools,
            "rectifies": conv.rectifies,
            "weight": packed(conv.weight[shown]),
            "bias": packed(conv.bias[shown]),
            "input": packed(conv.input),
            "before": packed(conv.before[shown]),
            "after": packed(conv.after[shown]),
        },
        on_held_change=changed,
    )
