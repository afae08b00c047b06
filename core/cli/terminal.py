"""The terminal: colours, bars and spark curves, where a person reads the output and no program."""

import itertools
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.statistics.percent import percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress_bar import ProgressBar
    from rich.table import Table

SPARKS = "▁▂▃▄▅▆▇█"
BAR = 24  # characters


def terminal() -> "Console | None":
    """The terminal that is written to; None where the output is a file or a pipe, or where lines are all
    that can be shown."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console  # 50 ms, which no script need wait for

    found = Console(highlight=False)
    return None if found.is_dumb_terminal else found


def spark(values: Sequence[float], width: int = 32) -> str:
    """A curve in a line of text, of at most so many characters, each the mean of some values; the lowest
    character is the least of them, the highest the most."""
    n = min(width, len(values))
    ends = [len(values) * k // n for k in range(n + 1)] if n else []
    means = [sum(values[a:b]) / (b - a) for a, b in itertools.pairwise(ends)]
    if not means:
        return ""
    low, high = min(means), max(means)
    scale = (len(SPARKS) - 1) / (high - low or 1)
    return "".join(SPARKS[round((mean - low) * scale)] for mean in means)


def table(*columns: str, title: str = "", right: Sequence[str] = ()) -> "Table":
    """A table with a line below its head; the columns named in `right` hold numbers."""
    from rich import box
    from rich.table import Table

    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=box.SIMPLE_HEAD,
    )
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left")
    return made


def share_bar(share: float, style: str = "magenta") -> "ProgressBar":
    """A bar that is filled to a share, 0 to 1."""
    from rich.progress_bar import ProgressBar

    return ProgressBar(1, share, BAR, complete_style=style, finished_style=style)


def shown(share: float | None, places: int = 1) -> str:
    """A percentage in a table; "" where there is none."""
    return "" if share is None else percent(share, places)
