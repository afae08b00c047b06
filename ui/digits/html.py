"""HTML of the inside of a digits network: pictures and tables that redraw without a flicker."""

import base64
import html
import io
import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from PIL import Image

from core.digits.insight.activations import Inside, strongest
from core.insight.all_networks import Opinion
from core.palette import ABOVE, AMOUNT, BELOW, WRONG, rgb
from core.statistics.percent import percent

STYLE = """<style>
.nk-in img {width:112px; height:112px; flex:none; border-radius:.3rem;
  border:1px solid color-mix(in srgb, currentColor 25%, transparent)}
.nk-steps {display:grid; grid-template-columns:repeat(auto-fill, minmax(140px, 1fr)); gap:1rem .9rem}
.nk-in {font-size:.875rem; line-height:1.4}
.nk-in small {opacity:.8}
.nk-in.large img {width:min(100%, 210px); height:auto; aspect-ratio:1}
.nk-scroll {overflow-x:auto}
.nk-table {border-collapse:separate; border-spacing:1px; font-size:.875rem; width:100%;
  font-variant-numeric:tabular-nums}
.nk-table th {font-weight:500; text-align:center; padding:.15rem .3rem}
.nk-table td {text-align:right; padding:.2rem .45rem; min-width:1.9rem}
.nk-table th:first-child {text-align:left; min-width:8rem; overflow-wrap:anywhere}
.nk-table .sum td, .nk-table .sum th {border-top:1px solid currentColor; font-weight:700}
.nk-table .bar {width:38%; min-width:5rem; padding:0; position:relative}
.nk-table .bar i {position:absolute; top:.25rem; bottom:.25rem; border-radius:.15rem}
.nk-table .bar::after {content:""; position:absolute; left:50%; top:0; bottom:0; width:1px;
  background:color-mix(in srgb, currentColor 40%, transparent)}
@media (max-width: 640px) {
  .nk-table {font-size:.75rem}
  .nk-table th, .nk-table td {padding:.2rem .1rem; min-width:1.25rem}
  .nk-table th:first-child {min-width:4.5rem}
}
</style>"""


def _url(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _picture(layers: Sequence[np.ndarray], alt: str, marks: str = "") -> str:
    """Pixels (h, w) or (h, w, 4) uint8 over each other, in a square; `marks` is SVG in pixels.

    An image of SVG, since `st.html` keeps no SVG of its own.
    """
    height, width = layers[0].shape[:2]
    side = max(height, width)
    x, y = (side - width) / 2, (side - height) / 2
    images = "".join(
        f"<image href='{_url(p)}' width='{width}' height='{height}' "
        "style='image-rendering:pixelated'/>"
        for p in layers
    )
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{-x} {-y} {side} {side}' "
        f"width='{side}' height='{side}'>{images}{marks}</svg>"
    )
    source = base64.b64encode(svg.encode()).decode()
    return f"<img src='data:image/svg+xml;base64,{source}' alt='{html.escape(alt, quote=True)}'>"


def step(picture: np.ndarray, alt: str, words: str, marks: str = "") -> str:
    """A card: a grey picture (h, w) in 0..1 with SVG marks on it, and words, already HTML, below."""
    pixels = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return f"<div class='nk-in'>{_picture([pixels], alt, marks)}<div>{words}</div></div>"


def steps(cards: Sequence[str], drawing: str) -> None:
    """Cards in a row, or in several where there is no room."""
    st.html(f"{STYLE}<div class='nk-steps' data-drawing='{drawing}'>{''.join(cards)}</div>")


def frame(box: tuple[slice, slice], paper: int) -> str:
    """An SVG frame around rows and columns of a picture of `paper` pixels a side."""
    rows, columns = box
    return (
        f"<rect x='{columns.start}' y='{rows.start}' width='{columns.stop - columns.start}' "
        f"height='{rows.stop - rows.start}' fill='none' "
        f"stroke='{AMOUNT}' stroke-width='{paper / 56}'/>"
    )


def cross(at: float) -> str:
    """SVG lines that cross at (at, at) of 28 x 28."""
    return f"<path d='M{at} 0V28M0 {at}H28' stroke='{AMOUNT}' stroke-width='.35' fill='none'/>"


def heat(values: np.ndarray, picture: np.ndarray, scale: float, alt: str, drawing: str) -> None:
    """Signed values (28, 28) in orange and blue over the drawing in grey; `scale` is full colour."""
    strength = np.clip(np.abs(values) / max(scale, 1e-12), 0, 1)
    tint = np.where((values < 0)[..., None], rgb(BELOW), rgb(ABOVE)).astype(np.uint8)  # (28, 28, 3)
    colours = np.dstack([tint, (strength * 255).astype(np.uint8)])
    grey = np.dstack(
        [np.full((28, 28, 3), 128, np.uint8), (np.clip(picture, 0, 1) * 90).astype(np.uint8)]
    )
    image = _picture([grey, colours], alt)
    st.html(f"{STYLE}<div class='nk-in large' data-drawing='{drawing}'>{image}</div>")


def units(inside: Inside, digit: int, labels: Sequence[str], drawing: str) -> None:
    """The dense units that move a class's score most, and how they add up to it."""
    strong, rest = strongest(inside, digit)
    longest = max((abs(u.product) for u in strong), default=0) or 1

    def bar(v: float) -> str:
        share, colour = 50 * min(1, abs(v) / longest), ABOVE if v >= 0 else BELOW
        left = 50 if v >= 0 else 50 - share
        style = f"left:{left:.1f}%;width:{share:.1f}%;background:{colour}"
        return f"<td class='bar'><i style='{style}'></i></td>"

    rows = [
        f"<tr><th>unit {u.unit + 1}</th><td>{number(u.value)}</td><td>{number(u.weight)}</td>"
        f"<td>{number(u.product)}</td>{bar(u.product)}</tr>"
        for u in strong
    ]
    others = len(inside.hidden) - len(strong)
    if others:
        rows.append(
            f"<tr><th>the other {others}</th><td></td><td></td><td>{number(rest)}</td>{bar(rest)}</tr>"
        )
    bias = float(inside.bias[digit])
    rows.append(f"<tr><th>bias</th><td></td><td></td><td>{number(bias)}</td>{bar(bias)}</tr>")
    rows.append(
        f"<tr class='sum'><th>score of {html.escape(labels[digit])}</th><td></td><td></td>"
        f"<td>{number(float(inside.logits[digit]))}</td><td></td></tr>"
    )
    head = "<tr><th></th><th>value</th><th>× weight</th><th>= part</th><th></th></tr>"
    _table(head, rows, f"How dense units make the score of {labels[digit]}", drawing)


def softmax(inside: Inside, labels: Sequence[str], noun: str, drawing: str) -> None:
    """Scores, their exponentials and the probabilities."""
    # Only differences between scores count: taking the largest away keeps the numbers readable.
    most = float(inside.logits.max())
    powers = [math.exp(float(s) - most) for s in inside.logits]
    rows = [
        f"<tr><th>{html.escape(labels[d])}</th><td>{number(float(inside.logits[d]))}</td><td>{_power(powers[d])}</td>"
        f"<td style='{_shade(p)}'>{percent(p, 2)}</td></tr>"
        for d, p in enumerate(inside.probabilities.tolist())
    ]
    rows.append(
        f"<tr class='sum'><th>sum</th><td></td><td>{_power(sum(powers))}</td><td>{percent(1, 2)}</td></tr>"
    )
    head = f"<tr><th>{noun}</th><th>score</th><th>e^(score − largest)</th><th>share</th></tr>"
    _table(head, rows, f"Scores and probabilities of each {noun}", drawing)


def opinions(found: Sequence[Opinion], labels: Sequence[str], noun: str, drawing: str) -> None:
    """A row a network, a column a class, the probability as shade and percent."""

    def cells(p: np.ndarray) -> str:
        return "".join(
            f"<td style='{_shade(v)}'>{'' if v < 0.005 else f'{v * 100:.0f}'}</td>"
            for v in p.tolist()
        )

    rows = [
        f"<tr><th>{html.escape(o.run.title)}</th><td><b>{html.escape(labels[o.best])}</b></td>"
        f"<td>{percent(o.disagreement, 0)}</td>{cells(o.probabilities)}</tr>"
        for o in found
    ]
    mean = np.mean([o.probabilities for o in found], axis=0)
    rows.append(
        f"<tr class='sum'><th>mean of all</th><td>{html.escape(labels[int(mean.argmax())])}</td><td></td>"
        f"{cells(mean)}</tr>"
    )
    classes = "".join(f"<th>{html.escape(label)}</th>" for label in labels)
    head = f"<tr><th>network</th><th>says</th><th>differs</th>{classes}</tr>"
    _table(head, rows, f"Probability in percent of each {noun}, by network", drawing)


def _table(head: str, rows: list[str], label: str, drawing: str) -> None:
    st.html(
        f"{STYLE}<div class='nk-scroll' data-drawing='{drawing}' tabindex='0' role='region' "
        f"aria-label='{html.escape(label, quote=True)}'><table class='nk-table'>"
        f"<caption hidden>{html.escape(label)}</caption><thead>{head}</thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _power(v: float) -> str:
    return f"{v:.6f}" if v >= 5e-7 else "< 0.000001"


def _shade(p: float) -> str:
    return f"background:color-mix(in srgb, {AMOUNT} {60 * p:.0f}%, transparent)"


def number(v: float) -> str:
    """Two decimals, with a true minus sign."""
    return f"{v:.2f}".replace("-", "−")


def answer(label: str, p: float, differs: bool) -> str:
    """What a network says, in a few words; `differs`: from what it says after all steps."""
    style = f" style='border-bottom:3px solid {WRONG}'" if differs else ""
    return f"<span{style}><b>{html.escape(label)}</b> ({percent(p, 0)}){' ≠' if differs else ''}</span>"
