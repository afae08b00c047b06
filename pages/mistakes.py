"""The Mistakes page: mistakes at a glance, and behind each cell of the confusion matrix its test items."""

from ui import page
from ui.runs import mistakes_page

page.begin(
    "Mistakes", "Every test item that a network got wrong, and how much of it is its own fault."
)
mistakes_page.show()
