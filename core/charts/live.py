"""Live charts as data: what `ui/components/live_chart` draws in place while a user types.

A figure has two axes, series of lines or bars, and at most one map of cells. Plotly's figures
(`core.charts.figures`) are built anew with every change, which flickers under a typing hand.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

Figure = dict[str, Any]
Axis = dict[str, Any]
Series = dict[str, Any]


def numbers(values: np.ndarray, digits: int = 4) -> list[float | None]:
    """For JSON: rounded, and NaN as a gap."""
    return [None if np.isnan(v) else round(float(v), digits) for v in values.tolist()]


def categories(title: str, labels: Sequence[str]) -> Axis:
    """An axis of things, each as wide as the others."""
    return {"title": title, "labels": list(labels)}


def values(title: str, low: float | None = None, high: float | None = None) -> Axis:
    """An axis of numbers between two ends, by default those that hold all."""
    return {"title": title} | ({} if low is None else {"low": low, "high": high})


def powers(title: str) -> Axis:
    """An axis of powers of ten."""
    return {"title": title, "log": True}


def line(
    name: str,
    color: str,
    y: np.ndarray,
    digits: int = 4,
    *,
    x: np.ndarray | None = None,
    width: float = 2.0,
    dash: str = "",
    symbol: str = "",
    **more: Any,
) -> Series:
    """A line over the categories of its axis, or over `x`; of width 0 its symbols alone."""
    look = {"width": width, "dash": dash, "symbol": symbol}
    places = {} if x is None else {"x": numbers(x)}
    return (
        {"kind": "line", "name": name, "color": color, "y": numbers(y, digits)}
        | look
        | places
        | more
    )


def bars(name: str, color: str, y: np.ndarray, digits: int = 3, **more: Any) -> Series:
    """A bar for each category; several series stand side by side."""
    return {"kind": "bars", "name": name, "color": color, "y": numbers(y, digits)} | more


def figure(
    x: Axis,
    y: Axis,
    *series: Series,
    cells: np.ndarray | None = None,
    limit: float = 1.0,
    mark: int | None = None,
    places: int = 2,
    unit: str = "",
    legend: bool = False,
) -> Figure:
    """A chart. `cells` (rows, columns) are coloured from -limit (blue) to limit (orange); `mark` is a
    category with an upright line; `places` and `unit` are of the values at the pointer."""
    return {
        "x": x,
        "y": y,
        "series": list(series),
        "cells": None
        if cells is None
        else {"values": np.round(cells, 3).tolist(), "limit": round(limit, 4)},
        "mark": mark,
        "places": places,
        "unit": unit,
        "legend": legend,
    }
