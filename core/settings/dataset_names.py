"""Data set names: what a set that a user adds may be called, as a folder, in an address, in a command."""

import re
from collections.abc import Container

from core.errors import DataError
from core.settings.config import parse_value

DATASET = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What a data set may be called: it is a folder's or a file's name, and stands in URLs."""


def check_name(name: str, taken: Container[str], example: str) -> None:
    """Raises DataError unless a data set can be added under this name; `taken` are those that ship."""
    # A command line would take 2024, true or nan for a value.
    if not DATASET.fullmatch(name) or name in taken or parse_value(name) != name:
        raise DataError(
            f"{name[:60]!r} cannot name a data set; use up to 40 small letters, digits and hyphens, "
            f"and a word among them, for example {example}."
        )
