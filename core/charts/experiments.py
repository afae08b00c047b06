"""Chart of instant experiments: the loss curves of the last few, in ink that fades with their age."""

from collections.abc import Sequence

import numpy as np

from core.charts.live import Figure, figure, line, values
from core.palette import AMOUNT, rgb
from core.runs.instant import Curve
from core.statistics.percent import percent

INK = (1.0, 0.7, 0.5, 0.38, 0.28)
"""Of the newest, the one before, and so on."""
TOP = 1.5
"""Times the loss of a network that knows nothing: what is higher is drawn there."""


def experiments_chart(curves: Sequence[tuple[str, Curve]], items: str) -> Figure:
    """Curves with what each is called, oldest first, as many as there are inks at most; `items` is what is
    learned from: "images"."""
    series = []
    for age, (name, curve) in reversed([*enumerate(reversed(curves))]):
        right = f" · {percent(curve.accuracy, 0)}" if curve.end and curve.seen else ""
        color = f"rgba({', '.join(map(str, rgb(AMOUNT)))}, {INK[age]})"
        losses = np.clip(np.array(curve.losses), None, TOP * curve.chance)
        seen = np.array(curve.seen, float)
        width = 1.6 if age else 3.0
        series.append(line(f"{name}{right}", color, losses, x=seen, width=width))
    axes = values(f"{items.capitalize()} learned from"), values("Training loss (nats)")
    return figure(*axes, *series, places=2, legend=True)
