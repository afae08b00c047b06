"""The confusion matrix on a page: a table whose cells are chosen with mouse or keyboard."""

import numpy as np

from ui.components.component import component

mount = component("confusion_matrix")


def confusion_matrix(
    counts: np.ndarray, labels: tuple[str, ...], chosen: tuple[int, int]
) -> tuple[int, int] | None:
    """Counts (n, n) of test items by true class (row) and answer (column), with one cell marked; the cell
    that was clicked just now, as (truth, answer), if one was."""
    data = {"labels": labels, "counts": counts.tolist(), "chosen": chosen}
    result = mount(key="confusion", data=data, on_chosen_change=lambda: None)
    return (int(result.chosen[0]), int(result.chosen[1])) if result.chosen else None
