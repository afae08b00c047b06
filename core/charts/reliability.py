"""Reliability diagram, and two names' paths, which redraw in place while a user types."""

import numpy as np

from core.charts.live import Figure, Series, bars, categories, figure, line, values
from core.charts.names import shown
from core.names.insight.pairs import Paths, common
from core.palette import AMOUNT, CATEGORIES, REST
from core.statistics.calibration import Calibration

SYMBOLS, DASHES = ("circle", "rect"), ("", "6 4")
"""Of the first name and of the second."""


def parting(found: Paths, first: str, second: str, backwards: bool = False) -> Figure:
    """Both paths through the plane of the hidden state, a letter at each point; walked from the names'
    ends where the network reads `backwards`."""
    turn = -1 if backwards else 1

    def path(k: int, name: str, points: np.ndarray, bare: int) -> Series:
        letters = [c if i >= bare else None for i, c in enumerate(["·", *map(shown, name[::turn])])]
        x, y = points.T
        return line(
            name,
            CATEGORIES[k],
            y,
            x=x,
            symbol=SYMBOLS[k],
            dash=DASHES[k],
            letters=letters,
            under=k == 1,
        )

    return figure(
        values("First principal component"),
        values("Second principal component"),
        path(0, first, found.first, 0),
        path(1, second, found.second, common(first[::turn], second[::turn]) + 1),
        legend=True,
    )


def apart(first: np.ndarray, second: np.ndarray, names: tuple[str, str], language: str) -> Figure:
    """The probability of one language after each letter of two names, (t1,) and (t2,)."""
    places = [str(k + 1) for k in range(max(len(first), len(second)))]
    return figure(
        categories("Letters read", places),
        values(f"Probability of {language} (%)", 0, 100),
        *(
            line(name, CATEGORIES[k], 100 * p, 2, symbol=SYMBOLS[k], dash=DASHES[k])
            for k, (name, p) in enumerate(zip(names, (first, second), strict=True))
        ),
        places=1,
        unit="%",
        legend=True,
    )


def bins(found: Calibration) -> list[str]:
    """What the bins are called: "0–10 %"."""
    width = 100 / len(found.counts)
    return [f"{k * width:.0f}–{(k + 1) * width:.0f}\u00a0%" for k in range(len(found.counts))]


def reliability(found: Calibration, here: int | None = None) -> Figure:
    """How often answers of each bin were right, beside how sure they were. `here` marks the bin of the
    answer at hand."""
    colors = [AMOUNT if here in (None, k) else AMOUNT + "80" for k in range(len(found.counts))]
    return figure(
        categories("How sure it was", bins(found)),
        values("Right (%)", 0, 100),
        bars("share right", AMOUNT, 100 * found.accuracy, 2, colors=colors),
        line(
            "how sure it was (mean)", REST, 100 * found.confidence, 2, dash="6 4", symbol="diamond"
        ),
        places=1,
        unit="%",
        legend=True,
    )


def answers(found: Calibration) -> Figure:
    """How many answers fell into each bin."""
    return figure(
        categories("How sure it was", bins(found)),
        values("Answers"),
        bars("answers", REST, found.counts),
        places=0,
    )
