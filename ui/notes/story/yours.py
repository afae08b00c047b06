"""The learner's own network in a chapter: started there, watched there, and asked there."""

import streamlit as st

from core import problems
from core.errors import RunError
from core.notes.story.chapter import Chapter, Train
from core.notes.tables import table
from core.runs import executors, listing, step_time, store
from core.runs.store import Run
from core.statistics.durations import clock
from core.sweeps import sweep as sweeps
from core.sweeps.plan import THREADS
from ui import session, urls
from ui.components.train_button.train_button import starts
from ui.errors import error_boundary
from ui.notes.story.progress import Progress
from ui.problems import problem_page
from ui.sweeps import view
from ui.text import plain, sentence
from ui.training import run_panel


def button(chapter: Chapter, progress: Progress, primary: bool) -> None:
    """What the chapter asks for; pressed once more it is done once more."""
    if starts(chapter.do.label, f"do-{chapter.name}", primary):
        with error_boundary():
            progress.begun[chapter.name] = _start(chapter)
            st.rerun()


def seconds(chapter: Chapter) -> str:
    """About how long that takes here, in words; "" before this machine is known."""
    if isinstance(chapter.do, Train):
        found = step_time.run_seconds(chapter.do.config(chapter.kind), THREADS)
    else:
        found = table(chapter.do.table).plan(chapter.do.seeds).seconds(executors.workers())
    return f"about {clock(found)}" if found else ""


def _start(chapter: Chapter) -> str:
    """The id of the run or sweep that is started."""
    if not isinstance(chapter.do, Train):
        return session.start_sweep(table(chapter.do.table).plan(chapter.do.seeds)).id
    preset, config = (
        problems.preset(chapter.kind, chapter.do.preset),
        chapter.do.config(chapter.kind),
    )
    own = {} if chapter.do.changes else {"title": preset.title, "preset": preset.name}
    return session.start(config, threads=preset.threads, **own).id


def show(chapter: Chapter, progress: Progress) -> Run | None:
    """What was started in the chapter: how far it is, then what came of it. The run, if it can be asked."""
    begun = progress.begun.get(chapter.name)
    if not begun:
        return None
    try:
        if not isinstance(chapter.do, Train):
            view.follow(sweeps.find(begun))
            return None
        run = listing.find(begun)
    except RunError as e:
        st.warning(sentence(e), icon=":material/link_off:")
        del progress.begun[chapter.name]
        return None
    run_panel.progress(run)
    if run.status not in store.ACTIVE:
        _came_of(chapter, run)
    return run if run.has_weights else None


def _came_of(chapter: Chapter, run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.status == "finished":
            st.markdown(chapter.yours(run.record))
        else:
            st.markdown(f"It ended early: {plain(run.record.get('error') or run.status)}")
        page = problem_page(run.kind).train.page
        urls.link(page, "Open it with its curves", ":material/monitoring:", run=run.id)
