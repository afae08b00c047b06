"""Challenges of digits: an accuracy with few parameters, and a drawing that one stroke turns."""

from collections.abc import Mapping
from typing import Any

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.picture_sets import MNIST
from core.problem_values import Challenge, Findings
from core.statistics.percent import percent

LEAST_ACCURACY, PARAMETERS = 0.989, 10_000
SURE, TURNED, SHORT = 0.9, 0.5, 0.2
"""Probability of the right digit before the last stroke, of another one after it, and how long that stroke
may be, as a share of all ink before it."""


def small(config: DigitsConfig, record: Mapping[str, Any], _: Findings) -> str:
    """How a run reaches the accuracy with so few parameters."""
    count = sum(layer.parameters for layer in layers(config))
    right = round(float(record.get("accuracy") or 0), 4)  # of 10,000
    if config.dataset != MNIST or count >= PARAMETERS or right < LEAST_ACCURACY:
        return ""
    return f"{percent(right, 2)} with {count:,} parameters"


SMALL = Challenge(
    "small",
    "Small and good",
    f"Train a network with fewer than {PARAMETERS:,} parameters that reads {percent(LEAST_ACCURACY)} of "
    "MNIST’s test digits.",
    "Most parameters stand in the dense layer. Pool after every convolution, make that layer narrow, and "
    "train for a few more epochs.",
    "Build it",
    {"preset": "quick"},
    small,
)
ONE_STROKE = Challenge(
    "one-stroke",
    "Fool it with one stroke",
    f"Draw a digit that the network reads right and is at least {percent(SURE, 0)} sure of. Then add one "
    f"stroke, at most a fifth as long as what you drew, so that it says another digit, with "
    f"{percent(TURNED, 0)} or more.",
    "Look at what tells two digits apart: the gap of a 6, the open top of a 4. A line that sticks out "
    "moves and shrinks the picture that the network gets. Undo takes a stroke back.",
    "Draw it",
)
CHALLENGES = (ONE_STROKE, SMALL)
