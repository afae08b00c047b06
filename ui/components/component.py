"""Components of Streamlit (v2): a folder's HTML, CSS and JavaScript modules as one that can be mounted."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from core import palette
from core.export.bundle import COMPONENTS, bundle, style_sheet


def component(name: str) -> ComponentRenderer:
    """What `ui/components/NAME/NAME.html`, `.css` and `.js` are, of which only the last has to be there.
    The style sheet also has the palette, as `var(--above)`, and the files that it imports."""
    html, css, js = (COMPONENTS / name / f"{name}.{suffix}" for suffix in ("html", "css", "js"))
    return st.components.v2.component(
        f"netsketch_{name}",
        html=html.read_text("utf-8") if html.exists() else None,
        css=palette.css() + style_sheet(css) if css.exists() else None,
        js=bundle(js),
    )
