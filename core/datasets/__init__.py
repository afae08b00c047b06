"""Data sets of every kind: what getting one takes."""
