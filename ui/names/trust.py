"""The panel on whether to trust an answer to a name: is it like the training data, and calibration."""

import numpy as np

from core.charts import reliability
from core.insight.familiarity import familiarity as familiarity_of
from core.insight.held_out import held_out
from core.names.data import words_of
from core.names.insight import letters
from core.problems import problem
from core.runs.predict import classes
from core.runs.store import Run
from core.statistics import calibration
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from ui.components.glossed.glossed import prose
from ui.names.widgets import draw, figures_csv, line
from ui.runs import familiarity


def items_of(run: Run) -> str:
    """What the names of the run's data set are called."""
    return words_of(run.config.dataset).items


def given(run: Run, name: str) -> tuple[np.ndarray, ...]:
    """A cleaned name as the network takes it."""
    return problem(run.kind).read(name, run.config).arrays


def trust(run: Run, name: str, path: letters.Trajectory) -> None:
    """Whether an answer can be relied on: is the name like any that it learned, and was it right when it
    was so sure?"""
    items, known = items_of(run), familiarity_of(run)
    far = float(known.of(*given(run, name))[0])
    refused = familiarity.share_refused(items)
    said = classes(run)[int(path.probabilities[-1].argmax())]
    familiarity.verdict(known, far, refused, said, items)
    held = held_out(run)
    familiarity.price(known, far, refused, held.right, items)
    found = calibration.calibration(held.confidence, held.right)
    p = float(path.probabilities[-1].max())
    here = calibration.bin_of(p)
    prose(
        "says-trust",
        f"On its {len(held.truth):,} held-out names: when it was so sure, how often was it right? "
        "A network that can be trusted has bars as high as the dashed line. Try names of which it "
        "is sure, and others.",
    )
    n = int(found.counts[here])
    if n:
        low, high = found.interval[here]
        line(
            "here-sure",
            f"Here it is {percent(p, 0)} sure. Of the {n:,} held-out names on which it was {10 * here} "
            f"to {percent(here / 10 + 0.1, 0)} sure, {percent(found.accuracy[here], 0)} were right "
            f"(95\u00a0% interval {percent(low, 0)} to {percent(high, 0)}).",
        )
    else:
        line(
            "here-sure",
            f"Here it is {percent(p, 0)} sure: of no held-out name was it that sure, so nothing is known.",
        )
    draw(
        reliability.reliability(found, here),
        "reliability",
        260,
        "How often answers were right by how sure the network was; the bin of this name in full colour.",
    )
    draw(
        reliability.answers(found),
        "answers",
        150,
        "How many answers there were, by how sure it was.",
    )
    low, high = wilson(int(held.right.sum()), len(held.right))
    sure, right = float(held.confidence.mean()), float(held.right.mean())
    lean = "surer than it should be" if sure > right else "less sure than it could be"
    if low <= sure <= high:
        lean = "as sure as it should be, as far as so many names can tell"
    line(
        "calibration-error",
        f"Expected calibration error {percent(found.error)} (the mean gap between bar and line). On the "
        f"whole it was {percent(sure)} sure and {percent(right)} right (95\u00a0% interval {percent(low)} "
        f"to {percent(high)}): {lean}.",
    )
    figures_csv(
        "calibration",
        ["bin", "answers", "mean probability", "share right", "95 % low", "95 % high"],
        np.column_stack(
            [np.arange(10), found.counts, found.confidence, found.accuracy, found.interval]
        ),
    )
