"""The train page of RNNs: pick one, train it on surnames, watch."""

from ui.training import train_page

train_page.show("names")
