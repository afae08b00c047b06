"""The chapters of the story in their order, and how often predictions were right."""

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
from core.notes.story.chapter import Chapter

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


def score(predicted: dict[str, int]) -> dict[str, bool]:
    """Of the chapters with a prediction, in their order, whether it was right."""
    return {
        c.name: c.right(c.files()) == predicted[c.name] for c in CHAPTERS if c.name in predicted
    }
