"""The panel of letter counting: what each letter, pair and triple of a typed name says, with no network."""

import html

import numpy as np
import streamlit as st

from core.names import data, ngrams
from core.names.config import NamesConfig
from core.names.insight.letters import Trajectory
from core.palette import ABOVE, BELOW
from core.runs.predict import Answer
from core.runs.store import Run
from ui.components.glossed.glossed import prose
from ui.names.widgets import figures_csv, line
from ui.runs import probabilities

MOST = 12  # n-grams shown
STYLES = f"""<style>
.nk-grams {{display:grid; grid-template-columns:auto 1fr auto; gap:.15rem .6rem; align-items:center}}
.nk-grams b {{font:600 .95rem var(--st-code-font); text-align:right; white-space:pre}}
.nk-grams i {{display:block; height:.8rem; border-radius:2px}}
.nk-grams div {{display:grid; grid-template-columns:1fr 1fr}}
.nk-grams div > :first-child {{justify-self:end; width:100%; display:flex; justify-content:end}}
.nk-grams span {{font-variant-numeric:tabular-nums; text-align:right}}
.nk-grams .for {{background:{ABOVE}}} .nk-grams .against {{background:{BELOW}}}
</style>"""


def counting_letters(run: Run, name: str, path: Trajectory) -> None:
    """What counting says of a cleaned name, beside the network."""
    assert isinstance(run.config, NamesConfig)
    names = data.load(run.config.dataset)
    counting = ngrams.counting_of(names)
    if counting is None:
        st.info(
            "Counting was recorded for the surnames that ship with the app, and this network read "
            "others: there is nothing to hold it against.",
            icon=":material/functions:",
        )
        return
    p = dict(zip(names.languages, counting.probabilities(name).tolist(), strict=True))
    answer = Answer(tuple(sorted(p.items(), key=lambda pair: -pair[1])))
    network = names.languages[int(path.probabilities[-1].argmax())]
    prose(
        "says-counting",
        "No network at all: each letter, pair and triple of letters has a weight for each language, "
        "learned from the names in which it stands (^ is the beginning, $ the end). The weights are "
        "summed, and the largest sum wins.",
    )
    agree = ", as the network does" if answer.best == network else f"; the network says {network}"
    line("counting", f"Counting says {answer.best}{agree}.")
    left, right = st.columns(2, gap="large")
    with right:
        probabilities.bars(answer, f"What counting letters says of {name}", top=8)
    with left:
        chosen = st.selectbox(
            "What speaks for",
            [language for language, _ in answer.ranked],
            key=f"grams-{answer.best}",
        )
        found, parts = counting.contributions(name)
        mine = parts[:, names.languages.index(chosen)]
        order = np.argsort(-np.abs(mine))
        st.html(bars([found[k] for k in order[:MOST]], mine[order[:MOST]]))
        rest = mine[order[MOST:]]
        more = f" The other {len(rest)} add {rest.sum():+.2f} together." if len(rest) else ""
        bias = counting.bias[names.languages.index(chosen)]
        st.caption(
            f"Orange speaks for {chosen}, blue against it.{more} Any name at all begins at {bias:+.2f}."
        )
    figures_csv(
        "counting",
        ["n-gram", *names.languages],
        np.column_stack([np.array(found, object), parts.round(4)]),
    )


def bars(found: list[str], values: np.ndarray) -> str:
    """N-grams with a bar to the right for what is above zero, to the left for what is below."""
    largest = max(float(np.abs(values).max()), 1e-9) if len(values) else 1.0
    rows = []
    for gram, value in zip(found, values.tolist(), strict=True):
        bar = f"<i class='{{}}' style='width:{100 * abs(value) / largest:.0f}%'></i>"
        halves = (bar.format("against"), "<i></i>") if value < 0 else ("<i></i>", bar.format("for"))
        rows.append(
            f"<b>{html.escape(gram.replace(' ', '␣'))}</b><div>{halves[0]}{halves[1]}</div>"
            f"<span>{value:+.2f}</span>"
        )
    return f"{STYLES}<div class='nk-grams' translate='no'>{''.join(rows)}</div>"
