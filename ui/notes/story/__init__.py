"""The notes' story on screen."""
