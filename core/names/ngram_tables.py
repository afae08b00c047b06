"""N-gram tables: the rows of the letter, the pair and the triple that end at each symbol of a name."""

import torch
from torch import Tensor

from core.names.symbols import BEGIN, BLANK, BUCKETS, END, n_symbols


def marked(letters: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Names (b, t), padded, with lengths (b,), between a begin and an end mark: (b, t + 2) and (b,)."""
    symbols = torch.nn.functional.pad(letters, (1, 1))
    symbols[:, 0] = BEGIN
    return symbols.scatter(1, lengths[:, None] + 1, END), lengths + 2


def rows_of(symbols: Tensor, ngrams: int, marks: bool) -> Tensor:
    """The rows of the letter, the pair and the triple that end at each symbol (b, t): (b, t, ngrams), and
    BLANK where one holds no symbol somewhere."""
    n = n_symbols(marks)
    before = torch.nn.functional.pad(symbols, (2, 0), value=BLANK)
    first, second = before[:, :-2], before[:, 1:-1]
    pairs = second * n + symbols
    found = [symbols]
    if ngrams > 1:
        found.append(torch.where((second < 0) | (symbols < 0), BLANK, n + pairs))
    if ngrams > 2:
        triples = (first * n * n + pairs) % BUCKETS
        blank = (first < 0) | (second < 0) | (symbols < 0)
        found.append(torch.where(blank, BLANK, n + n * n + triples))
    return torch.stack(found, -1)


def soft_rows(rows: Tensor, ngrams: int, marks: bool) -> Tensor:
    """How much of each letter, pair and triple stands at each place of one name, for rows (t, n_symbols)
    that need not be one-hot: (t, n_rows). One-hot rows give a 1 where `rows_of` names the row."""
    t, n = rows.shape
    before = torch.nn.functional.pad(rows, (0, 0, 2, 0))
    first, second = before[:-2], before[1:-1]
    found = [rows]
    if ngrams > 1:
        pairs = second[:, :, None] * rows[:, None, :]  # (t, n, n)
        found.append(pairs.flatten(1))
    if ngrams > 2:
        triples = (first[:, :, None, None] * pairs[:, None]).flatten(1)  # (t, n^3)
        buckets = torch.arange(n**3) % BUCKETS
        found.append(rows.new_zeros(t, BUCKETS).index_add(1, buckets, triples))
    return torch.cat(found, 1)
