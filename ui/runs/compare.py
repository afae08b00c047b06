"""Comparison of runs side by side, on the Runs page."""

import streamlit as st

from core.charts import comparison
from core.report.comparison_report import comparison_report
from core.runs import compare, tensorboard
from core.runs.store import Run
from ui import session
from ui.errors import error_boundary
from ui.runs import annotations, download, take_away
from ui.text import sentence

_files = session.Entry[tuple[list[str], bytes] | None]("tensorboard")  # made of which runs


def show(ids: list[str]) -> None:
    """The comparison that a URL asks for: what cannot be had is a sentence, the rest is shown."""
    runs, problems = compare.gather(ids)
    st.header("Compare", anchor=False)
    for problem in problems:
        st.warning(sentence(problem), icon=":material/link_off:")
    if len(runs) < 2:
        st.info(
            "A comparison takes at least two runs of one kind: tick them in the table above.",
            icon=":material/compare_arrows:",
        )
        return
    _results(runs)
    for run, name in zip(runs, compare.names(runs), strict=True):
        annotations.show(run, name)
    _curves(runs)
    _settings(runs)


def _results(runs: list[Run]) -> None:
    scores = [
        s
        for r, name in zip(runs, compare.names(runs), strict=True)
        if (s := compare.score(r, name))
    ]
    apart = compare.data_sets(runs)
    for verdict in [apart] if apart else compare.verdicts(scores):
        st.text(verdict)
    if len(scores) < 2:
        st.info("Fewer than two of these runs have been tested yet.", icon=":material/hourglass:")
    if scores:
        st.dataframe(
            {
                "Run": [s.name for s in scores],
                "Test accuracy": [100 * s.accuracy for s in scores],
                "95 % from": [100 * s.interval[0] for s in scores],
                "to": [100 * s.interval[1] for s in scores],
                "Right": [s.right for s in scores],
                "of": [s.n for s in scores],
            },
            hide_index=True,
            height="content",
            column_config={
                name: st.column_config.NumberColumn(format="%.2f %%")
                for name in ("Test accuracy", "95 % from", "to")
            },
        )
    if not apart:
        st.caption(compare.method(len(scores)))


def _curves(runs: list[Run]) -> None:
    st.markdown("**Curves on one axis.** *Try:* the same runs over seconds: which is sooner?")
    with st.container(horizontal=True):
        name = st.selectbox("Curve", list(compare.CURVES), width=220)
        axis = st.segmented_control("Over", list(compare.AXES), default="epoch", required=True)
        weight = st.slider(
            "Smoothing",
            0.0,
            0.95,
            0.0,
            0.05,
            width=240,
            help="The share of what came before in each point; the raw curve stays behind it.",
        )
    st.plotly_chart(comparison.overlay(runs, name, axis or "epoch", weight), key="overlay")
    with st.container(horizontal=True):
        download.as_csv("curves", lambda: compare.curves_csv(runs), "curves.csv")
        take_away.page_button(runs)
        take_away.report_button("comparison", lambda: comparison_report(runs), "comparison.html")
        if st.button("TensorBoard files", icon=":material/folder_zip:"):
            with error_boundary():
                _files.set(([r.id for r in runs], tensorboard.zipped(runs)))
        made = _files.get(None)
        if made and made[0] == [r.id for r in runs]:
            st.download_button(
                "Download them (zip)",
                made[1],
                "tensorboard.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
            )


def _settings(runs: list[Run]) -> None:
    different = compare.differing(runs)
    if not different:
        st.markdown("**All settings are the same.** What differs is the machine's doing.")
        return
    st.markdown("**Settings that differ**; all others are the same.")
    columns = zip(compare.names(runs), zip(*different.values(), strict=True), strict=True)
    table = {"Setting": list(different)}
    st.dataframe(
        table | {name: list(values) for name, values in columns}, hide_index=True, height="content"
    )
