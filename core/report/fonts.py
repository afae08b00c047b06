"""Fonts for pictures with text: one of the machine's, or the one that Pillow brings."""

import functools

from anyascii import anyascii
from PIL import ImageFont

USUAL = (
    "DejaVuSans",
    "LiberationSans-Regular",
    "Arial",
    "Helvetica",
    "NotoSans-Regular",
    "segoeui",
)
BOLD = (
    "DejaVuSans-Bold",
    "LiberationSans-Bold",
    "Arial Bold",
    "arialbd",
    "NotoSans-Bold",
    "segoeuib",
)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@functools.cache
def font(size: int, bold: bool = False) -> Font:
    """Pillow looks for files of these names where each system keeps its fonts."""
    for name in (*(BOLD if bold else ()), *USUAL):
        for ending in (".ttf", ".ttc"):
            try:
                return ImageFont.truetype(name + ending, size)
            except OSError:
                continue
    return ImageFont.load_default(size)


def writable(text: str, found: Font) -> str:
    """A text in the letters that a font has: others as ASCII spells them ("日" as "Ri")."""
    return "".join(c if c.isascii() or _has(found, c) else anyascii(c) for c in text)


def fitting(text: str, found: Font, most: float) -> str:
    """A text cut to so many pixels."""
    text = writable(" ".join(text.split()), found)
    if found.getlength(text) <= most:
        return text
    while text and found.getlength(f"{text}…") > most:
        text = text[:-1]
    return f"{text.rstrip()}…" if _has(found, "…") else f"{text.rstrip()}..."


@functools.cache
def _has(found: Font, character: str) -> bool:
    """Whether a font has a letter, and not the box for all that it lacks."""
    missing = found.getmask("\U000f0000")
    mask = found.getmask(character)
    return mask.size != missing.size or bytes(mask) != bytes(missing)
