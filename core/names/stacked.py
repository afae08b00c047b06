"""Stacked surname networks: r of one shape as one, on padded names, in shapes that no name changes.

`core.names.gated_rnn` packs the names of a batch, longest first, and asks which have a letter at each
place; a CUDA graph can ask nothing. Here each batch is as wide as its longest name needs, in steps of
`WIDTHS`, all letters are computed, and what is behind a name's end is left out where states are read. The
two directions of a network, and the networks of several runs, are so many cells side by side.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from core.names import ngram_tables
from core.names.gated_rnn import Cell, GatedRNN, SteppedRNN
from core.names.stacked_gru import stacked_gru_states
from core.names.symbols import BLANK, N_LETTERS
from core.training.devices import in_any_order
from core.training.hashed_masks import HashedMasks

WIDTHS = 2
"""Batches are so many letters wide, or twice as many, and so on: for each width a graph is recorded."""
UNITS = 2.0**36


class StackedNames:
    """The forward pass of networks that are made like one."""

    def __init__(self, network: GatedRNN, letters: Tensor, lengths: Tensor, labels: Tensor):
        """Letters (n, t), padded, lengths (n,) and labels (n,), from which rows choose."""
        self.network, self.config = network, network.config
        self.letters, self.lengths, self.labels = letters, lengths, labels

    def __call__(
        self, weights: dict[str, Tensor], rows: Tensor, width: int, masks: HashedMasks | None
    ) -> tuple[Tensor, Tensor]:
        """Weights (r, ...), rows (r, b), names of so many letters at most -> scores (r, b, languages)
        and labels (r, b). Without masks, as when the networks are tested, nothing is dropped."""
        config, (runs, b) = self.config, rows.shape
        chosen = rows.flatten()
        symbols = self.letters.index_select(0, chosen)[:, :width]
        lengths = self.lengths.index_select(0, chosen)
        if config.marks:
            symbols, lengths = ngram_tables.marked(symbols, lengths)
        here = torch.arange(symbols.shape[1], device=rows.device) < lengths[:, None]  # (r b, t)
        if masks and (p := config.letter_dropout):
            stays = masks.kept((runs, b, symbols.shape[1]), 1 - p).view(symbols.shape)
            symbols = symbols.where(stays | (symbols >= N_LETTERS), BLANK)
        read = self._read(weights, symbols, lengths, here, runs, masks)  # (r, b, f)
        read = self._dropped(read, masks)
        logits = torch.baddbmm(weights["output_bias"][:, None], read, weights["hidden_to_output"])
        if config.shortcut:
            found = ngram_tables.rows_of(symbols, config.ngrams, config.marks)
            found = found.masked_fill(~here[..., None], BLANK).view(runs, b, -1)
            each = _sums(weights["shortcut"], found) / lengths.view(runs, b, 1).sqrt()
            logits = logits + each
        return logits, self.labels.index_select(0, chosen).view(runs, b)

    def _read(
        self,
        weights: dict[str, Tensor],
        symbols: Tensor,
        lengths: Tensor,
        here: Tensor,
        runs: int,
        masks: HashedMasks | None,
    ) -> Tensor:
        """What the answer is read from, (r, b, f)."""
        config, ways = self.config, self.network.ways
        t = symbols.shape[1]
        places = lengths[:, None] - 1 - torch.arange(t, device=lengths.device)
        turned = symbols.gather(1, places.clamp(min=0))
        backwards = [config.direction == "backwards" or bool(way) for way in ways]
        by_way = torch.stack([turned if back else symbols for back in backwards])
        first, *more = self._cells(weights)
        x = self._inputs(weights, by_way.view(len(ways) * runs, -1, t), first)
        hidden = self._states(x, first)  # (t, s, b, h)
        for cell in more:
            flat = self._dropped(hidden.transpose(0, 1).flatten(1, 2), masks)  # (s, t b, h)
            x = torch.baddbmm(cell.bias[:, None], flat, cell.inputs)
            hidden = self._states(x.unflatten(1, hidden.shape[::2][:2]).transpose(0, 1), cell)
        pooled = self._pool(hidden, lengths.view(runs, -1), here.view(runs, -1, t))
        return pooled.unflatten(0, (len(ways), runs)).permute(1, 2, 0, 3).flatten(2)

    def _cells(self, weights: dict[str, Tensor]) -> list[Cell]:
        """The layers from the letters up, of both directions and all runs: (s, ...), s = ways times r."""
        names = {id(p): name for name, p in self.network.named_parameters()}
        found = []
        for layer in zip(*(self.network.cells(way) for way in self.network.ways), strict=True):
            parts = (
                None if own[0] is None else torch.cat([weights[names[id(p)]] for p in own])
                for own in zip(*layer, strict=True)
            )
            found.append(Cell(*parts))  # type: ignore[arg-type]
        return found

    def _inputs(self, weights: dict[str, Tensor], symbols: Tensor, cell: Cell) -> Tensor:
        """What symbols (s, b, t) contribute to the gates of the first layer: (t, s, b, g)."""
        config, (s, b, t) = self.config, symbols.shape
        table = cell.inputs
        if config.ngrams > 1:
            found = ngram_tables.rows_of(symbols.flatten(0, 1), config.ngrams, config.marks)
            found = found.view(s, b, t, -1).transpose(1, 2).flatten(1, 2)  # (s, t b, ngrams)
            said = _sums(weights["embedding"], found)
        else:
            if config.embedding:
                table = weights["embedding"].repeat(len(self.network.ways), 1, 1) @ table
            # A letter that is blank contributes nothing but the bias: no one of them is hot.
            symbol = torch.arange(table.shape[1], device=symbols.device)
            said = (symbols.transpose(1, 2)[..., None] == symbol).to(table.dtype)
        # A product for each letter, so that backwards there are many sums of few numbers.
        x = said.view(s, t, b, -1) @ table[:, None] + cell.bias[:, None, None]
        return x.transpose(0, 1)

    def _states(self, x: Tensor, cell: Cell) -> Tensor:
        """What comes in, (t, s, b, g) -> hidden states (t, s, b, h)."""
        network = self.network
        if not isinstance(network, SteppedRNN):
            assert cell.candidate_bias is not None
            return stacked_gru_states(x, cell.hidden, cell.candidate_bias)
        state = x.new_zeros(*x.shape[1:3], network.parts * network.hidden_size)
        found = []
        for now in x.unbind():
            state = network.step(now, state, cell)
            found.append(state)
        return torch.stack(found)[..., : network.hidden_size]

    def _pool(self, hidden: Tensor, lengths: Tensor, here: Tensor) -> Tensor:
        """States (t, s, b, h), lengths (r, b), which letters are there (r, b, t) -> (s, b, f)."""
        ways, t = len(self.network.ways), len(hidden)
        found = []
        there = here.permute(2, 0, 1).repeat(1, ways, 1)[..., None]  # (t, s, b, 1)
        if self.config.readout.startswith("last"):
            last = torch.arange(t, device=lengths.device)[:, None, None] == lengths - 1
            # A sum of one: to choose would be added up backwards in any order.
            found.append((hidden * last.repeat(1, ways, 1)[..., None]).sum(0))
        if self.config.readout.endswith("max"):
            found.append(hidden.masked_fill(~there, -torch.inf).amax(0))
        if self.config.readout == "mean":
            found.append((hidden * there).sum(0) / lengths.repeat(ways, 1)[..., None])
        return torch.cat(found, 2)

    def _dropped(self, x: Tensor, masks: HashedMasks | None) -> Tensor:
        """Dropout of numbers (r, ...), or of both directions one after the other (2 r, ...)."""
        if not masks or not (p := self.config.dropout):
            return x
        runs = len(masks.keys)
        by_run = x.unflatten(0, (-1, runs)).transpose(0, 1)  # (r, ways, ...)
        kept = masks.kept(by_run.shape, 1 - p)
        return (by_run * kept.to(x.dtype).div_(1 - p)).transpose(0, 1).flatten(0, 1)


def _sums(tables: Tensor, rows: Tensor) -> Tensor:
    """The sums of so many rows of r tables (r, m, f) for each of (r or 2 r, b, k): (r or 2 r, b, f).
    Blank ones add nothing."""
    runs, m, f = tables.shape
    first = torch.arange(len(rows), device=rows.device) % runs * m
    # Blank ones are the row behind all tables.
    shifted = (rows + first[:, None, None]).masked_fill(rows < 0, runs * m)
    sums: Tensor = _RowSums.apply(tables.flatten(0, 1), shifted.flatten(0, 1))
    return sums.view(*rows.shape[:2], f)


class _RowSums(torch.autograd.Function):
    """A table (m, f), rows (b, k), m of which is none -> the sum of each k rows (b, f).

    Backwards many rows get the gradients of many sums. Numbers added up as they come are not the same
    twice, and to sort them takes longer than the rest of the layer; whole numbers are the same in any
    order. So gradients are added as multiples of 2^-36, far below what Adam's 1e-8 leaves of them.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, rows: Tensor) -> Tensor:
        ctx.save_for_backward(rows)
        ctx.rows = len(table)
        padded = F.pad(table, (0, 0, 0, 1))
        return F.embedding_bag(rows, padded, mode="sum")

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        (rows,) = ctx.saved_tensors
        b, k = rows.shape
        whole = grad.mul(UNITS).to(torch.int64)[:, None].expand(b, k, -1).flatten(0, 1)
        sums = whole.new_zeros(ctx.rows + 1, grad.shape[1])
        with in_any_order():
            sums.index_add_(0, rows.flatten(), whole)
        return sums[:-1].to(grad.dtype).div_(UNITS), None
