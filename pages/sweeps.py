"""The Sweeps page: many networks at once, which setting matters, and which difference is luck."""

from ui import page
from ui.sweeps import sweeps_page

page.begin(
    "Sweeps",
    "Train every combination of some settings with several seeds, and see which differences are more "
    "than luck.",
)
sweeps_page.show()
