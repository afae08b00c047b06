"""The Runs page: all runs, how they stand, and one of them opened."""

from ui import page
from ui.runs import runs_page

page.begin(
    "Runs",
    "Everything that was trained here. Click one to open it; tick several to compare them.",
)
runs_page.show()
