"""Limits as a setting's own sentence promises them to whoever reads the form."""

import re

from core.settings.config import Config
from core.settings.setting import settings

RANGE = re.compile(r"(\d[\d  .]*?) to (\d[\d  ]*(?:\.\d+)?)")


def limits(cls: type[Config]) -> dict[str, tuple[float, float]]:
    """By field, the limits in sentences such as "How many convolutions, 1 to 4."."""
    found = {}
    for field, known in settings(cls).items():
        if known.low is not None and (said := RANGE.search(known.help)):
            low, high = (float(re.sub("[  ]", "", number)) for number in said.groups())
            found[field] = low, high
    return found
