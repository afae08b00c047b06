"""The glossary: what terms mean, each with a small picture, and which a text uses."""

import functools
import re
import tomllib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core import palette

FILE = Path(__file__).with_name("glossary.toml")
_TERM = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


@dataclass(frozen=True)
class Term:
    means: str
    """A sentence."""
    svg: str
    """The inside of an SVG of 96 x 56."""

    @property
    def image(self) -> str:
        """The picture in Markdown, in colours that are seen on light and on dark."""
        drawn = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 56" width="96" height="56">'
            f"<style>{_STYLE}</style>{self.svg}</svg>"
        )
        return f"![](data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()})"


_STYLE = (
    f".o{{fill:{palette.ABOVE}}}.b{{fill:{palette.BELOW}}}.p{{fill:{palette.AMOUNT}}}"
    f".g{{fill:{palette.REST};opacity:.35}}.l,.t{{fill:none;stroke:{palette.REST}}}.l{{stroke-width:2}}"
)
"""The classes of the pictures, as `ui/components/glossed/glossed.css` has them for text."""


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


@functools.cache
def _in_words() -> re.Pattern[str]:
    """Any term in a plain text, the longest that fits: "Hidden size", "kernels"."""
    names = sorted(glossary(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})s?(?![\w-])", re.IGNORECASE)


def _term(words: str) -> str:
    """The term that some words are: "Kernels" is "kernel"."""
    lower = {name.lower(): name for name in glossary()}
    return lower.get(words.lower()) or lower[words.lower().removesuffix("s")]


def marked(text: str) -> str:
    """A plain text as `pieces` reads it: each term in it is marked where it stands first. What is set off
    by ** stays as it is, and so does a text that has brackets of its own."""
    if "[" in text or "|" in text:
        return text
    seen: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        term = _term(found[0])
        if term in seen:
            return found[0]
        seen.add(term)
        return f"[{found[0]}|{term}]"

    parts = text.split("**")
    return "**".join(part if k % 2 else _in_words().sub(mark, part) for k, part in enumerate(parts))


def explained(label: str, said: str = "") -> str:
    """The help of a label: what there is to say, and a line and a picture for each term in the label."""
    known = dict.fromkeys(_term(found[0]) for found in _in_words().finditer(label))
    lines = (
        f"{glossary()[name].image}\n\n**{name[:1].upper()}{name[1:]}:** {glossary()[name].means}"
        for name in known
    )
    return "\n\n".join(filter(None, [said, *lines]))
