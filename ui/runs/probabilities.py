"""Probability bars of an answer, and the picture that a digits network got."""

import base64
import hashlib
import html
import io

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from core.palette import AMOUNT
from core.runs.predict import DOUBT, Answer
from core.statistics.percent import percent

STYLE = """<style>
.nk-bars {display:grid; gap:.28rem .6rem; align-items:center;
  grid-template-columns:minmax(0,max-content) minmax(1rem,1fr) minmax(max-content,4.2em)}
.nk-fit {container-type:inline-size}
@container (max-width:11rem) { /* no room for bars: the figures say the same */
  .nk-bars {grid-template-columns:minmax(0,1fr) max-content}
  .nk-bars .t {display:none}
}
.nk-bars b, .nk-bars span {white-space:nowrap; font-variant-numeric:tabular-nums}
.nk-bars > :not(.t) {overflow:hidden; text-overflow:ellipsis}
.nk-bars .n {text-align:right}
.nk-bars i {display:block; height:.95rem; border-radius:.25rem; min-width:2px}
.nk-bars .t {background:color-mix(in srgb, currentColor 9%, transparent); border-radius:.25rem}
.nk-seen {image-rendering:pixelated; width:100%; max-width:196px; aspect-ratio:1; border-radius:.4rem;
  border:1px solid color-mix(in srgb, currentColor 25%, transparent)}
[data-testid=stLayoutWrapper]:has(> .st-key-said) {flex:5 1 200px}
[data-testid=stLayoutWrapper]:has(> .st-key-got) {flex:2 1 120px; max-width:196px}
</style>"""


def bars(answer: Answer, title: str, top: int | None = None) -> None:
    """The probabilities, the likeliest first, as bars with figures.

    Plain HTML: it is redrawn with every stroke and letter, and a chart would flicker.
    """
    rows = []
    for k, (label, p) in enumerate(answer.ranked[:top]):
        name, tag = html.escape(label), "b" if k == 0 else "span"
        rows.append(
            f"<{tag}>{name}</{tag}><div class='t'><i style='width:{100 * p:.2f}%;background:{AMOUNT};"
            f"opacity:{1 if k == 0 else 0.6}'></i></div><{tag} class='n'>{percent(p)}</{tag}>"
        )
    label = html.escape(title, quote=True)
    st.html(
        f"{STYLE}<div class='nk-fit'><div class='nk-bars' translate='no' role='group' "
        f"aria-label='{label}'>{''.join(rows)}</div></div>"
    )


def network_input(picture: np.ndarray) -> None:
    """The 28 x 28 picture that the network got, enlarged without smoothing. Values 0..1."""
    url = ink_url(picture)
    st.html(f"{STYLE}<img class='nk-seen' src='{url}' alt='The 28 by 28 picture the network got'>")


def ink_url(picture: np.ndarray) -> str:
    """A grey picture with values 0..1 as the address of an image."""
    buffer = io.BytesIO()
    Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def anew(slot: str, words: str) -> DeltaGenerator:
    """A container that is a new one for other words. A browser that has translated a page puts nodes of
    its own in the place of texts, and an update of what stood there is lost."""
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return st.container(key=f"{slot}-{digest}")


def unsure(answer: Answer) -> bool:
    """Whether the two likeliest are close."""
    return answer.ranked[0][1] - answer.ranked[1][1] < DOUBT
