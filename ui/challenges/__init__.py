"""Challenges on screen."""
