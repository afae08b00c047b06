"""A run's mistakes: the confusion matrix, and the items of one of its cells."""

import html
from collections.abc import Iterator

import numpy as np
import streamlit as st

from core.charts import reliability
from core.digits import data as digits_data
from core.insight import mistakes
from core.insight.held_out import HeldOut, held_out, names_of
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics.percent import percent
from ui import session, urls
from ui.components.run_monitor.payload import ASKED
from ui.runs import confusion_matrix, download
from ui.runs.probabilities import ink_url
from ui.text import plain

PAGE = 24
_cell = session.Entry[tuple[int, int]]("cell")  # the (truth, answer) that is shown
_clicked = session.Entry[list[tuple[int, int]]]("clicked")  # the matrix, the last time
_shown = session.Entry[dict[tuple[str, int, int], int]]("shown")  # how many cards of a run's cell


def browse(run: Run) -> None:
    """Everything below the choice of a run."""
    with st.spinner("Reading the test set …"):
        answers = held_out(run)
        disputed, others = disputes(run, answers)
    whose(run, answers, disputed, others)
    labels = classes(run)
    download.as_csv(
        "mistakes",
        lambda: mistakes.mistakes_csv(run, answers, disputed),
        f"{run.id}-mistakes.csv",
    )
    truth, said = chosen_cell(answers, labels)
    rows = mistakes.cell(answers, truth, said)
    st.header("Right answers" if truth == said else "Mistakes", anchor=False)
    items = f"{len(rows):,} test item{'' if len(rows) == 1 else 's'}"
    st.text(f"{items} of class {labels[truth]} read as {labels[said]}, the most confident first.")
    if not len(rows):
        st.info("No test item fell into this cell; choose another.", icon=":material/grid_off:")
        return
    st.caption("Click one to see all that the network did with it. Try the most confident first.")
    show = _shown.get({}).get((run.id, truth, said), PAGE)
    cards(run, answers, rows[:show], disputed, others)
    if len(rows) > show and st.button(f"Show {min(PAGE, len(rows) - show)} more"):
        _shown.set({(run.id, truth, said): show + PAGE})
        st.rerun()


def disputes(run: Run, answers: HeldOut) -> tuple[np.ndarray, int]:
    """Of which items others dispute the truth (n,), and how many other runs were asked."""
    if run.kind == "names":
        return mistakes.stands_there_too(run, answers), 0
    others = mistakes.others_of(run)
    votes = mistakes.say_so_too(answers, others)
    return (votes == len(others)) & bool(others), len(others)


def whose(run: Run, answers: HeldOut, disputed: np.ndarray, others: int) -> None:
    """Whose fault the mistakes are, as far as that is known."""
    found = mistakes.fault(answers, disputed)
    with st.container(horizontal=True):
        st.metric("Mistakes", f"{found.mistakes:,}", help=f"Of {len(answers.truth):,} test items.")
        if run.kind == "names":
            st.metric(
                "Ambiguous spellings",
                f"{found.disputed:,}",
                help="The data has the same spelling in the language that was answered, too: from "
                "the letters alone nobody can tell which is meant.",
            )
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
    if run.kind == "digits" and not others:
        st.caption(
            "Train a second network for digits: then you see here which mistakes both make alike."
        )


def chosen_cell(answers: HeldOut, labels: tuple[str, ...]) -> tuple[int, int]:
    """The (truth, answer) that was clicked in the matrix, or chosen from the lists."""
    n = len(labels)
    common = mistakes.frequent(answers)
    first = common[0][:2] if common else (0, 0)
    cell = _cell.get(first)
    if max(cell) >= n:
        cell = first  # of a run with more classes
    left, right = st.columns([3, 2], gap="large")
    with left:
        event = confusion_matrix.show(answers.confusion, labels, "confusion", "rerun")
    picked = [
        reliability.clicked(group["series_index"], group["data_indices"][0], n)
        for group in event.selection.selected
        if group["data_indices"]
    ]
    # Only a new click counts: the old selection comes back at each rerun.
    if picked != _clicked.get([]):
        _clicked.set(picked)
        if new := [p for p in picked if p != cell]:
            cell = new[0]
    with right:
        st.markdown("**The commonest mistakes**")
        for truth, said, count in common:
            label = f"{plain(labels[truth])} read as {plain(labels[said])}: {count}"
            if st.button(label, key=f"often-{truth}-{said}", width="stretch"):
                cell = truth, said
        st.session_state["truth"], st.session_state["said"] = cell
        _cell.set(cell)

        def choose() -> None:
            _cell.set((st.session_state["truth"], st.session_state["said"]))

        one, two = st.columns(2)
        show = labels.__getitem__
        one.selectbox("True class", range(n), format_func=show, key="truth", on_change=choose)
        two.selectbox("Its answer", range(n), format_func=show, key="said", on_change=choose)
    return cell


def cards(run: Run, answers: HeldOut, rows: np.ndarray, disputed: np.ndarray, others: int) -> None:
    """The items as cards, each with a link to the page that shows everything about it."""
    near = mistakes.torn(answers)
    labels = classes(run)
    page, icon = ASKED[run.kind][0], ":material/arrow_forward:"
    with st.container(horizontal=True, gap="small"):
        for row, (item, link) in zip(rows.tolist(), opened(run, answers.items[rows]), strict=True):
            key = f"card-{row}"  # its link covers it, see theme.css
            with st.container(border=True, width=168, gap="xsmall", key=key):
                said, truth = answers.said[row], answers.truth[row]
                if run.kind == "digits":
                    picture(item, labels[truth])
                    urls.link(page, f"Test image {item}", icon, run=run.id, test=link)
                else:
                    urls.link(page, plain(link), icon, run=run.id, name=link)
                sure = percent(answers.confidence[row], 0)
                if said == truth:
                    st.text(f"said {labels[said]} ({sure})")
                    continue
                missed = percent(answers.probabilities[row, truth], 0)
                st.text(f"said {labels[said]} ({sure}), is {labels[truth]} ({missed})")
                if disputed[row]:
                    words = "others say so too" if others else "stands there too"
                    st.badge(words, icon=":material/balance:", color="blue")
                elif near[row]:
                    st.badge("nearly undecided", icon=":material/call_split:", color="gray")


def opened(run: Run, items: np.ndarray) -> Iterator[tuple[int, str]]:
    """Each item's number, and how its page is asked for it."""
    data = names_of(run)[0] if run.kind == "names" else None
    for item in items.tolist():
        yield item, data.originals[item] if data else str(item)


def picture(number: int, truth: str) -> None:
    image, _ = digits_data.test_image(number)
    alt = html.escape(f"Test image {number}, a {truth}", quote=True)
    st.html(
        f"<img src='{ink_url(1 - image)}' alt='{alt}' style='width:100%;"
        "image-rendering:pixelated;border-radius:.3rem;display:block'>"
    )
