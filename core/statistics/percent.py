"""Percentages: the one way to write them on the screen."""


def percent(share: float, places: int = 1) -> str:
    """0.9886 -> "98.9 %", with a no-break space, so that a line never ends between number and sign."""
    return f"{100 * share:.{places}f}\u00a0%"
