"""The chapters of the story in their order, with the figures of the recorded results in them."""

import functools
from dataclasses import dataclass

from core.notes.recorded import FOLDER
from core.notes.story import (
    channels,
    convolution,
    early_letters,
    hidden_size,
    learning_rate,
    linear_rnn,
    no_pool,
    nonlinear,
    one_hot,
    one_pool,
    three_pools,
    two_pools,
    what_next,
)
from core.notes.story.chapter import Chapter, Figure
from core.notes.story.glossary import terms

CHAPTERS: tuple[Chapter, ...] = tuple(
    module.CHAPTER
    for module in (
        *(convolution, no_pool, one_pool, two_pools, learning_rate, three_pools, channels),
        *(one_hot, linear_rnn, hidden_size, nonlinear, early_letters, what_next),
    )
)


def number_of(name: str) -> int | None:
    """Which chapter has this name, from 0 on; None for none."""
    return next((k for k, chapter in enumerate(CHAPTERS) if chapter.name == name), None)


@dataclass(frozen=True)
class Told:
    """A chapter with the figures of the recorded results in it."""

    right: int
    """Which of its options."""
    answer: str
    figure: Figure | None


def told(name: str) -> Told:
    """Raises RunError where a result that the chapter needs is not recorded."""
    chapter = next(c for c in CHAPTERS if c.name == name)
    files = [FOLDER / f"{table}.json" for table in chapter.tables]
    return _told(name, tuple(f.stat().st_mtime_ns if f.is_file() else 0 for f in files))


@functools.lru_cache(maxsize=4 * len(CHAPTERS))
def _told(name: str, _changed: tuple[int, ...]) -> Told:
    chapter = next(c for c in CHAPTERS if c.name == name)
    files = chapter.files()
    figure = chapter.figure(files) if chapter.figure else None
    return Told(chapter.right(files), chapter.answer(files), figure)


def new_terms(name: str) -> list[str]:
    """The terms that a chapter's claim and question are the first to use."""
    before: set[str] = set()
    for chapter in CHAPTERS:
        own = terms((*chapter.claim, chapter.ask))
        if chapter.name == name:
            return [term for term in own if term not in before]
        before |= {*own, *terms((told(chapter.name).answer, chapter.takeaway))}
    return []
