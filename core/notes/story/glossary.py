"""The glossary: what the story's terms mean, each with a small picture, and which a text uses."""

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("glossary.toml")
_TERM = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


@dataclass(frozen=True)
class Term:
    means: str
    """A sentence."""
    svg: str
    """The inside of an SVG of 96 x 56."""


@functools.cache
def glossary() -> dict[str, Term]:
    """Every term by its name."""
    return {name: Term(**said) for name, said in tomllib.loads(FILE.read_text("utf-8")).items()}


def pieces(text: str) -> list[tuple[str, str]]:
    """A text in pieces, each with the term that it stands for, "" for none: "a [kernel]" is
    ("a ", "") and ("kernel", "kernel"). Raises KeyError for a term that the glossary lacks."""
    text = text.replace(" %", "\u00a0%")  # a line never ends between number and sign
    found, end = [], 0
    for match in _TERM.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], ""))
        term = match[2] or match[1]
        if term not in glossary():
            raise KeyError(term)
        found.append((match[1], term))
        end = match.end()
    return [*found, (text[end:], "")] if end < len(text) else found


def terms(texts: Iterable[str]) -> list[str]:
    """The terms of some texts, each once, in their order."""
    return list(dict.fromkeys(term for text in texts for _, term in pieces(text) if term))
