"""What every page begins with: set-up, the sidebar, and the run that its URL names."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from core import environment
from core.errors import NetsketchError, RunError
from core.problems import problem
from core.runs import ranking, store, warming
from core.runs.store import Run
from ui import server, turns
from ui.access import access
from ui.components.train_button import train_button
from ui.problem_page import Link
from ui.problems import PAGES
from ui.text import plain, sentence

STYLES = Path(__file__).parent / "theme.css"
RESULTS = (
    Link("pages/runs.py", "Runs", ":material/list_alt:"),
    Link("pages/sweeps.py", "Sweeps", ":material/grid_view:"),
    Link("pages/mistakes.py", "Mistakes", ":material/quiz:"),
    Link("pages/data.py", "Data", ":material/database:"),
)


def begin(title: str, intro: str = "") -> None:
    """Set the page up. Call it first."""
    turns.wait()
    st.set_page_config(
        page_title=f"{title} · Netsketch",
        page_icon="✏️",
        layout="wide",
        initial_sidebar_state=230,
    )
    st.html(STYLES)
    with st.sidebar:
        st.page_link("app.py", label="**Netsketch**", icon=":material/gesture:")
        kinds = {problem(kind).words.title: (p.train, p.ask) for kind, p in PAGES.items()}
        for group, links in {**kinds, "Results": RESULTS}.items():
            st.caption(group)
            for link in links:
                st.page_link(link.page, label=link.label, icon=link.icon)
        if access.protected():
            st.html(f"<a href='{server.base()}/sign-out'>Sign out</a>")
    st.title(title)
    if intro:
        st.markdown(intro)
    with sentences():
        environment.check()
    if st.runtime.exists():
        warming.warm()


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Show what went wrong as a sentence, and let the rest of the page go on."""
    try:
        yield
    except NetsketchError as e:
        st.error(sentence(e), icon=":material/error:")
    except Exception as e:  # our mistake: the user gets a sentence, the terminal the rest
        logging.getLogger("netsketch").exception("in a page")
        st.error(
            f"Netsketch made a mistake here ({type(e).__name__}). No run is lost; reload the page. "
            "The terminal says more.",
            icon=":material/error:",
        )


def named_run(kind: str) -> Run | None:
    """The run that the URL names, or that this session last looked at; it is put into the URL.

    A run that cannot be had is said so, and None.
    """
    run, notice = _named(kind)
    if notice:
        st.warning(notice, icon=":material/link_off:")
    return run


def _named(kind: str) -> tuple[Run | None, str]:
    """The same, and what there is to say where it cannot be had."""
    key = f"run-{kind}"
    if started := train_button.of_session().started.pop(kind, None):
        show_run(started)
    run_id = st.query_params.get("run") or st.session_state.get(key)
    if not run_id:
        return None, ""
    try:
        run = store.find(str(run_id))
        if run.kind != kind:
            raise RunError(f"Run {run.title} was trained on {run.kind}, not on {kind}.")
    except RunError as e:
        st.session_state.pop(key, None)
        with contextlib.suppress(KeyError):
            del st.query_params["run"]
        return None, sentence(e)
    show_run(run)
    return run, ""


def show_run(run: Run) -> None:
    """Make a run the one that this page's URL, and this session, speak of."""
    st.session_state[f"run-{run.kind}"] = run.id
    if st.query_params.get("run") != run.id:
        st.query_params["run"] = run.id


def choose_run(kind: str, label: str = "Ask this network") -> Run | None:
    """A selector over the networks that can predict, the best first; None where there is none."""
    named, notice = _named(kind)
    usable = ranking.candidates(kind)
    if named and all(r.id != named.id for r in usable):
        usable.insert(0, named)
    if notice and usable:
        notice = f"{notice} Below is another one: {plain(usable[0].title)}."
    if notice:
        st.warning(notice, icon=":material/link_off:")
    if not usable:
        return None
    ids = [r.id for r in usable]
    called = dict(zip(ids, ranking.labels(usable), strict=True))
    index = ids.index(named.id) if named else 0
    chosen = st.selectbox(
        label,
        ids,
        index=index,
        format_func=called.__getitem__,
        help="The best on the test set first. Of each sweep the best run is here; the others open from "
        "their cells on the page Sweeps.",
    )
    run = usable[ids.index(chosen)]
    show_run(run)
    return run


def delete_or_cancel() -> bool:
    """The two buttons at the end of a dialog that deletes; whether it is to be done."""
    with st.container(horizontal=True, key="danger"):
        delete = st.button("Delete", type="primary", icon=":material/delete:")
        if st.button("Cancel"):
            st.rerun()
    return delete
