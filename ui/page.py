"""The frame of every page: its set-up, theme and sidebar."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import streamlit as st

from core import environment
from core.problems import problem
from core.runs import warming
from ui import routes, turns, urls
from ui.access import access
from ui.components.copy_link import copy_link
from ui.components.own_runs import own_runs
from ui.components.presentation.presentation import presentation
from ui.errors import error_boundary
from ui.problem_page import Link
from ui.problems import PAGES

STYLES = Path(__file__).parent / "theme.css"
STORY = Link(urls.STORY, "The notes’ story", ":material/menu_book:")
CHALLENGES = Link(urls.CHALLENGES, "Challenges", ":material/flag:")
RESULTS = (
    Link("pages/runs.py", "Runs", ":material/list_alt:"),
    Link("pages/sweeps.py", "Sweeps", ":material/grid_view:"),
    Link("pages/mistakes.py", "Mistakes", ":material/quiz:"),
    Link("pages/data.py", "Data", ":material/database:"),
)


def begin(
    title: str, intro: str = "", *, stage: bool = False, presents: bool = False
) -> Callable[[str, str], None]:
    """Set the page up, with a line below its title. Call it first; what it returns gives another title and
    line, once it is known what the page is about. A page that `presents` has a presentation view; so has
    one that is a `stage`, which keeps its own frame small: what it shows fills the screen."""
    turns.wait()
    st.set_page_config(
        page_title=f"{title} · Netsketch",
        page_icon="✏️",
        layout="wide",
        initial_sidebar_state=230,
    )
    st.html(STYLES)
    kinds = {problem(kind).words.title: (p.train, p.ask, *p.more) for kind, p in PAGES.items()}
    every = (STORY, CHALLENGES, *RESULTS, *(link for links in kinds.values() for link in links))
    urls.arrive(next((link.page for link in every if link.label == title), "app.py"))
    with st.sidebar:
        st.page_link("app.py", label="**Netsketch**", icon=":material/gesture:")
        for link in (STORY, CHALLENGES):
            urls.link(link.page, link.label, link.icon)
        for group, links in {**kinds, "Results": RESULTS}.items():
            st.caption(group)
            for link in links:
                urls.link(link.page, link.label, link.icon)
        copy_link.show()
        own_runs.remember()
        if access.protected():
            st.html(f"<a href='{routes.sign_out_url()}'>Sign out</a>")
    with st.container(key="stage-title", gap="small") if stage else nullcontext():
        heading, below = st.empty(), st.empty() if intro else None
    if stage or presents:
        with st.container(key="stage-tools"):
            presentation()

    def entitle(title: str, intro: str) -> None:
        heading.title(title)
        if below:
            below.markdown(intro)

    entitle(title, intro)
    with error_boundary():
        environment.check()
    if st.runtime.exists():
        warming.warm()
    return entitle


def delete_or_cancel() -> bool:
    """The two buttons at the end of a dialog that deletes; whether it is to be done."""
    with st.container(horizontal=True, key="danger"):
        delete = st.button("Delete", type="primary", icon=":material/delete:")
        if st.button("Cancel"):
            st.rerun()
    return delete
