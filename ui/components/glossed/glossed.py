"""Text with glossary terms: each is explained, with a picture, where pointer, finger or focus rest."""

from collections.abc import Sequence

from core.notes.story.glossary import glossary, marked, pieces, terms
from ui.components.component import component

mount = component("glossed")


def glossed(key: str, paragraphs: Sequence[str], look: str = "", cards: Sequence[str] = ()) -> None:
    """Show paragraphs whose terms are in brackets (`core.notes.story.glossary.pieces`).

    Args:
        key: of the element.
        look: "" as text, "question" or "answer" or "takeaway" set off.
        cards: terms that are explained below at once, as what is new.
    """
    known = glossary()
    used = dict.fromkeys([*terms(paragraphs), *cards])
    mount(
        key=key,
        data={
            "paragraphs": [pieces(paragraph) for paragraph in paragraphs],
            "terms": {term: vars(known[term]) for term in used},
            "cards": list(cards),
            "look": look,
        },
    )


def prose(key: str, *paragraphs: str, look: str = "") -> None:
    """Show plain texts of ours, anywhere on a page: their terms are found, and explained likewise. ** sets
    off as in Markdown."""
    glossed(key, [marked(paragraph) for paragraph in paragraphs], look)
