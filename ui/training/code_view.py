"""The network of a form and its training as PyTorch code: to read, to copy, as a script, as a notebook."""

import streamlit as st

from core.export.archive import zipped
from core.export.notebook import notebook
from core.problem import Preset
from core.problems import problem
from core.runs import naming
from core.settings.config import Config
from ui.components.code_listing.code_listing import code_listing


def show(preset: Preset, config: Config | None) -> None:
    """The code of a config, what differs from its preset's marked; nothing where a form has problems, or a
    kind has no such code."""
    known = problem(preset.kind)
    if config is None or not (script := known.training_script(config, naming.name(config))):
        return
    with st.expander("The same as PyTorch code", icon=":material/code:"):
        st.markdown(
            "The network and its training as they stand above, in plain PyTorch: nothing of Netsketch’s is "
            "needed to run it."
        )
        code_listing(script, "code", known.training_script(preset.config, preset.title))
        with st.container(horizontal=True):
            st.download_button(
                "Download train.py",
                script,
                "train.py",
                "text/x-python",
                icon=":material/download:",
                on_click="ignore",
            )
            if files := known.data_files(config):
                st.download_button(
                    "Download the data",
                    lambda: zipped(files),
                    f"{config.dataset}.zip",
                    "application/zip",
                    icon=":material/download:",
                    on_click="ignore",
                    help="What train.py reads: unpack it where train.py lies.",
                )
            st.download_button(
                "Download notebook",
                notebook(script),
                "train.ipynb",
                "application/x-ipynb+json",
                icon=":material/download:",
                on_click="ignore",
            )
