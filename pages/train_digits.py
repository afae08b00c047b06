"""Pick a CNN, train it on MNIST, watch."""

from ui.training import train_page

train_page.show("digits")
