"""The first name in a text box: as it was typed, and the letters that a network reads of it."""

from typing import NamedTuple

from core.errors import SurnameError
from core.names.problem import NAMES
from core.names.text import split_names


class FirstName(NamedTuple):
    name: str = ""
    letters: str = ""
    """ "" also where nothing of the name can be read."""
    error: SurnameError | None = None
    """Why not."""


def first_name(text: str | None) -> FirstName:
    """Of several names with commas between, the first."""
    if not (name := next(iter(split_names(text or "")), "")):
        return FirstName()
    try:
        return FirstName(name, NAMES.read(name).cleaned.letters)
    except SurnameError as e:
        return FirstName(name, error=e)
