"""The link to a page as it is now: to copy, and as a QR code for a class."""

import html
from urllib.parse import urlsplit

import streamlit as st

from ui.components.component import component

mount = component("copy_link")
HERE_ALONE = ("localhost", "127.0.0.1", "::1")


def show() -> None:
    """Two buttons; the browser knows the address, whatever the script has put into it meanwhile."""
    result = mount(key="copy-link", data={"link": ""}, on_code_change=lambda: None)
    if result.code:
        _dialog(str(result.code))


@st.dialog("A link to this page")
def _dialog(link: str) -> None:
    import segno  # not before somebody asks

    try:
        made = segno.make(link, error="l", micro=False)
    except (segno.DataOverflowError, ValueError):
        st.warning(
            f"The link has {len(link):,} characters, too many for a QR code: clear the drawing, or "
            "copy the link instead.",
            icon=":material/qr_code:",
        )
    else:
        # As a picture: of drawings within the page the front end takes parts out.
        picture = html.escape(made.svg_data_uri(scale=6, border=4, light="white"), quote=True)
        st.html(f"<img alt='QR code of the link below' src='{picture}'>")
    st.code(link, language=None, wrap_lines=True)
    if urlsplit(link).hostname in HERE_ALONE:
        st.caption(
            "This address is this computer’s own: for others start Netsketch for the network, as the "
            "README says under “Open it to a class”."
        )
