"""Panels inside a surname network: what it did with one name.

Only the panel that is chosen is computed. All charts redraw in place at each letter that is typed.
"""

import html
from collections.abc import Callable

import numpy as np
import streamlit as st

from core.charts import names, reliability
from core.errors import SurnameError
from core.insight import neighbours
from core.names.config import NamesConfig
from core.names.insight import letters, pairs
from core.names.text import clean, encode
from core.runs.predict import Answer, classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui import urls
from ui.components.glossed.glossed import prose
from ui.names.counting import counting_letters
from ui.names.letter_panel import what_each_did
from ui.names.states import states_caption
from ui.names.trust import given, items_of, trust
from ui.names.widgets import draw, figures_csv, line, network
from ui.runs import familiarity, probabilities

CHIPS = """<style>
.nk-near {display:flex; flex-wrap:wrap; gap:.35rem; margin:.2rem 0 .4rem}
.nk-near div {border:1px solid color-mix(in srgb, currentColor 22%, transparent); border-radius:.5rem;
  padding:.1rem .55rem}
.nk-near span {opacity:.72; font-size:.86em}
</style>"""


def trajectory_of(run: Run, name: str) -> letters.Trajectory:
    """The network's way through a cleaned name."""
    return letters.trajectory(network(run), encode(name))


def panels(run: Run, name: str, open_one: bool) -> None:
    """A choice of panels on a cleaned name, and the one that is chosen; `open_one`: whether one of them is
    open from the start."""
    urls.widget("view", "inside", PANELS, next(iter(PANELS)) if open_one else None)
    with st.container(key="views"):
        chosen = st.segmented_control(
            "See inside",
            list(PANELS),
            default=next(iter(PANELS)) if open_one else None,
            key="inside",
            persist_state="session",
        )
    if chosen:
        PANELS[chosen](run, name, trajectory_of(run, name))


def nearest(run: Run, name: str) -> None:
    """The training surnames that leave the network in nearly the same state."""
    familiarity.beside_answer(familiarity.strange(run, given(run, name)), items_of(run))
    found = neighbours.nearest(run, name)
    items = "".join(
        f"<div role='listitem'>{html.escape(n.surname)} <span>{html.escape(', '.join(n.languages))} · "
        f"{n.distance:.2f}</span></div>"
        for n in found
    )
    st.markdown("**Nearest surnames it was trained on**")
    st.html(
        f"{CHIPS}<div class='nk-near' translate='no' role='list' "
        f"aria-label='Nearest training surnames'>{items}</div>"
    )
    st.caption(
        "These leave the network in almost the same state (the smaller the figure, the closer). "
        "Try an ending of another language and see who the neighbours are."
    )


def letter_by_letter(run: Run, name: str, path: letters.Trajectory) -> None:
    languages, t = classes(run), len(name)
    best = languages[int(path.probabilities[-1].argmax())]
    config = run.config
    assert isinstance(config, NamesConfig)
    reads = {
        "forwards": "The network reads one letter after another; each line is what it would say if the "
        "name ended there.",
        "backwards": "The network reads from the end; each line is what it says to the letters up to "
        "there as a name of their own.",
        "both": "The network reads from both ends; each line is what it says to the letters up to there "
        "as a name of their own.",
    }[config.direction]
    prose(
        "says-letters",
        f"{reads} Drag the slider to a letter, and try a name that ends in -ski or -ez.",
    )
    k = path.settled
    line(
        "leads",
        f"{best} leads from letter {k + 1} (“{names.shown(name[k])}”) to the end."
        if k
        else f"{best} leads from the first letter to the end.",
    )
    at = t
    if t > 1:
        at = st.select_slider(
            "Read up to letter",
            range(1, t + 1),
            value=t,
            format_func=lambda i: f"{i} {names.shown(name[i - 1])}",
            key=f"at-{name}",
        )
    left, right = st.columns([5, 2], gap="large")
    with left:
        draw(
            names.answers(path, name, languages, at - 1),
            "sweep",
            300,
            f"Probability of each language after each letter of {name}; at the end {best}.",
        )
        draw(
            names.states(path, name, at - 1),
            "states",
            330,
            f"A heat map: the hidden units' values after each letter of {name}.",
        )
        st.caption(states_caption(config, path.states.shape[1]))
    with right:
        p = dict(zip(languages, path.probabilities[at - 1].tolist(), strict=True))
        ranked = Answer(tuple(sorted(p.items(), key=lambda pair: -pair[1])))
        line("after", f"After “{name[:at]}”: {ranked.best}")
        probabilities.bars(ranked, f"Probabilities after {name[:at]}", top=8)
    figures_csv(
        "sweep", ["letter", *languages], np.column_stack([list(name), path.probabilities.round(6)])
    )


def two_names(run: Run, name: str, path: letters.Trajectory) -> None:
    languages, net = classes(run), network(run)
    best = int(path.probabilities[-1].argmax())
    config = run.config
    assert isinstance(config, NamesConfig)
    backwards = config.direction == "backwards"
    prose(
        "says-two",
        "Both names walk through the network’s hidden state, a step for each letter, from the "
        f"same start{', their ends' * backwards}. Type a second name that differs by a letter or two.",
    )
    typed = st.text_input(
        "The second name",
        key="second",
        live="150ms",
        placeholder="left empty: the one letter that changes the answer most",
        persist_state="session",
    )
    if typed and typed.strip():
        second = clean(typed).letters
    else:
        second = pairs.most_different(letters.effects(net, encode(name), best), name)
        line(
            "compared",
            f"Compared with “{second}”: no other single letter takes more from {languages[best]}.",
        )
    if second == name:
        raise SurnameError(f"Both names are “{name}”; change a letter of the second.")
    other = letters.trajectory(net, encode(second))
    found = pairs.paths(*(pairs.walked(s, config.direction) for s in (path, other)))
    turn = -1 if backwards else 1
    same = pairs.common(name[::turn], second[::turn])
    says = languages[int(other.probabilities[-1].argmax())]
    line(
        "paths",
        f"“{name}”: {languages[best]} {percent(path.probabilities[-1, best], 0)}. “{second}”: {says} "
        f"{percent(other.probabilities[-1].max(), 0)}. "
        + (f"The same path for {same} letters, then they part." if same else "They part at once."),
    )
    left, right = st.columns(2, gap="large")
    with left:
        draw(
            reliability.parting(found, name, second, backwards),
            "parting",
            360,
            f"Paths of {name} and {second} through the hidden state.",
        )
        st.caption(
            f"A plane through the hidden state, which shows {percent(found.kept, 0)} of how far these "
            "states lie apart."
            + " Of the two ways in which it reads, the way forwards." * (config.direction == "both")
            + " Begin and end marks are left out." * config.marks
        )
    with right:
        draw(
            reliability.apart(
                path.probabilities[:, best],
                other.probabilities[:, best],
                (name, second),
                languages[best],
            ),
            "apart",
            360,
            f"Probability of {languages[best]} after each letter of {name} and {second}.",
        )
    walks = ((name, path, found.first), (second, other, found.second))
    figures_csv(
        "two-names",
        ["name", "letter", "x", "y", *languages],
        np.concatenate(
            [
                np.column_stack(
                    [[word] * len(word), list(word), steps[1:][::turn], walk.probabilities]
                )
                for word, walk, steps in walks
            ]
        ),
    )


PANELS: dict[str, Callable[[Run, str, letters.Trajectory], None]] = {
    "Letter by letter": letter_by_letter,
    "What each letter did": what_each_did,
    "Two names": two_names,
    "Counting letters": counting_letters,
    "Can I trust it?": trust,
}
