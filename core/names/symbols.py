"""Symbols: the letters and marks that a surname network reads, and how many n-grams of them it has."""

from core.names.text import ALPHABET

N_LETTERS = len(ALPHABET)
BEGIN, END = N_LETTERS, N_LETTERS + 1
BLANK = -1
"""Stands where there is no symbol: before a name, and for a letter that was dropped."""
BUCKETS = 4_093
"""Triples share so many rows, a prime: of all that could be, few are ever seen."""


def n_symbols(marks: bool) -> int:
    return N_LETTERS + 2 * marks


def n_rows(ngrams: int, marks: bool) -> int:
    """How many letters, pairs and triples have numbers of their own."""
    n = n_symbols(marks)
    return sum((n, n * n, BUCKETS)[:ngrams])
