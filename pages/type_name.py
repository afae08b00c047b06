"""The Type page: type a surname, or another name, and see what a network takes it for."""

from ui import page
from ui.names import ask

ask.show(
    page.begin(
        "Type a surname",
        "See which language a network that you trained takes it for, and why.",
        stage=True,
    )
)
