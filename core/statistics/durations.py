"""Durations: the one way to write them on the screen."""


def clock(seconds: float) -> str:
    """A duration in words: 8 s, 3 min 20 s, 1 h 05 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"
    return f"{seconds // 3600:.0f} h {seconds % 3600 // 60:02.0f} min"
