"""Digits: MNIST, the CNN, pictures and drawings."""
