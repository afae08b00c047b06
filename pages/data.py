"""The Data page: what the networks learn from, MNIST and the surnames."""

from ui import page
from ui.data import data_page

page.begin("Data", "What the networks learn from, and what is held out to test them.")
data_page.show()
