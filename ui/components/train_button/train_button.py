"""The Train button of a form, and buttons that start something and go to its page.

`st.button` would rerun the script, and the front end would re-render the page five times while training
competes for the CPU. So the browser itself asks the server to start what the form holds (`ui/server.py`),
and the script reruns only where that fails.

Streamlit's buttons also take the second click of a double click for another press.
"""

from core.problem import Preset
from core.settings.config import Config
from ui import routes, session
from ui.components.component import component

mount = component("train_button")


def button(preset: Preset, config: Config | None) -> None:
    """The button for what a form holds, which is no config where that has problems."""
    launcher, kind = session.launcher(), preset.config.kind
    launcher.pending[kind] = preset, config
    result = mount(
        key="train",
        data={
            "label": "Train",
            "primary": True,
            "url": routes.train_url(launcher.token, kind),
            "disabled": config is None,
        },
        on_pressed_change=lambda: None,
    )
    if result.pressed:  # where the browser could not ask the server
        launcher.start(kind, str(result.pressed))


def starts(label: str, key: str, primary: bool = False) -> bool:
    """A button that starts something and goes to another page; whether it was pressed, once for a double
    click."""
    result = mount(
        key=key,
        data={"label": label, "primary": primary, "url": "", "disabled": False},
        on_pressed_change=lambda: None,
    )
    return bool(result.pressed)
