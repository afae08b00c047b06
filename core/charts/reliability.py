"""Reliability diagram, two names' paths and the confusion matrix as ECharts options."""

from typing import Any

import numpy as np

from core.charts.names import GRID, Options, axis, chart, numbers, shown
from core.names.insight.pairs import Paths, common
from core.palette import AMOUNT, CATEGORIES, REST, RIGHT, WRONG
from core.statistics.calibration import Calibration

CELL = [RIGHT + "00", RIGHT + "50", RIGHT]
MISS = [WRONG + "00", WRONG + "70", WRONG]
DEEP = 0.7  # of the way to the full colour, from where on white is read best on it


def parting(found: Paths, first: str, second: str) -> Options:
    """Both paths through the plane of the hidden state, a letter at each point."""

    def path(
        name: str, points: np.ndarray, color: str, symbol: str, where: str, bare: int
    ) -> Options:
        data: list[Any] = [
            {"value": [round(x, 4), round(y, 4)], "name": letter, "label": {"show": k >= bare}}
            for k, ((x, y), letter) in enumerate(
                zip(points.tolist(), ["·", *map(shown, name)], strict=True)
            )
        ]
        return {
            "name": name,
            "type": "line",
            "symbol": symbol,
            "symbolSize": 9,
            "itemStyle": {"color": color},
            "lineStyle": {"width": 2, "type": "solid" if where == "top" else "dashed"},
            "label": {"formatter": "{b}", "position": where, "fontSize": 14},
            "data": data,
        }

    lines = [
        path(first, found.first, CATEGORIES[0], "circle", "top", 0),
        path(second, found.second, CATEGORIES[1], "rect", "bottom", common(first, second) + 1),
    ]
    return chart(
        grid=GRID | {"top": 40},
        legend={"top": 0},
        tooltip={"formatter": "{a}, after “{b}”"},
        xAxis=axis("First principal component", scale=True),
        yAxis=axis("Second principal component", 42, scale=True),
        series=lines,
    )


def apart(first: np.ndarray, second: np.ndarray, names: tuple[str, str], language: str) -> Options:
    """The probability of one language after each letter of two names, (t1,) and (t2,)."""
    places = [str(k + 1) for k in range(max(len(first), len(second)))]
    styles = ((CATEGORIES[0], "circle", "solid"), (CATEGORIES[1], "rect", "dashed"))
    return chart(
        grid=GRID | {"top": 40},
        legend={"top": 0},
        tooltip={"trigger": "axis", "valueFormatter": "%.1f %%"},
        xAxis=axis("Letters read", type="category", data=places),
        yAxis=axis(f"Probability of {language} (%)", 40, min=0, max=100),
        series=[
            {
                "name": name,
                "type": "line",
                "symbol": symbol,
                "symbolSize": 9,
                "itemStyle": {"color": color},
                "lineStyle": {"width": 2, "type": dash},
                "data": numbers(100 * p, 2),
            }
            for name, p, (color, symbol, dash) in zip(names, (first, second), styles, strict=True)
        ],
    )


def reliability(found: Calibration, here: int | None = None) -> Options:
    """How often answers of each bin were right, beside how sure they were, over their numbers.

    `here` marks the bin of the answer at hand.
    """
    bins = len(found.counts)
    width = 100 / bins
    names = [f"{k * width:.0f}–{(k + 1) * width:.0f} %" for k in range(bins)]
    right: list[Any] = [
        {"value": v, "itemStyle": {"color": AMOUNT if here in (None, k) else AMOUNT + "80"}}
        for k, v in enumerate(numbers(100 * found.accuracy, 2))
    ]
    both = {"type": "category", "data": names}
    return chart(
        grid=[
            {"left": 60, "right": 16, "top": 40, "height": 190},
            {"left": 60, "right": 16, "top": 268, "height": 70},
        ],
        legend={"top": 0, "data": ["share right", "how sure it was (mean)"]},
        tooltip={"trigger": "axis", "valueFormatter": "%.1f"},
        xAxis=[
            both | {"axisLabel": {"show": False}},
            both
            | {"gridIndex": 1, "name": "How sure it was", "nameLocation": "middle", "nameGap": 30},
        ],
        yAxis=[
            axis("Right (%)", 40, min=0, max=100),
            axis("Answers", 40, gridIndex=1, splitNumber=2),
        ],
        series=[
            {
                "name": "share right",
                "type": "bar",
                "barCategoryGap": "12%",
                "itemStyle": {"color": AMOUNT},
                "data": right,
            },
            {
                "name": "how sure it was (mean)",
                "type": "line",
                "symbol": "diamond",
                "symbolSize": 10,
                "itemStyle": {"color": REST},
                "lineStyle": {"type": "dashed"},
                "data": numbers(100 * found.confidence, 2),
            },
            {
                "name": "answers",
                "type": "bar",
                "xAxisIndex": 1,
                "yAxisIndex": 1,
                "itemStyle": {"color": REST},
                "data": found.counts.tolist(),
            },
        ],
    )


def confusion(
    counts: np.ndarray, classes: tuple[str, ...], shares: bool, ink: str = "#1c2430"
) -> Options:
    """Test items by truth (row) and answer (column), each cell to be clicked.

    Two series, right answers and mistakes, each cell as [column, row, number, share in %], in the
    order in which `clicked` finds them. Colour is the share of the row; `ink` is that of the
    figures on pale cells. Where nothing fell no figure stands.
    """
    share = 100 * counts / np.maximum(counts.sum(1, keepdims=True), 1)
    n = len(classes)
    series: list[Options] = []
    off = share[~np.eye(n, dtype=bool)]
    top = {"right": 100.0, "mistakes": max(1.0, float(off.max(initial=0)))}
    for name, mine in (("right", np.eye(n, dtype=bool)), ("mistakes", ~np.eye(n, dtype=bool))):
        data = [
            {
                "value": [int(x), int(y), int(counts[y, x]), round(float(share[y, x]), 1)],
                "label": {
                    "show": n <= 12 and bool(counts[y, x]),
                    "color": "#ffffff" if share[y, x] > DEEP * top[name] else ink,
                },
            }
            for y, x in np.argwhere(mine)
        ]
        label = {"formatter": "{@[3]}" if shares else "{@[2]}", "fontSize": 11}
        series.append(
            {
                "name": name,
                "type": "heatmap",
                "selectedMode": "single",
                "progressive": 0,
                "label": label,
                "encode": {"x": 0, "y": 1, "value": 3},
                "data": data,
            }
        )
    scale = {"type": "continuous", "show": False, "min": 0, "dimension": 3}
    names = {"interval": 0} if n <= 30 else {}
    return chart(
        grid=GRID,
        tooltip={"formatter": "{@[2]} items, {@[3]} % of the row"},
        xAxis=axis("The network’s answer", 76 if n > 12 else 28, type="category", data=classes)
        | {"axisLabel": names | ({"rotate": 90} if n > 12 else {})},
        yAxis=axis("True class", 72 if n > 12 else 32, type="category", data=classes, inverse=True)
        | {"axisLabel": names},
        visualMap=[
            scale | {"seriesIndex": 0, "max": top["right"], "inRange": {"color": CELL}},
            scale | {"seriesIndex": 1, "max": top["mistakes"], "inRange": {"color": MISS}},
        ],
        series=series,
    )


def clicked(series: int, index: int, n: int) -> tuple[int, int]:
    """The (truth, answer) of a cell of `confusion` of n classes."""
    if series == 0:
        return index, index
    truth, column = divmod(index, n - 1)
    return truth, column + (column >= truth)
