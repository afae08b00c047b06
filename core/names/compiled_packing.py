"""Names packed, compiled: their symbols, longest name first, and what of tables stands at each of them.

The rows of a batch are those of `core.names.packed_names`, but that the names which go on to a letter are
rounded up to a multiple of 4: rows are multiplied by fours (`core.training.compiled_rows`).
"""

import numpy as np
from numpy.typing import NDArray

from core.names.symbols import BEGIN, BLANK, BUCKETS, END, N_LETTERS
from core.training.compiler import compiled

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@compiled
def by_fours(number: int) -> int:
    """The next multiple of 4."""
    return (number + 3) // 4 * 4


@compiled
def _order(lengths: Ints) -> Ints:
    """Which name comes when, the longest first, (b,)."""
    order, found, longest = np.empty(len(lengths), np.int64), 0, 0
    for length in lengths:
        longest = max(longest, length)
    for length in range(longest, -1, -1):
        for k in range(len(lengths)):
            if lengths[k] == length:
                order[found] = k
                found += 1
    return order


@compiled
def _symbols(letters: Ints, lengths: Ints, marks: bool, stays: Bools) -> Ints:
    """The symbols that are read, (b, t), the longest name first: with marks, those that `stays` (b, t)
    drops BLANK."""
    b, longest = len(letters), lengths[0]
    found = np.full((b, longest), BLANK, np.int64)
    for k in range(b):
        for place in range(lengths[k]):
            symbol = letters[k, place - 1 if marks else place]
            if marks and place == 0:
                symbol = BEGIN
            elif marks and place == lengths[k] - 1:
                symbol = END
            dropped = len(stays) > 0 and symbol < N_LETTERS and not stays[k, place]
            found[k, place] = BLANK if dropped else symbol
    return found


@compiled
def packed(
    letters: Ints, lengths: Ints, names: Ints, marks: bool, stays: Bools
) -> tuple[Ints, Ints, Ints]:
    """Of these names (b,), letters (n, t), padded, and lengths (n,): which of them comes when, the
    longest first (b,), its symbols (b, t), padded with BLANK, and how many they are (b,). Letters that
    `stays` (b, t) drops are BLANK; it is empty where none is."""
    longer = lengths[names] + 2 * marks
    order = _order(longer)
    longer = longer[order]
    return order, _symbols(letters[names[order]], longer, marks, stays), longer


@compiled
def sizes_of(lengths: Ints) -> Ints:
    """How many names, rounded up to fours, go on to each letter, of lengths (b,), the longest first."""
    sizes = np.empty(lengths[0], np.int64)
    n = len(lengths)
    for t in range(lengths[0]):
        while lengths[n - 1] <= t:
            n -= 1
        sizes[t] = by_fours(n)
    return sizes


@compiled
def table_rows(
    symbols: Ints, lengths: Ints, sizes: Ints, turned: bool, n: int, ngrams: int
) -> Ints:
    """The rows of `ngram_tables.rows_of`, of n symbols, packed: (rows, ngrams), BLANK where there is
    none."""
    found = np.full((sizes.sum(), ngrams), BLANK, np.int64)
    start = 0
    for t in range(len(sizes)):
        for k in range(len(lengths)):
            if t >= lengths[k]:
                break
            step = -1 if turned else 1
            place = lengths[k] - 1 - t if turned else t
            symbol = symbols[k, place]
            second = symbols[k, place - step] if t > 0 else BLANK
            first = symbols[k, place - 2 * step] if t > 1 else BLANK
            row = found[start + k]
            row[0] = symbol
            if ngrams > 1 and symbol >= 0 and second >= 0:
                row[1] = n + second * n + symbol
                if ngrams > 2 and first >= 0:
                    row[2] = n + n * n + (first * n * n + second * n + symbol) % BUCKETS
        start += sizes[t]
    return found


@compiled
def add_table_rows(table: Array, rows: Ints, into: Array) -> None:
    """into (n, f) += the sum of a table's rows (n, ngrams) for each."""
    for k in range(len(rows)):
        sums = into[k]
        for row in rows[k]:
            if row >= 0:
                said = table[row]
                for j in range(len(sums)):
                    sums[j] += said[j]


@compiled
def add_table_gradient(grad: Array, rows: Ints, d_table: Array) -> None:
    """The same back."""
    for k in range(len(rows)):
        d = grad[k]
        for row in rows[k]:
            if row >= 0:
                into = d_table[row]
                for j in range(len(d)):
                    into[j] += d[j]


@compiled
def drop_states(sizes: Ints, lengths: Ints, kept: Bools, which: int, keep: float, x: Array) -> None:
    """Set to 0 what dropout does not keep of packed rows, and make up for it, if there is a mask.
    `kept` holds one mask after the other, for names that are there alone."""
    if len(kept) == 0:
        return
    scale, zero = np.float32(1 / keep), np.float32(0)
    h = x.shape[1]
    start, at = 0, which * lengths.sum() * h
    for t in range(len(sizes)):
        for k in range(len(lengths)):
            if t >= lengths[k]:
                break
            row, mask = x[start + k], kept[at : at + h]
            for j in range(h):
                row[j] = row[j] * scale if mask[j] else zero
            at += h
        start += sizes[t]
