"""The notes' RNN cells (linear, one ReLU, two ReLUs), whose state is linear in the state before it.

A one-hot row times a matrix is one row of that matrix. So the letters' part of the cell is a table
with a row per letter, and reading a letter is a look-up (`letter_table`).
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from core.names.packed_names import Packed, pack
from core.names.surname_rnn import SurnameRNN, uniform
from core.names.symbols import N_LETTERS


class NotesRNN(SurnameRNN):
    """The notes' cell: the state stays linear in the state before it.

        h_t = f(letter_t) + W h_(t-1) + b        logits = U [letter_t, h_(t-1)] + c

    with f linear (`relus=0`), or through one or two ReLU layers. The output is read from the last letter
    and the state before it.
    """

    def __init__(self, hidden_size: int, n_languages: int, relus: int):
        super().__init__(hidden_size, n_languages)
        h, n, both = hidden_size, n_languages, N_LETTERS + hidden_size
        self.relus = relus
        # The notes' linear cell is one nn.Linear of letter and state together; the others have
        # one for the letter and one for the state, each with a bias. The bounds follow.
        self.letter_to_hidden = uniform(N_LETTERS, h, fan_in=both if relus == 0 else N_LETTERS)
        self.hidden_to_hidden = uniform(h, h, fan_in=both if relus == 0 else h)
        self.hidden_bias = uniform(h, fan_in=both if relus == 0 else h)
        if relus:
            self.letter_bias = uniform(h, fan_in=N_LETTERS)
        if relus == 2:
            self.second = uniform(h, h, fan_in=h)
            self.second_bias = uniform(h, fan_in=h)
        self.letter_to_output = uniform(N_LETTERS, n, fan_in=both)
        self.hidden_to_output = uniform(h, n, fan_in=both)
        self.output_bias = uniform(n, fan_in=both)

    def letter_relus(self) -> list[Tensor]:
        """What each ReLU layer gives for every letter of the alphabet, (n_letters, h) each."""
        found: list[Tensor] = []
        if self.relus:
            found.append(F.relu(self.letter_to_hidden + self.letter_bias))
        if self.relus == 2:
            found.append(F.relu(found[0] @ self.second + self.second_bias))
        return found

    def letter_table(self) -> Tensor:
        """What each letter contributes to the state: (n_letters, h)."""
        table = (self.letter_relus() or [self.letter_to_hidden])[-1]
        return table + self.hidden_bias

    def step(self, x: Tensor, state: Tensor) -> Tensor:
        """Rows of the letter table (b, h) and states (b, h) -> new states (b, h)."""
        return torch.addmm(x, state, self.hidden_to_hidden)

    def readout(self, last: Tensor, state: Tensor) -> Tensor:
        """The last letters (b,) and the states before them (b, h) -> logits (b, n)."""
        letter = self.letter_to_output[last] + self.output_bias  # (b, n)
        return torch.addmm(letter, state, self.hidden_to_output)

    def start(self, b: int) -> Tensor:
        """States before the first letter: zeros (b, h)."""
        return self.hidden_bias.new_zeros(b, self.hidden_size)

    def forward(self, letters: Tensor, lengths: Tensor) -> Tensor:
        names = pack(letters, lengths - 1)
        last = names.symbols.gather(1, names.lengths[:, None]).squeeze(1)  # (b,)
        return names.as_given(self.readout(last, self._after(names)))

    def final_states(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """The hidden states after the last letters, (b, h)."""
        names = pack(letters, lengths)
        return names.as_given(self._after(names))

    def _after(self, names: Packed) -> Tensor:
        """The hidden state after all symbols of each name, the longest first: (b, h)."""
        rows = names.rows(names.symbols)
        table = self.letter_table()
        state, ended = self.start(len(names.lengths)), []
        for n, now in zip(names.batch_sizes, rows.split(names.batch_sizes), strict=True):
            if n < len(state):
                ended.append(state[n:])
                state = state[:n]
            state = self.step(table[now], state)  # (n, h)
        return torch.cat([state, *reversed(ended)])

    def read_letter_by_letter(self, letters: Tensor) -> tuple[Tensor, Tensor]:
        table, state = self.letter_table(), self.start(1)
        logits, states = [], []
        for letter in letters:
            logits.append(self.readout(letter[None], state))
            state = self.step(table[letter][None], state)
            states.append(state)
        return torch.cat(logits), torch.cat(states)

    def read_rows(self, rows: Tensor) -> Tensor:
        x = rows @ self.letter_to_hidden
        if self.relus:
            x = F.relu(x + self.letter_bias)
        if self.relus == 2:
            x = F.relu(x @ self.second + self.second_bias)
        state = before = self.start(1)
        for row in x + self.hidden_bias:
            before, state = state, self.step(row[None], state)
        direct = rows[-1] @ self.letter_to_output + self.output_bias
        return direct + (before @ self.hidden_to_output)[0]
