"""A vote on a test item whose label is disputed: one's own first, then what other people said."""

import streamlit as st

from core.problem import Votes
from ui import session

NEITHER = "neither"
_votes = session.Entry[dict[str, str]]("votes")  # by item of a kind, what this visitor said


def _key(kind: str, item: int) -> str:
    return f"{kind}-{item}"


def vote(kind: str, item: int, votes: Votes, labels: tuple[str, ...]) -> None:
    """The question, or where it was answered what others said. Its label is shown only then."""
    mine = _votes.get({}).get(_key(kind, item))
    label, other = labels[votes.label], labels[votes.other]
    if mine is None:
        st.text("People do not agree on its label. What do you see?")
        with st.container(horizontal=True):
            for answer in (*sorted((label, other)), NEITHER):
                if st.button(answer, key=f"vote-{item}-{answer}"):
                    _votes.set(_votes.get({}) | {_key(kind, item): answer})
                    st.rerun()
        return
    st.text(f"You said {mine}; its label says {label}. {sentence(votes, labels)}")
    st.caption("They were asked by Northcutt, Athalye and Mueller (2021).")


def sentence(votes: Votes, labels: tuple[str, ...]) -> str:
    """What others said: "Of 5 people who were asked, 2 said 0 and 3 said 6."."""
    counts = {
        labels[votes.label]: votes.for_label,
        labels[votes.other]: votes.for_other,
        NEITHER: votes.for_neither,
    }
    said = [f"{n or 'nobody'} said {name}" for name, n in counts.items() if n or name != NEITHER]
    return (
        f"Of {sum(counts.values())} people who were asked, {', '.join(said[:-1])} and {said[-1]}."
    )


def badge(kind: str, item: int, votes: Votes, labels: tuple[str, ...]) -> None:
    """On an item's card: that its label is disputed; what people said, only once one has voted."""
    text = "disputed label"
    if _key(kind, item) in _votes.get({}):
        text = f"{labels[votes.label]} {votes.for_label} : {votes.for_other} {labels[votes.other]}"
    st.badge(text, icon=":material/how_to_vote:", color="orange")
