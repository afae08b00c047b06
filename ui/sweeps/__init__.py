"""Sweeps on screen: form, lists, view."""
