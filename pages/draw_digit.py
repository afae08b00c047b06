"""The Draw page: draw a digit, or bring a picture of one, and see what a network says."""

from ui import page
from ui.digits import ask

ask.show(
    page.begin(
        "Draw a digit",
        "Draw with mouse, pen or finger, and see what a network that you trained says.",
        stage=True,
    )
)
