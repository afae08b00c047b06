"""A training's snapshots as a film: answer, kernels and feature maps of a convolution at every moment."""

from collections.abc import Sequence

import numpy as np

from core.digits.picture_sets import PictureSet
from core.insight.snapshots import Moment
from ui.components.component import component
from ui.components.feature_maps.feature_maps import packed

MOST_FILMED = 16  # channels, since every snapshot sends its own
mount = component("training_film")


def film(moments: Sequence[Moment], index: int, drawing: str, known: PictureSet) -> None:
    """The answer, the kernels and the feature maps of a convolution at every moment, to play; `known` is
    what the network was trained on."""
    kernels = np.stack([m.weight[:MOST_FILMED] for m in moments])  # (t, c, c_in, k, k)
    maps = np.stack([m.maps[:MOST_FILMED] for m in moments])  # (t, c, h, w)
    mount(
        key="inside_film",
        data={
            "drawing": drawing,
            "layer": index,
            "labels": list(known.labels),
            "noun": known.noun,
            "nouns": known.nouns,
            "steps": [m.step for m in moments],
            "tested": [m.tested for m in moments],
            "probabilities": [[round(float(p), 5) for p in m.probabilities] for m in moments],
            "channels": maps.shape[1],
            "inputs": kernels.shape[2],
            "k": kernels.shape[-1],
            "side": maps.shape[-1],
            "kernels": packed(_coarse(kernels)),
            "maps": packed(_coarse(maps)),
        },
    )


def _coarse(values: np.ndarray) -> np.ndarray:
    """-127 to 127 for the largest of all, as fine as colours are seen: a quarter of the size."""
    return np.round(values * (127 / max(np.abs(values).max(), 1e-12))).astype(np.int8)
