"""The layer table: shape, parameters and work of each layer of a digits network."""

import html
from collections.abc import Sequence

import streamlit as st

from core.palette import AMOUNT
from core.problem import Layer
from core.statistics.percent import percent

STYLE = f"""<style>
.nk-layers {{overflow-x:auto}}
.nk-layers table {{border-collapse:collapse; width:100%; font-size:.875rem; line-height:1.35;
  font-variant-numeric:tabular-nums}}
.nk-layers th, .nk-layers td {{padding:.3rem .5rem; text-align:right; white-space:nowrap;
  border-bottom:1px solid color-mix(in srgb, currentColor 14%, transparent)}}
.nk-layers thead th {{vertical-align:bottom; white-space:normal; font-weight:600}}
.nk-layers th:first-child {{text-align:left; font-weight:400}}
.nk-layers thead th:first-child {{font-weight:600}}
.nk-layers i {{display:inline-block; height:.6rem; border-radius:.15rem; background:{AMOUNT};
  margin-right:.4rem; vertical-align:baseline}}
.nk-layers tr > .out {{text-align:left}}
</style>"""
FULL = 3.2  # rem: the bar of a layer that has everything


def show(layers: Sequence[Layer]) -> None:
    """A row for each layer, and a bar for its share of the parameters and of the work."""
    parameters = sum(layer.parameters for layer in layers)
    adds = sum(layer.multiply_adds for layer in layers)
    rows = ["<tr><th scope='row'>Image</th><td class='out'>(N, 1, 28, 28)</td>" + "<td></td>" * 4]
    for layer in layers:
        rows.append(
            f"<tr><th scope='row'>{html.escape(layer.name)}</th>"
            f"<td class='out'>{html.escape(layer.shape_text)}</td>"
            + _cells(layer.parameters, parameters)
            + _cells(layer.multiply_adds, adds)
        )
    head = "".join(
        f"<th scope='col'{kind}>{words}</th>"
        for words, kind in (
            ("Layer", ""),
            ("Output", " class='out'"),
            ("Parameters", ""),
            ("share of parameters", ""),
            ("Multiply-adds", " title='For one image, forward.'"),
            ("share of the work", ""),
        )
    )
    st.html(
        f"{STYLE}<div class='nk-layers' tabindex='0' role='region' "
        f"aria-label='The network, layer by layer'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{'</tr>'.join(rows)}</tr></tbody></table></div>"
    )


def _cells(number: int, total: int) -> str:
    """The number and its share; blank where there is none: zeros would hide the layers that count."""
    if not number:
        return "<td></td><td></td>"
    share = number / total
    bar = f"<i style='width:{FULL * share:.2f}rem'></i>"
    return f"<td>{number:,}</td><td>{bar}{percent(share, 0)}</td>"
