"""The Data page on screen."""
