"""Two components that show what convolutions see: of one moment, pixel by pixel, and as a film."""

import base64
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from core import palette
from core.digits.insight.activations import Conv
from core.insight.snapshots import Moment

HERE = Path(__file__).parent
MOST_CHANNELS = 64  # shown of one layer; more would be neither seen nor sent in time
MOST_FILMED = 16  # channels in the film, since every snapshot sends its own

LAYERS = """
<div class="inside">
  <div class="layers">
    <div class="cards" role="group" aria-label="Feature maps, one for each channel"></div>
    <section class="inspector" aria-label="How the chosen pixel came about"></section>
  </div>
  <div role="status"></div>
</div>
"""
FILM = """
<div class="inside film">
  <div class="controls">
    <button type="button">▶ Play</button>
    <input type="range" min="0" value="0" aria-label="Moment of training">
    <output></output>
  </div>
  <svg class="chart" role="img"></svg>
  <div class="legend"></div>
  <div class="cards"></div>
</div>
"""
css = palette.css() + (HERE / "feature_maps.css").read_text("utf-8")
shared = (HERE.parent / "shared.js").read_text("utf-8")
mount_layers = st.components.v2.component(
    "netsketch_layers",
    html=LAYERS,
    css=css,
    js=shared + (HERE / "feature_maps.js").read_text("utf-8"),
)
mount_film = st.components.v2.component(
    "netsketch_film",
    html=FILM,
    css=css,
    js=shared + (HERE.parent / "training_film" / "training_film.js").read_text("utf-8"),
)


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def layer_maps(conv: Conv, index: int, drawing: str) -> None:
    """Every channel of a convolution; pointing at a pixel shows the window that made it.

    `index` counts the convolutions from 0; `drawing` tells one drawing from another.
    """
    shown = slice(MOST_CHANNELS)
    outputs, inputs, k, _ = conv.weight[shown].shape
    mount_layers(
        key="inside_layers",
        data={
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
            "weight": _packed(conv.weight[shown]),
            "bias": _packed(conv.bias[shown]),
            "input": _packed(conv.input),
            "before": _packed(conv.before[shown]),
            "after": _packed(conv.after[shown]),
        },
    )


def film(moments: Sequence[Moment], index: int, drawing: str) -> None:
    """The answer, the kernels and the feature maps of a convolution at every moment, to play."""
    kernels = np.stack([m.weight[:MOST_FILMED] for m in moments])  # (t, c, c_in, k, k)
    maps = np.stack([m.maps[:MOST_FILMED] for m in moments])  # (t, c, h, w)
    mount_film(
        key="inside_film",
        data={
            "drawing": drawing,
            "layer": index,
            "steps": [m.step for m in moments],
            "tested": [m.tested for m in moments],
            "probabilities": [[round(float(p), 5) for p in m.probabilities] for m in moments],
            "channels": maps.shape[1],
            "inputs": kernels.shape[2],
            "k": kernels.shape[-1],
            "side": maps.shape[-1],
            "kernels": _packed(_coarse(kernels)),
            "maps": _packed(_coarse(maps)),
        },
    )


def _coarse(values: np.ndarray) -> np.ndarray:
    """-127 to 127 for the largest of all, as fine as colours are seen: a quarter of the size."""
    return np.round(values * (127 / max(np.abs(values).max(), 1e-12))).astype(np.int8)
