"""The story's page: one chapter, with a prediction, its figure, and the learner's own network."""

import functools
from collections.abc import Callable

import streamlit as st

from core.notes.story.chapter import Chapter
from core.notes.story.chapters import CHAPTERS, new_terms, number_of, told
from core.notes.story.glossary import glossary
from core.report.chapter_report import chapter_report
from ui import urls
from ui.components.chapter_rail.chapter_rail import chapter_rail
from ui.components.glossed.glossed import glossed
from ui.errors import error_boundary
from ui.notes.story import figure, yours
from ui.notes.story.progress import Progress, progress
from ui.problems import problem_page
from ui.runs import take_away
from ui.text import plain


def show(entitle: Callable[[str, str], None]) -> None:
    """The chapter that the address names, all below the page's title."""
    with error_boundary():
        here = _from_url()
        mine = progress()
        with st.container(key="rail"):
            right = {number_of(name) or 0: ok for name, ok in mine.score().items()}
            chosen = chapter_rail([c.title for c in CHAPTERS], here, right)
        if chosen is not None and chosen in range(len(CHAPTERS)) and chosen != here:
            _open(chosen)
        chapter = CHAPTERS[here]
        entitle(chapter.title, f"The notes’ story, chapter {here + 1} of {len(CHAPTERS)}.")
        _chapter(chapter, mine)


def _from_url() -> int:
    name = urls.parameter("chapter")
    if not name:
        return 0
    if (found := number_of(name)) is None:
        urls.unread("chapter", name, "the story has no such chapter")
        urls.remove("chapter")
    return found or 0


def _open(chapter: int) -> None:
    urls.set_parameter("chapter", CHAPTERS[chapter].name)
    st.rerun()


def _chapter(chapter: Chapter, mine: Progress) -> None:
    alive = problem_page(chapter.kind).figures.get(chapter.alive)
    predicted = chapter.name in mine.predicted
    left, right = st.columns([37, 73] if alive else [6, 7], gap="medium")
    with left:
        glossed(f"claim-{chapter.name}", chapter.claim)
        glossed(f"ask-{chapter.name}", [chapter.ask], "question")
        if predicted:
            _answered(chapter, mine)
        else:
            _options(chapter, mine)
    with right, error_boundary():
        shown = told(chapter.name).figure
        if shown:
            figure.show(shown, chapter.name, predicted, chapter.commands())
        elif predicted and chapter.tables:
            figure.made_by("The figures in the answer:", chapter.commands())
        living = st.container()
        if new := new_terms(chapter.name):
            # What is drawn, or typed, keeps the rest of the screen.
            folded = st.expander(f"New here: {', '.join(new)}") if alive else st.container()
            with folded, st.container(key="new-terms"):
                if not alive:
                    st.caption("New here")
                glossed(f"new-{chapter.name}", (), cards=new)
    run = yours.show(chapter, mine)
    ask = problem_page(chapter.kind).figures.get("ask")
    if alive:
        with living:
            alive(run)
    elif run and ask:
        ask(run)
    if predicted and chapter.question:
        _question(chapter)
    if chapter is CHAPTERS[-1]:
        _end(mine)


def _options(chapter: Chapter, mine: Progress) -> None:
    """What can be predicted, a button each."""
    with st.container(key="options", gap="small"):
        for k, option in enumerate(chapter.options):
            if st.button(plain(option), key=f"option-{chapter.name}-{k}", width="stretch"):
                mine.predicted[chapter.name] = k
                st.rerun()


def _answered(chapter: Chapter, mine: Progress) -> None:
    """How the prediction went, the answer, what to take away, and what to do."""
    found, said = told(chapter.name), mine.predicted[chapter.name]
    guess = plain(chapter.options[said])
    if said == found.right:
        st.badge(f"You said: {guess}. Right", icon=":material/check:", color="green")
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(f"You said: {guess}", icon=":material/close:", color="orange")
            st.markdown(f"It is: **{plain(chapter.options[found.right])}**", width="content")
    glossed(f"answer-{chapter.name}", [found.answer], "answer")
    glossed(f"takeaway-{chapter.name}", [chapter.takeaway], "takeaway")
    here = number_of(chapter.name) or 0
    with st.container(horizontal=True, vertical_alignment="center", key="do"):
        yours.button(chapter, mine, primary=chapter.name not in mine.begun)
        if here + 1 < len(CHAPTERS):
            title = plain(CHAPTERS[here + 1].title)
            if st.button(f"Next: {title}", key="next", icon=":material/arrow_forward:"):
                _open(here + 1)
        report = functools.partial(chapter_report, chapter)
        take_away.report_button("chapter", report, f"{chapter.name}.html")
    if took := yours.seconds(chapter):
        st.caption(f"Training takes {took}, and stays among your runs.")


def _question(chapter: Chapter) -> None:
    """The open question that the chapter ends with, its answer in full."""
    question = chapter.question
    assert question
    with st.expander(f"The open question: {plain(question.text)}", key="question"):
        reply = question.answer()
        st.markdown("\n".join(f"- {said}" for said in reply.sentences))
        if reply.columns:
            st.dataframe(reply.columns, hide_index=True)


def _end(mine: Progress) -> None:
    """How often the predictions were right, chapter by chapter on opening it, and the whole glossary."""
    score = mine.score()
    if not score:
        return
    st.header(f"You predicted {sum(score.values())} of {len(score)} right", anchor=False)
    by_chapter, terms = st.columns(2, gap="medium")
    with by_chapter.expander("Your predictions, chapter by chapter"):
        _predictions(mine, score)
    with terms.expander(f"All {len(glossary())} terms"):
        glossed("all-terms", (), cards=list(glossary()))


def _predictions(mine: Progress, score: dict[str, bool]) -> None:
    """What was said in each chapter and what it is, and a way to begin again."""
    if len(score) < len(CHAPTERS):
        st.caption(
            f"{len(CHAPTERS) - len(score)} chapters have no guess yet; the rail above leads there."
        )
    known = [c for c in CHAPTERS if c.name in score]
    st.dataframe(
        {
            "Chapter": [c.title for c in known],
            "You said": [c.options[mine.predicted[c.name]] for c in known],
            "It is": [c.options[told(c.name).right] for c in known],
            "Right": [score[c.name] for c in known],
        },
        hide_index=True,
        height="content",
    )
    if st.button("Forget my predictions and begin again", icon=":material/restart_alt:"):
        mine.predicted.clear()
        _open(0)
