"""The list of the kinds of problem on the screen: digits and names."""

from core.errors import ConfigError
from ui.digits.page import DIGITS
from ui.names.page import NAMES
from ui.problem_page import ProblemPage

PAGES: dict[str, ProblemPage] = {p.kind: p for p in (DIGITS, NAMES)}


def problem_page(kind: str) -> ProblemPage:
    """Raises ConfigError for a kind that has no pages."""
    try:
        return PAGES[kind]
    except KeyError:
        known = " and ".join(PAGES)
        raise ConfigError({"kind": f"There are no pages for {kind!r}, only for {known}."}) from None
