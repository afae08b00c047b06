"""The Type page: type a surname and see which language a network takes it for."""

from ui import page
from ui.names import ask

page.begin(
    "Type a surname",
    "See which language a network that you trained takes it for, and why.",
    stage=True,
)
ask.show()
