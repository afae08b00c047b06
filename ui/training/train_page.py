"""The train page of every kind, and what starts a run elsewhere: the quick preset where nothing is
trained yet."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import problems
from core.problem import Preset
from core.runs import listing, queue, store
from core.runs.shipped import shipped, ships
from core.runs.store import Run
from core.settings.config import Config
from ui import page, session
from ui.components.train_button import train_button
from ui.errors import error_boundary
from ui.problems import problem_page
from ui.runs import remarks
from ui.text import plain
from ui.training import as_i_move, code_view, given, run_panel


def show(kind: str) -> None:
    """The whole page on which a network of a kind is picked, trained and watched."""
    twin = problem_page(kind)
    page.begin(twin.train.label, twin.intro, presents=True)
    with st.container(key="top", horizontal=True, vertical_alignment="top"):
        presets, train = st.container(key="presets"), st.container(key="to-train")
    picture = st.container(key="picture")
    above = st.container(key="above")  # for the run that is followed
    moving = st.container(key="moving")
    preset, config = twin.form(presets)
    with picture, error_boundary():
        twin.describe(config, preset.threads)
    with moving:
        as_i_move.show(kind, config)
    with error_boundary():
        code_view.show(preset, config)
    with train:
        train_and_follow(preset, config, above)
    given.arrived(kind)


def quick(kind: str) -> Run:
    """Start the quick preset of a kind."""
    preset = problems.preset(kind, "quick")
    return session.start(
        preset.config, title=preset.title, preset=preset.name, threads=preset.threads
    )


def stop_waiting() -> None:
    """A button that stops all runs that wait for a worker, where there are several."""
    many = len(queue.current.waiting())
    if many < 2:
        return
    label = f"Stop all {many} that wait"
    if st.button(label, key="stop-waiting", icon=":material/cancel:"):
        with error_boundary():
            queue.current.stop_waiting()
            st.rerun()


@st.fragment
def train_and_follow(preset: Preset, config: Config | None, above: DeltaGenerator) -> None:
    """The Train button, and in a container above the form the run that it started, or that the URL
    names. A form with problems holds no config.

    Only this runs again when that run has ended, or one of its buttons was pressed: drawing the form anew
    would cost what trains dearly.
    """
    with error_boundary():
        train_button.button(preset, config)
        stop_waiting()
    starts = session.launcher().start_count
    with above, error_boundary():
        # What is said of a run that cannot be had stands below what is known of it.
        panel = st.container()
        run = session.run_from_url(preset.config.kind)
        with panel:
            run_panel.follow(run, starts)


def ask_network(
    kind: str, ask: Callable[[Run], None], chosen: Callable[[Run], None] = lambda run: None
) -> None:
    """Choose a network of a kind and ask it; only `ask` runs again when what it shows is touched. `chosen`
    is called before, for what stands above.

    Where there is none yet, the one that ships, and a button that trains the quick one.
    """
    with st.container(key="network-choice"):
        run = session.select_run(kind)
    if run is None:
        words = problems.problem(kind).words
        with st.container(horizontal=True, vertical_alignment="center", key="none-yet"):
            st.info(
                f"No network has been trained for {plain(words.title.lower())} yet: the one that came with "
                "Netsketch answers.",
                icon=":material/school:",
            )
            if train_button.starts(f"Train the quick {words.network}", "train-quick", primary=True):
                session.set_current_run(quick(kind))
                st.rerun()
        run = shipped(kind)
    chosen(run)
    if not ships(run):
        with error_boundary():
            remarks.prepare(run)
        run_panel.progress(run)

    def asked() -> None:
        with error_boundary():
            ask(run if ships(run) else listing.find(run.id))  # it may be gone meanwhile

    # While the network learns, its answer to the same drawing or name changes.
    st.fragment(asked, run_every=2 if run.status in store.ACTIVE else None)()
