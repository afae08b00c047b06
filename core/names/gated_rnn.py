"""The RNN cells tanh, GRU and LSTM: in layers, in one direction or both, with an embedding or one-hot."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.names import ngram_tables
from core.names.config import GATES, NamesConfig
from core.names.fused_gru import gru_states
from core.names.packed_names import Packed, pack
from core.names.surname_rnn import SurnameRNN, uniform
from core.names.symbols import BEGIN, BLANK, END, N_LETTERS, n_rows, n_symbols
from core.training.dropout import Dropout, kept


class Cell(NamedTuple):
    """The weights of one layer in one direction; g is its gates times h."""

    inputs: Tensor
    """(m, g): what a letter, its embedding or the state of the layer below contributes to the gates."""
    hidden: Tensor
    """(h, g)"""
    bias: Tensor
    """(g,)"""
    candidate_bias: Tensor | None
    """(h,), of a GRU alone."""


class GatedRNN(SurnameRNN):
    """A stack of cells in each direction, and an output that is read from the states of the top ones.

    A cell says what states come of what comes in (`states`). The weights of the first layer have the
    names that they had when it was the only one; the others have the way that they read and the layer's
    number behind them.
    """

    gates: ClassVar[int] = 1
    candidate: ClassVar[bool] = False
    """Whether a cell has a `candidate_bias`."""

    def __init__(self, config: NamesConfig, n_languages: int):
        super().__init__(config.hidden_size, n_languages)
        h, self.config = config.hidden_size, config
        both = config.direction == "both"
        self.ways = ("", "_backwards") if both else ("",)
        of_states = 2 if config.readout == "last-max" else 1
        read = len(self.ways) * of_states * h
        first = config.embedding or n_symbols(config.marks)
        for way in self.ways:
            for layer in range(config.layers):
                self._add_cell(_suffix(way, layer), h if layer else first)
                if not way and not layer:
                    self.hidden_to_output = uniform(read, n_languages, fan_in=read)
                    self.output_bias = uniform(n_languages, fan_in=read)
                    self._add_candidate("")
        if config.embedding:
            table = torch.zeros(n_rows(config.ngrams, config.marks), config.embedding)
            # A pair or triple that training never sees says nothing.
            table[: n_symbols(config.marks)].normal_()
            self.embedding = nn.Parameter(table)
        if config.shortcut:
            rows = n_rows(config.ngrams, config.marks)
            self.shortcut = nn.Parameter(torch.zeros(rows, n_languages))
        self.dropout = Dropout(config.dropout) if config.dropout else nn.Identity()

    def _add_cell(self, suffix: str, inputs: int) -> None:
        h, g = self.hidden_size, self.gates * self.hidden_size
        for name, shape in (
            ("letter_to_gates", (inputs, g)),
            ("hidden_to_gates", (h, g)),
            ("gates_bias", (g,)),
        ):
            self.register_parameter(name + suffix, uniform(*shape, fan_in=h))
        if suffix:
            self._add_candidate(suffix)

    def _add_candidate(self, suffix: str) -> None:
        if self.candidate:
            h = self.hidden_size
            self.register_parameter(f"candidate_bias{suffix}", uniform(h, fan_in=h))

    def cells(self, way: str) -> Iterator[Cell]:
        """The layers of a direction, from the letters up."""
        for layer in range(self.config.layers):
            suffix = _suffix(way, layer)
            yield Cell(
                getattr(self, f"letter_to_gates{suffix}"),
                getattr(self, f"hidden_to_gates{suffix}"),
                getattr(self, f"gates_bias{suffix}"),
                getattr(self, f"candidate_bias{suffix}", None),
            )

    @abstractmethod
    def states(self, x: Tensor, cell: Cell, batch_sizes: list[int]) -> Tensor:
        """What comes in at each symbol, packed, (rows, g) -> the hidden states after it (rows, h)."""

    def packed(self, letters: Tensor, lengths: Tensor) -> Packed:
        """The symbols that are read: with marks, and while training some of them blank."""
        if self.config.marks:
            letters, lengths = ngram_tables.marked(letters, lengths)
        names = pack(letters, lengths)
        if self.training and (p := self.config.letter_dropout):
            stays = kept(tuple(names.symbols.shape), 1 - p).to(letters.device)
            names.symbols[~stays & (names.symbols < N_LETTERS)] = BLANK
        return names

    def inputs(self, names: Packed, symbols: Tensor, cell: Cell) -> Tensor:
        """What symbols (b, t) contribute to the gates of the first layer, packed: (rows, g)."""
        config = self.config
        if config.ngrams > 1:
            rows = names.rows(ngram_tables.rows_of(symbols, config.ngrams, config.marks))
            return torch.addmm(cell.bias, _sums(self.embedding, rows), cell.inputs)
        # So few symbols that all of them are multiplied, and then looked up.
        table = self.embedding @ cell.inputs if config.embedding else cell.inputs
        rows = names.rows(symbols)
        if self.training and config.letter_dropout:
            table, rows = F.pad(table, (0, 0, 1, 0)), rows - BLANK
        return self.look_up(table + cell.bias, rows, names.batch_sizes)

    def look_up(self, table: Tensor, rows: Tensor, batch_sizes: list[int]) -> Tensor:
        """Rows of a table."""
        return table.index_select(0, rows)

    def top_states(self, names: Packed, way: str) -> Tensor:
        """The hidden states of a direction's top layer after each symbol, packed: (rows, h)."""
        backwards = self.config.direction == "backwards" or bool(way)
        symbols = names.backwards() if backwards else names.symbols
        first, *more = self.cells(way)
        return self.above(self.inputs(names, symbols, first), first, more, names.batch_sizes)

    def above(self, x: Tensor, first: Cell, more: list[Cell], batch_sizes: list[int]) -> Tensor:
        """From what comes into the first layer, (rows, g), to the hidden states of the top one."""
        hidden = self.states(x, first, batch_sizes)
        for cell in more:
            x = torch.addmm(cell.bias, self.dropout(hidden), cell.inputs)
            hidden = self.states(x, cell, batch_sizes)
        return hidden

    def pool(self, names: Packed, hidden: Tensor) -> Tensor:
        """What the answer is read from of hidden states, packed, (rows, h): (b, h), or (b, 2 h)."""
        found = []
        if self.config.readout.startswith("last"):
            found.append(hidden.index_select(0, names.last_rows()))
        if self.config.readout.endswith("max"):
            found.append(names.padded(hidden, -torch.inf).max(0).values)
        if self.config.readout == "mean":
            found.append(names.padded(hidden, 0).sum(0) / names.lengths[:, None])
        return found[0] if len(found) == 1 else torch.cat(found, 1)

    def readout(self, read: Tensor) -> Tensor:
        """What the answer is read from (b, f) -> logits (b, n)."""
        return torch.addmm(self.output_bias, self.dropout(read), self.hidden_to_output)

    def _read(self, names: Packed) -> Tensor:
        return torch.cat([self.pool(names, self.top_states(names, way)) for way in self.ways], 1)

    def past_the_cells(self, names: Packed) -> Tensor:
        """What the letters, pairs and triples of each name say by themselves, logits (b, n)."""
        rows = ngram_tables.rows_of(names.symbols, self.config.ngrams, self.config.marks)
        rows = rows[:, : len(names.here)].masked_fill(~names.here.t()[:, :, None], BLANK)
        return _sums(self.shortcut, rows.flatten(1)) / names.lengths[:, None].sqrt()

    def forward(self, letters: Tensor, lengths: Tensor) -> Tensor:
        names = self.packed(letters, lengths)
        logits = self.readout(self._read(names))
        if self.config.shortcut:
            logits = logits + self.past_the_cells(names)
        return names.as_given(logits)

    def final_states(self, letters: Tensor, lengths: Tensor) -> Tensor:
        names = self.packed(letters, lengths)
        return names.as_given(self._read(names))

    def read_letter_by_letter(self, letters: Tensor) -> tuple[Tensor, Tensor]:
        """The states of both directions stand side by side: forwards when the letters up to this one are
        read, backwards when this one and all after it are. Those at the marks are left out."""
        t = len(letters)
        logits = self(letters.expand(t, t), torch.arange(1, t + 1))
        names, found = self.packed(letters[None], torch.tensor([t])), []
        for way in self.ways:
            states = self.top_states(names, way)
            if self.config.direction == "backwards" or way:
                states = states.flip(0)
            found.append(states[1:-1] if self.config.marks else states)
        return logits, torch.cat(found, 1)

    def read_rows(self, rows: Tensor) -> Tensor:
        config, found = self.config, []
        rows = F.pad(rows, (0, 2 * config.marks))
        if config.marks:
            marks = F.one_hot(torch.tensor([BEGIN, END])).to(rows)
            rows = torch.cat([marks[:1], rows, marks[1:]])
        names = pack(torch.zeros(1, len(rows)).long(), torch.tensor([len(rows)]))
        for way in self.ways:
            first, *more = self.cells(way)
            turned = rows.flip(0) if config.direction == "backwards" or way else rows
            if config.embedding:
                turned = (
                    ngram_tables.soft_rows(turned, config.ngrams, config.marks) @ self.embedding
                )
            x = torch.addmm(first.bias, turned, first.inputs)
            found.append(self.pool(names, self.above(x, first, more, names.batch_sizes)))
        logits = self.readout(torch.cat(found, 1))[0]
        if config.shortcut:
            each = ngram_tables.soft_rows(rows, config.ngrams, config.marks) @ self.shortcut
            logits = logits + each.sum(0) / len(rows) ** 0.5
        return logits


def _sums(table: Tensor, rows: Tensor) -> Tensor:
    """The sum of so many rows of a table (m, f) for each of (b, k): (b, f). Blank ones add nothing."""
    there = (rows >= 0).to(table.dtype)
    return F.embedding_bag(rows.clamp(min=0), table, mode="sum", per_sample_weights=there)


def _plus_product(x: Tensor, state: Tensor, weight: Tensor) -> Tensor:
    """x + state @ weight, of matrices or of as many at once."""
    return torch.addmm(x, state, weight) if x.dim() == 2 else torch.baddbmm(x, state, weight)


def _suffix(way: str, layer: int) -> str:
    return f"{way}_{layer + 1}" if layer else way


class GRU(GatedRNN):
    """As nn.GRU has it: gates r (reset), z (keep) and the candidate c.

    h_t = (1 - z) tanh(x_c + r (W_c h + b_c)) + z h
    """

    gates = GATES["gru"]
    candidate = True

    def states(self, x: Tensor, cell: Cell, batch_sizes: list[int]) -> Tensor:
        assert cell.candidate_bias is not None
        return gru_states(x, cell.hidden, cell.candidate_bias, batch_sizes)


class SteppedRNN(GatedRNN):
    """A cell that says how the state goes on, step by step. The state begins with the hidden
    state."""

    parts: ClassVar[int] = 1
    """How many numbers the state has for each hidden unit."""

    @abstractmethod
    def step(self, x: Tensor, state: Tensor, cell: Cell) -> Tensor:
        """What comes in (b, g) and states (b, s) -> new states (b, s); or of many cells at once, with a
        dimension before b in all of them."""

    def look_up(self, table: Tensor, rows: Tensor, batch_sizes: list[int]) -> Tensor:
        # Letter by letter, so that gradients are summed as they always were: to the same bits.
        return torch.cat([table[now] for now in rows.split(batch_sizes)])

    def states(self, x: Tensor, cell: Cell, batch_sizes: list[int]) -> Tensor:
        state = x.new_zeros(batch_sizes[0], self.parts * self.hidden_size)
        found = []
        for now in x.split(batch_sizes):
            state = self.step(now, state[: len(now)], cell)
            found.append(state)
        return torch.cat(found)[:, : self.hidden_size]


class TanhRNN(SteppedRNN):
    """h_t = tanh(x_t + W h_(t-1)), as nn.RNN has it."""

    def step(self, x: Tensor, state: Tensor, cell: Cell) -> Tensor:
        return _plus_product(x, state, cell.hidden).tanh()


class LSTM(SteppedRNN):
    """As nn.LSTM has it: gates i, f, g, o; the state is (hidden, cell) side by side."""

    gates = GATES["lstm"]
    parts = 2

    def step(self, x: Tensor, state: Tensor, cell: Cell) -> Tensor:
        hidden, memory = state.chunk(2, -1)
        i, f, g, o = _plus_product(x, hidden, cell.hidden).chunk(4, -1)
        memory = f.sigmoid() * memory + i.sigmoid() * g.tanh()
        return torch.cat([o.sigmoid() * memory.tanh(), memory], -1)
