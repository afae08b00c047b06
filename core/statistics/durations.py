"""Durations: the one way to write them on the screen."""


def clock(seconds: float) -> str:
    """A duration in words: 8 s, 3 min 20 s, 1 h 05 min; `clock` of `durations.js` is the same."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
