"""Packed names: a batch of names of all lengths, longest first, with a row for each of their letters.

At each letter the names that go on are then the first so many, and all letters of all names lie in one
table: all first letters, all second ones of the names that have a second, and so on. PyTorch's
PackedSequence is the same.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Packed:
    """b names of t symbols at most."""

    symbols: Tensor
    """(b, t) int64, padded."""
    lengths: Tensor
    """(b,), the longest first."""
    order: Tensor
    """(b,): which of the batch's names each one is."""
    here: Tensor
    """(t, b) bool: which names have a symbol at each place."""
    batch_sizes: list[int]
    """(t,): how many have one."""

    def rows(self, values: Tensor) -> Tensor:
        """Of values (b, t, ...), those of the symbols that are there: (rows, ...)."""
        return values.transpose(0, 1)[: len(self.here)][self.here]

    def last_rows(self) -> Tensor:
        """The row of each name's last symbol, (b,)."""
        sizes = torch.tensor([0, *self.batch_sizes[:-1]], device=self.lengths.device)
        return sizes.cumsum(0)[self.lengths - 1] + torch.arange(len(self.lengths)).to(sizes)

    def padded(self, rows: Tensor, padding: float) -> Tensor:
        """Rows (rows, h) as (t, b, h), with `padding` where a name has no symbol."""
        found = rows.new_full((*self.here.shape, rows.shape[1]), padding)
        found[self.here] = rows
        return found

    def backwards(self) -> Tensor:
        """The symbols of each name from its last to its first, (b, t), padded with whatever."""
        places = self.lengths[:, None] - 1 - torch.arange(len(self.here)).to(self.lengths)
        return self.symbols.gather(1, places.clamp(min=0))

    def as_given(self, values: Tensor) -> Tensor:
        """Values (b, ...) of the names, in the order in which the batch had them."""
        return torch.empty_like(values).index_copy(0, self.order, values)


def pack(symbols: Tensor, lengths: Tensor) -> Packed:
    """Names (b, t), padded, with lengths (b,)."""
    lengths, order = lengths.sort(descending=True, stable=True)
    places = torch.arange(int(lengths[0]), device=lengths.device)
    here = lengths[None, :] > places[:, None]
    return Packed(symbols[order], lengths, order, here, here.sum(1).tolist())
