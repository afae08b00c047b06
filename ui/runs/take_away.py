"""Taking a run away as a zip file, a page, a report or a card, and taking a network in."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import RunError
from core.export.archive import archive, file_name
from core.export.importing import MOST_PACKED, import_files, import_zip
from core.export.try_it import can_be_asked, try_it
from core.runs.store import Run
from ui import session, urls
from ui.errors import error_boundary
from ui.text import without_folders


def button(run: Run) -> None:
    """A button that downloads a run's network; the file is made when it is pressed."""
    st.download_button(
        "Take it away",
        lambda: archive(run),
        file_name(run),
        "application/zip",
        icon=":material/luggage:",
        on_click="ignore",
        disabled=not run.has_weights,
        help="Its weights, with model.py that works without Netsketch, a model card and its curves.",
    )


def page_button(runs: Sequence[Run]) -> None:
    """A button that downloads a page in which networks can be asked without a server; none where a page
    cannot hold them."""
    if not can_be_asked(runs):
        return
    st.download_button(
        "As one HTML page",
        lambda: try_it(runs),
        "try-it.html",
        "text/html",
        icon=":material/html:",
        on_click="ignore",
        help="A pad or a name box, and the answers: opened from disk, offline, on a phone.",
    )


def report_button(what: str, make: Callable[[], str], file: str) -> None:
    """A button that downloads a report, made when it is pressed."""
    st.download_button(
        "Report",
        lambda: without_folders(make()),
        file,
        "text/html",
        icon=":material/summarize:",
        on_click="ignore",
        key=f"report-{what}",
        help=f"The {what} as one HTML file that prints well: figures, settings, notes, commands.",
    )


def run_report_button(run: Run) -> None:
    """The same for a run."""

    def make() -> str:
        from core.report.run_report import run_report  # Plotly: not before somebody wants it

        return run_report(run)

    report_button("run", make, file_name(run, "html"))


def card_button(run: Run) -> None:
    """A button that downloads a run's card."""

    def make() -> bytes:
        from core.report.card import card_png

        return card_png(run)

    st.download_button(
        "Card",
        make,
        file_name(run, "png"),
        "image/png",
        icon=":material/image:",
        on_click="ignore",
        help="A picture for a slide: its network, curve, accuracy and seconds.",
    )


def importer() -> None:
    """What takes a network in, and opens the run that it became."""
    with st.popover("Import a network", icon=":material/upload:"):
        st.markdown(
            "A zip file that *Take it away* made, here or elsewhere, or all files of a run’s folder."
        )
        chosen = st.file_uploader(
            "Zip file",
            accept_multiple_files=True,
            key=f"import-{session.imports.get(0)}",
            max_upload_size=MOST_PACKED // 1_000_000,
            label_visibility="collapsed",
        )
        if not chosen:
            return
        with error_boundary():
            if st.button("Import", type="primary", icon=":material/upload:"):
                run = _imported({file.name: file.getvalue() for file in chosen})
                session.imports.set(session.imports.get(0) + 1)
                urls.open_page(urls.RUNS, run=run.id)


def _imported(content: dict[str, bytes]) -> Run:
    """Raises RunError."""
    zips = [name for name in content if name.lower().endswith(".zip")]
    if len(zips) > 1:
        raise RunError("These are several zip files: import one network at a time.")
    return (
        import_zip(content[zips[0]], zips[0]) if zips else import_files(content, "What you chose")
    )
