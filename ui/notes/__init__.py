"""The notes' open questions on screen."""
