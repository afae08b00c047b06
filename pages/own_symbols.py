"""The page Own symbols: a data set of one's own drawings, and a network that tells them apart."""

from ui import page
from ui.digits import symbols

page.begin(
    "Own symbols",
    "Draw a handful of each of your own symbols, and train a network that tells them apart.",
)
symbols.show()
