"""A run's mistakes in tabs: a mosaic, the confusion matrix with the items of a cell, a simple method."""

import numpy as np
import streamlit as st

from core.insight import mistakes
from core.insight.held_out import HeldOut, held_out
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui import session, urls
from ui.components.confusion_matrix.confusion_matrix import confusion_matrix
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.runs import download, mistakes_mosaic, simple_methods
from ui.runs.item_cards import cards
from ui.text import plain

PAGE = 12
BY_CLASS = "By class"
TABS, TAB = ("At a glance", BY_CLASS, "Beside a simple method"), "mistakes-tab"
_shown = session.Entry[dict[tuple[str, int, int], int]]("shown")  # how many cards of a run's cell


def browse(run: Run) -> None:
    """Everything below the choice of a run, in tabs."""
    with st.spinner("Reading the test set …"):
        answers = held_out(run)
        disputed, others = mistakes.disputes(run, answers)
    whose(run, answers, disputed, others)
    labels = classes(run)
    follow_cell(answers, len(labels))
    glance, by_class, simple = st.tabs(TABS, on_change="rerun", key=TAB)
    with glance:
        mistakes_mosaic.show(run, answers, disputed)
        download.as_csv(
            "mistakes",
            lambda: mistakes.mistakes_csv(run, answers, disputed),
            f"{run.id}-mistakes.csv",
        )
    with by_class:
        cell_items(run, answers, disputed, *chosen_cell(answers, labels))
    with simple, error_boundary():
        simple_methods.show(run, answers, disputed)


def follow_cell(answers: HeldOut, n: int) -> None:
    """Choose the tab, and the cell of a matrix of n classes, that the address names."""
    came = urls.follow("cell", lambda text: _cell(text, n), commonest(answers))
    named = urls.parameter("cell") is not None
    urls.widget("tab", TAB, TABS, TABS[0])
    if came is not None:
        session.chosen_cell.set(came)
        if named:
            st.session_state[TAB] = BY_CLASS
            urls.tell(tab=BY_CLASS)


def commonest(answers: HeldOut) -> tuple[int, int]:
    """The cell with most mistakes."""
    common = mistakes.frequent(answers)
    return common[0][:2] if common else (0, 0)


def cell_items(run: Run, answers: HeldOut, disputed: np.ndarray, truth: int, said: int) -> None:
    """The test items of one cell of the matrix, as cards."""
    labels = classes(run)
    rows = mistakes.cell(answers, truth, said)
    st.header("Right answers" if truth == said else "Mistakes", anchor=False)
    items = f"{len(rows):,} test item{'' if len(rows) == 1 else 's'}"
    st.text(f"{items} of class {labels[truth]} read as {labels[said]}, the most confident first.")
    if not len(rows):
        st.info("No test item fell into this cell; choose another.", icon=":material/grid_off:")
        return
    st.caption("Click one to see all that the network did with it. Try the most confident first.")
    show = _shown.get({}).get((run.id, truth, said), PAGE)
    cards(run, answers, rows[:show], disputed)
    if len(rows) > show and st.button(f"Show {min(PAGE, len(rows) - show)} more"):
        _shown.set({(run.id, truth, said): show + PAGE})
        st.rerun()


def whose(run: Run, answers: HeldOut, disputed: np.ndarray, others: int) -> None:
    """Whose fault the mistakes are, as far as that is known."""
    found, ambiguity = mistakes.fault(answers, disputed), problem_page(run.kind).ambiguity
    with st.container(horizontal=True):
        st.metric("Mistakes", f"{found.mistakes:,}", help=f"Of {len(answers.truth):,} test items.")
        if ambiguity:
            st.metric(ambiguity.many, f"{found.disputed:,}", help=ambiguity.help)
        elif others:
            st.metric(
                "Others say so too",
                f"{found.disputed:,}",
                help=f"{others} other run(s) of yours that read at least 90 % of the test set all "
                "give the same wrong answer. That hints at a hard picture; it does not prove that "
                "the label is wrong.",
            )
        st.metric(
            "Nearly undecided",
            f"{found.torn:,}",
            help="Of the rest: its two likeliest classes are less than 25 points apart.",
        )
        st.metric(
            "Only this network",
            f"{found.own:,}",
            help="What is left: it clearly preferred one class, and a wrong one.",
        )
    if sure := mistakes.undisputed(run, answers):
        right, n = sure
        st.caption(
            f"Of {len(answers.truth) - n} test items, people who were asked did not bear out the label. On "
            f"the {n:,} others this network gets {percent(right / n, 2)} right, on all "
            f"{percent(answers.right.mean(), 2)}."
        )
    if not ambiguity and not others:
        reads = problem(run.kind).words_of(run.config).title.lower()
        st.caption(
            f"Train a second network for {reads}: then you see here which mistakes both make alike."
        )


def _cell(text: str, n: int) -> tuple[int, int]:
    """The cell that a link names, of a matrix of n classes. Raises ValueError."""
    parts = text.split(",")
    if len(parts) != 2 or not all(p.isascii() and p.isdigit() and int(p[:6]) < n for p in parts):
        raise ValueError(f"a cell is two numbers below {n} with a comma between")
    return int(parts[0]), int(parts[1])


def chosen_cell(answers: HeldOut, labels: tuple[str, ...]) -> tuple[int, int]:
    """The (truth, answer) that was clicked in the matrix, or chosen from the lists."""
    n, common, first = len(labels), mistakes.frequent(answers), commonest(answers)
    cell = session.chosen_cell.get(first)
    told = cell != first and st.session_state[TAB] == BY_CLASS
    urls.tell(cell=f"{cell[0]},{cell[1]}" if told else None)
    if max(cell) >= n:
        cell = first  # of a run with more classes
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.caption(
            "Rows are the truth, columns the answers. On the diagonal is what is right; beside it, in the "
            "other colour, are the mistakes. Click a cell to see its items."
        )
        if (clicked := confusion_matrix(answers.confusion, labels, cell)) not in (None, cell):
            session.chosen_cell.set(clicked)
            st.rerun()  # what was drawn already marks it, too
    with right:
        st.markdown("**The commonest mistakes**")
        for truth, said, count in common:
            label = f"{plain(labels[truth])} read as {plain(labels[said])}: {count}"
            st.button(
                label,
                key=f"often-{truth}-{said}",
                width="stretch",
                on_click=session.chosen_cell.set,
                args=((truth, said),),
            )
        st.session_state["truth"], st.session_state["said"] = cell
        session.chosen_cell.set(cell)

        def choose() -> None:
            session.chosen_cell.set((st.session_state["truth"], st.session_state["said"]))

        one, two = st.columns(2)
        show = labels.__getitem__
        one.selectbox("True class", range(n), format_func=show, key="truth", on_change=choose)
        two.selectbox("Its answer", range(n), format_func=show, key="said", on_change=choose)
    return cell
