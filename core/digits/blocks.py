"""Blocks in which a compiled convolution is computed: channels by fours, the places of a window by threes.

`core.training.compiled_rows` says why. What is missing to a whole block is computed with weights of 0.
"""

ROWS, TAKEN = 4, 3


def blocks(channels: int) -> int:
    """How many fours of channels hold so many."""
    return -(-channels // ROWS)


def triples(size: int) -> int:
    """How many threes of places hold those of a window of size x size."""
    return -(-size * size // TAKEN)
