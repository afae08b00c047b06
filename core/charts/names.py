"""Charts of a surname's reading as ECharts options, which redraw in place while a user types.

Lines differ by colour and by symbol; orange speaks for an answer, blue against.
"""

from typing import Any

import numpy as np

from core.names.insight.letters import Effects, Trajectory
from core.names.insight.linear import Contributions, Memory
from core.names.text import ALPHABET
from core.palette import ABOVE, AMOUNT, BELOW, CATEGORIES, DIVERGING, REST

SYMBOLS = ("circle", "rect", "triangle", "diamond", "emptyCircle")
Options = dict[str, Any]
GRID: Options = {"left": 8, "right": 16, "top": 14, "bottom": 8}  # Streamlit adds room for labels


def shown(letter: str) -> str:
    return "␣" if letter == " " else letter


def places(letters: str) -> list[str]:
    """Labels of an axis of letters; numbered, as categories must differ."""
    return [f"{i} {shown(c)}" for i, c in enumerate(letters, 1)]


def numbers(values: np.ndarray, digits: int = 4) -> list[Any]:
    """For JSON: rounded, and NaN as a gap."""
    return [None if np.isnan(v) else round(float(v), digits) for v in values]


def cells(table: np.ndarray) -> list[list[Any]]:
    """A table (rows, columns) as [column, row, value]."""
    return [[x, y, round(float(v), 3)] for (y, x), v in np.ndenumerate(table)]


def axis(name: str, gap: int = 28, **more: Any) -> Options:
    return {"type": "value", "name": name, "nameLocation": "middle", "nameGap": gap} | more


def letters_axis(letters: str, name: str = "Letter", **more: Any) -> Options:
    labels = {"interval": 0, "hideOverlap": False} if len(letters) <= 24 else {}
    return axis(name, type="category", data=places(letters), axisLabel=labels) | more


def chart(**options: Any) -> Options:
    return {"animation": False} | options


def mark(at: int) -> Options:
    """An upright line at a letter."""
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": REST, "width": 2, "type": "solid"},
        "data": [{"xAxis": at}],
    }


def leading(path: Trajectory, languages: tuple[str, ...]) -> list[tuple[str, np.ndarray]]:
    """The languages that were likeliest at some letter or nearly so, the final answer first, and
    all others as one sum: (name, probabilities (t,))."""
    p = path.probabilities
    first = int(p[-1].argmax())
    rest = [int(k) for k in np.argsort(-p.max(0), kind="stable") if k != first]
    chosen = [first, *rest[: len(SYMBOLS) - 1]]
    lines = [(languages[k], p[:, k]) for k in chosen]
    if others := [k for k in range(len(languages)) if k not in chosen]:
        lines.append((f"{len(others)} others together", p[:, others].sum(1)))
    return lines


def answers(path: Trajectory, letters: str, languages: tuple[str, ...], at: int) -> Options:
    """Probabilities after each letter, with a mark at letter `at`, over the hidden states."""
    series: list[Options] = []
    for k, (name, p) in enumerate(leading(path, languages)):
        one = k < len(SYMBOLS)
        color = CATEGORIES[k] if one else REST
        series.append(
            {
                "name": name,
                "type": "line",
                "symbol": SYMBOLS[k] if one else "none",
                "symbolSize": 8,
                "itemStyle": {"color": color},
                "lineStyle": {"width": 3 if k == 0 else 1.8, "type": "solid" if one else "dashed"},
                "data": numbers(100 * p, 2),
            }
        )
    series[0]["markLine"] = mark(at)
    return chart(
        grid=GRID | {"top": 40},
        legend={"top": 0, "type": "scroll"},
        tooltip={"trigger": "axis", "valueFormatter": "%.1f %%"},
        xAxis=letters_axis(letters, ""),
        yAxis=axis("Probability (%)", 40, min=0, max=100),
        series=series,
    )


def states(path: Trajectory, letters: str, at: int) -> Options:
    """A row for each unit of the hidden state, a column for each letter."""
    limit = float(np.abs(path.states).max()) or 1.0
    units = path.states.shape[1]
    return heat(
        path.states.T,
        limit,
        letters_axis(letters, "Letter read"),
        axis("Hidden unit", 40, type="category", inverse=True)
        | {
            "data": [str(k + 1) for k in range(units)],
            "axisLabel": {"interval": max(0, units // 8 - 1)},
        },
        "value {@[2]}",
        at,
    )


def heat(
    table: np.ndarray, limit: float, x: Options, y: Options, results: str, at: int | None = None
) -> Options:
    """A map of values from -limit (blue) to limit (orange)."""
    series: Options = {"type": "heatmap", "data": cells(table), "progressive": 0}
    if at is not None:
        series["markLine"] = mark(at)
    return chart(
        grid=GRID | {"bottom": 56},
        tooltip={"formatter": results},
        xAxis=x,
        yAxis=y,
        visualMap={
            "min": -limit,
            "max": limit,
            "precision": 2,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemHeight": 140,
            "calculable": True,
            "inRange": {"color": list(DIVERGING)},
        },
        series=[series],
    )


def bars(names: tuple[str, ...], values: list[np.ndarray], letters: str, y: str) -> Options:
    """Groups of bars, a group for each letter; those of a single group are coloured by their sign."""
    data: list[list[Any]] = [numbers(v, 3) for v in values]
    if len(data) == 1:
        signs = [BELOW if v is not None and v < 0 else ABOVE for v in data[0]]
        data = [
            [{"value": v, "itemStyle": {"color": c}} for v, c in zip(data[0], signs, strict=True)]
        ]
    return chart(
        grid=GRID | {"top": 40},
        legend={"top": 0, "type": "scroll"},
        tooltip={"trigger": "axis", "valueFormatter": "%.2f"},
        xAxis=letters_axis(letters, axisLine={"onZero": True}),
        yAxis=axis(y, 42),
        series=[
            {"name": n, "type": "bar", "itemStyle": {"color": c}, "data": d}
            for n, d, c in zip(names, data, CATEGORIES, strict=False)
        ],
    )


def support(effects: Effects, letters: np.ndarray, name: str) -> Options:
    """Three measures of what each letter of a name spoke for, in nats."""
    t = np.arange(len(letters))
    others = effects.replaced.sum(1) / (effects.replaced.shape[1] - 1)
    return bars(
        ("if it were missing", "if it were another letter", "gradient"),
        [-effects.left_out, -others, effects.gradient[t, letters]],
        name,
        "Speaks for it (nats)",
    )


def replacements(effects: Effects, name: str) -> Options:
    """What another letter at each place would change."""
    limit = float(np.abs(effects.replaced).max()) or 1.0
    rows = axis("Another letter there", 40, type="category", inverse=True)
    rows |= {"data": [shown(c) for c in ALPHABET], "axisLabel": {"interval": 0, "fontSize": 10}}
    return heat(effects.replaced.T, limit, letters_axis(name), rows, "changes it by {@[2]} nats")


def sizes(effects: Effects, name: str) -> Options:
    """The length of each letter's gradient, on a logarithmic axis."""
    size = np.maximum(effects.gradient_size, 1e-9)
    return line(letters_axis(name), "Gradient (nats per unit)", size)


def line(x: Options, y: str, values: np.ndarray) -> Options:
    return chart(
        grid=GRID,
        tooltip={"trigger": "axis", "valueFormatter": "%.3g"},
        xAxis=x,
        yAxis=axis(y, 52, type="log"),
        series=[
            {
                "type": "line",
                "symbolSize": 8,
                "itemStyle": {"color": AMOUNT},
                "data": [float(f"{v:.4g}") for v in values],
            }
        ],
    )


def terms(found: Contributions, letters: str, best: int, second: int, names: list[str]) -> Options:
    """What each letter adds to the best language's logit above the second's, and the bias."""
    values = np.append(found.letters, found.bias[None], axis=0)
    values = values[:, best] - values[:, second]
    options = bars((f"for {names[0]} rather than {names[1]}",), [values], letters, "Adds (nats)")
    options["xAxis"]["data"] = [*places(letters), "bias"]
    return options


def spectrum(memory: Memory) -> Options:
    """The eigenvalues of the hidden matrix beside the unit circle."""
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = [
        [round(float(x), 4), round(float(y), 4)]
        for x, y in zip(np.cos(turn), np.sin(turn), strict=True)
    ]
    edge = round(max(1.1, 1.1 * memory.radius), 2)
    span: Options = {"min": -edge, "max": edge}
    return chart(
        grid=GRID,
        tooltip={"formatter": "{@[0]} + {@[1]} i"},
        xAxis=axis("Real part", **span),
        yAxis=axis("Imaginary part", 42, **span),
        series=[
            {
                "name": "unit circle",
                "type": "line",
                "symbol": "none",
                "silent": True,
                "lineStyle": {"color": REST, "type": "dashed", "width": 1.5},
                "data": circle,
            },
            {
                "name": "eigenvalues",
                "type": "scatter",
                "symbolSize": 7,
                "itemStyle": {"color": AMOUNT},
                "data": [[round(v.real, 4), round(v.imag, 4)] for v in memory.eigenvalues.tolist()],
            },
        ],
    )


def influence(memory: Memory) -> Options:
    """How much a letter says, by its distance from the end of the name."""
    x = axis("Letters after it", type="category", data=[str(k) for k in range(len(memory.say))])
    return line(x, "Says (nats)", np.maximum(memory.say, 1e-9))
