"""The letter panel: what each letter of a surname did, measured, and for the notes' cells exactly."""

import numpy as np
import streamlit as st

from core.charts import names
from core.insight.memory import memory_of
from core.names.insight import letters, linear
from core.names.notes_rnn import NotesRNN
from core.names.text import ALPHABET, encode
from core.runs.predict import classes
from core.runs.store import Run
from ui.components.glossed.glossed import prose
from ui.names.widgets import draw, figures_csv, line, network


def what_each_did(run: Run, name: str, path: letters.Trajectory) -> None:
    languages, code, net = classes(run), encode(name), network(run)
    order = np.argsort(-path.probabilities[-1], kind="stable").tolist()
    its = "its answer"  # whatever that is: the choice must outlast another name
    choice = st.selectbox("What spoke for", [0, *(k + 1 for k in sorted(order))], key="language",
                         format_func=lambda k: languages[k - 1] if k else its)  # fmt: skip
    language = choice - 1 if choice else order[0]
    found = letters.effects(net, code, language)
    prose(
        "says-each",
        "Bars upwards are letters that speak for that language: without them, or with another "
        "letter there, it would be less likely. Try another language: which letters speak for it?",
    )
    draw(
        names.support(found, code, name),
        "support",
        300,
        f"How much each letter of {name} speaks for {languages[language]}, in nats.",
    )
    st.caption(
        "In nats: 0.69 means twice (or half) as likely. The gradient is for a tiny change of "
        "the letter; the other two are real changes."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        prose(
            "says-replaced",
            "**Another letter there.** Each cell replaces one letter: orange makes "
            "the language likelier, blue less likely. Find the darkest blue and type that name.",
        )
        draw(
            names.replacements(found, name),
            "replaced",
            560,
            f"A map of letters by positions: the change when a letter of {name} is replaced.",
        )
    with right:
        prose(
            "says-gradient",
            "**How far back the gradient reaches.** The length of each letter's gradient: where it "
            "is tiny, training could hardly change what the network makes of that letter. "
            "Try a long name.",
        )
        draw(
            names.sizes(found, name),
            "sizes",
            280,
            f"Length of the gradient at each letter of {name}.",
        )
    figures_csv(
        "letters",
        ["letter", "left out", *(f"replaced by {c!r}" for c in ALPHABET), "slope"],
        np.column_stack(
            [list(name), found.left_out, found.replaced, found.gradient[np.arange(len(code)), code]]
        ),
    )
    if isinstance(net, NotesRNN):
        exactly(run, net, name, order)
    else:
        st.caption(
            "A network with one of the notes' cells (linear, relu-1, relu-2) can be taken apart "
            "exactly, letter by letter: train one to see it here."
        )


def exactly(run: Run, net: NotesRNN, name: str, order: list[int]) -> None:
    """The notes' cells are linear in the state: what each letter adds, and how long it lasts."""
    languages = classes(run)
    best, second = order[:2]
    found, lasting = linear.contributions(net, encode(name)), memory_of(run)
    logits = found.letters.sum(0) + found.bias
    odds = float(logits[best] - logits[second])
    st.header("Exactly, because this cell is linear in its state", anchor=False)
    line(
        "exactly",
        f"Every letter adds its own term, whatever the other letters are. Together they make "
        f"{odds:+.2f} nats for {languages[best]} rather than {languages[second]}: odds of "
        f"{np.exp(odds):,.1f} to 1. Try moving a letter: only its distance from the end counts.",
    )
    draw(
        names.terms(found, name, best, second, [languages[best], languages[second]]),
        "terms",
        300,
        f"What each letter of {name} adds for {languages[best]} rather than {languages[second]}.",
    )
    figures_csv(
        "terms",
        ["letter", *languages],
        np.column_stack([[*name, "bias"], np.vstack([found.letters, found.bias])]),
    )
    left, right = st.columns(2, gap="large")
    with left:
        prose(
            "says-reach",
            "**How long a letter is heard.** Each further letter passes what was said before "
            "through the hidden matrix once more: the notes’ causality. How much the letters "
            "of held-out names say, by the number of letters after them. Try two runs with other "
            "hidden sizes.",
        )
        draw(
            names.influence(lasting),
            "reach",
            280,
            "How much a letter says by its distance from the end.",
        )
    with right:
        prose(
            "says-spectrum",
            "**The spectrum of the hidden matrix.** Inside the dashed circle what is passed on "
            "fades, outside it grows, away from the real axis it swings. Try a run that trained "
            "for fewer steps.",
        )
        draw(names.spectrum(lasting), "spectrum", 280, "Eigenvalues beside the unit circle.")
    line("fading", linear.fading(lasting))
