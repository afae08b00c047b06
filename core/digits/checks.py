"""Checks of a digits network's settings: channels, pooling, dense layer, data set."""

from typing import Any

from core.digits.picture_sets import SETS
from core.digits.symbol_sets import OWN
from core.settings.checks import Problems, quoted
from core.settings.dataset_names import DATASET

MOST_CHANNELS, MOST_HIDDEN, MOST_POOLS = 256, 4096, 4


def show_pooling(value: Any) -> str:
    pooling = value if isinstance(value, tuple) else (value,)
    if len(set(pooling)) == 1:
        return "after every convolution" if pooling[0] else "none"
    pooled = [str(k) for k, pools in enumerate(pooling, 1) if pools]
    return f"after convolution{'s' * (len(pooled) > 1)} {', '.join(pooled)}"


def check_dataset(problems: Problems, field: str, value: Any) -> None:
    own = isinstance(value, str) and value.startswith(OWN) and value.removeprefix(OWN)
    if not isinstance(value, str) or not (value in SETS or (own and DATASET.fullmatch(own))):
        problems[field] = (
            f"{field} is {quoted(value)}; choose {', '.join(SETS)}, or symbols of your own, such as "
            f"{OWN}my-symbols."
        )


def check_channels(problems: Problems, field: str, value: Any) -> None:
    for c in value if isinstance(value, tuple) else (value,):
        problems.number(field, c, 1, MOST_CHANNELS)


def check_pooling(problems: Problems, field: str, value: Any) -> None:
    pooling = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(x, bool) for x in pooling):
        problems[field] = f"pooling is {quoted(value)}; give true or false for each convolution."
    elif sum(pooling) > MOST_POOLS:
        problems[field] = (
            f"pooling halves the picture {sum(pooling)} times, but 28 → 14 → 7 → 3 → 1 leaves "
            f"nothing to halve; pool at most {MOST_POOLS} times."
        )


def check_hidden(problems: Problems, field: str, value: Any) -> None:
    if value == "same":
        return
    if isinstance(value, str):
        problems[field] = (
            f'hidden is {quoted(value)}; give a width from 1 to {MOST_HIDDEN}, or "same".'
        )
    problems.number(field, value, 1, MOST_HIDDEN)
