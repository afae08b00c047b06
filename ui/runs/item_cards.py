"""Cards of test items: each with its picture or name, what the network said, and a link to all about it."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.insight import mistakes
from core.insight.held_out import HeldOut, test_set
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui import urls
from ui.problems import problem_page
from ui.runs.votes import badge
from ui.text import plain


def cards(
    run: Run,
    answers: HeldOut,
    rows: np.ndarray,
    disputed: np.ndarray,
    more: Callable[[int], str] | None = None,
    slot: str = "",
) -> None:
    """The items as cards, each with a link to the page that shows everything about it.

    `more` is called with a row and says what else stands on its card. An item may have a card in each
    `slot` of a page.
    """
    near = mistakes.torn(answers)
    labels, twin = classes(run), problem_page(run.kind)
    names, unit = test_set(run).names, problem(run.kind).words_of(run.config).item
    voted_on = problem(run.kind).disputed(run.config)
    words = "others say so too" if twin.ambiguity is None else twin.ambiguity.one
    with st.container(horizontal=True, gap="small"):
        for row, item in zip(rows.tolist(), answers.items[rows].tolist(), strict=True):
            key = f"card-{slot}{row}"  # its link covers it, see theme.css
            with st.container(border=True, width=168, gap="xsmall", key=key):
                said, truth = answers.said[row], answers.truth[row]
                twin.item(run.config, item, labels[truth])
                urls.link(
                    twin.ask.page,
                    plain(names[item]) if names else f"Test {unit} {item}",
                    ":material/arrow_forward:",
                    **{"run": run.id, twin.item_query: names[item] if names else str(item)},
                )
                sure = percent(answers.confidence[row], 0)
                text = f"said {labels[said]} ({sure})"
                if said != truth:
                    missed = percent(answers.probabilities[row, truth], 0)
                    text += f", is {labels[truth]} ({missed})"
                st.text(f"{text}; {more(row)}" if more else text)
                if votes := voted_on.get(item):
                    badge(run.kind, item, votes, labels)
                if said == truth:
                    continue
                if disputed[row]:
                    st.badge(words, icon=":material/balance:", color="blue")
                elif near[row]:
                    st.badge("nearly undecided", icon=":material/call_split:", color="gray")
