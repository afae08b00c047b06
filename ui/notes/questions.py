"""The notes' open questions: what our recorded results say, and the experiment to repeat it."""

from collections.abc import Callable

import streamlit as st

from core.errors import RunError
from core.notes import recorded
from core.notes.questions import QUESTIONS, Question
from core.notes.story.chapters import CHAPTERS, told
from core.notes.tables import repeats_notes, table
from core.runs import executors
from core.statistics.durations import clock
from core.sweeps.plan import Plan
from ui import urls
from ui.errors import error_boundary
from ui.notes.story import figure
from ui.sweeps import view
from ui.text import plain, sentence


def show(start: Callable[[Plan], None]) -> None:
    """Every question; `start` begins an experiment."""
    st.markdown(
        "The notes leave these questions open, and the last is ours. Below each: a chart of our recorded "
        "results, what they say in full, and the experiment, to try it yourself."
    )
    for number, question in enumerate(QUESTIONS):
        with st.container(border=True), error_boundary():
            _one(number, question, start)


def _one(number: int, question: Question, start: Callable[[Plan], None]) -> None:
    st.header(question.text, anchor=False)
    try:
        answer = question.answer()
    except RunError as e:
        st.info(sentence(e), icon=":material/science:")
    else:
        if chapter := next((c for c in CHAPTERS if c.question is question), None):
            if shown := told(chapter.name).figure:
                figure.show(shown, f"question-{number}", ours=True, commands=chapter.commands())
            label = f"In the notes’ story: {plain(chapter.title)}"
            urls.link(urls.STORY, label, ":material/menu_book:", chapter=chapter.name)
        with st.expander("The answer in full", key=f"answer-{number}"):
            st.markdown("\n".join(f"- {said}" for said in answer.sentences))
            if answer.columns:
                st.dataframe(answer.columns, hide_index=True)
        _sources(number, question)
    with st.container(horizontal=True):
        for name in question.tables:
            known = table(name)
            plan = known.plan(5)
            seconds = plan.seconds(executors.workers())
            about = f" ({clock(seconds)})" if seconds else ""
            label = f"Try it: {plain(known.title)}{about}"
            if st.button(label, key=f"try-{number}-{name}", icon=":material/play_arrow:"):
                start(plan)


def _sources(number: int, question: Question) -> None:
    files = [recorded.Recorded(name) for name in question.tables]
    details = st.expander("The results behind it", on_change="rerun", key=f"behind-{number}")
    if details.open:
        with details:
            for file in files:
                st.markdown(f"**{plain(table(file.plan.table).title)}**")
                view.results(file.plan, file.states, f"question-{number}-{file.plan.table}")
    if not all(repeats_notes(file.plan) for file in files):
        st.warning("These results were made with settings of their own, not with the notes’.")
    commands = " and ".join(f"`{file.command}`" for file in files)
    st.caption(
        f"From {plain(', '.join(f'data/notes_results/{f.path.name}' for f in files))}, made by {commands}."
    )
