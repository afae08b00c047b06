"""The train page of CNNs: pick one, train it on MNIST, watch."""

from ui.training import train_page

train_page.show("digits")
