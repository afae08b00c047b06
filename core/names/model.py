"""The surname networks: six cells that read a name letter by letter.

A one-hot row times a matrix is one row of that matrix. So the letters' part of every cell is a
table with a row per letter, and reading a letter is a look-up (`letter_table`).
"""

from abc import abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.names.config import GATES, NamesConfig
from core.names.fused_gru import gru_states
from core.names.layers import RELUS
from core.names.text import ALPHABET
from core.training.dropout import Dropout

N_LETTERS = len(ALPHABET)


def _uniform(*shape: int, fan_in: int) -> nn.Parameter:
    """Drawn as nn.Linear and nn.GRU draw theirs: uniform within 1 / sqrt(fan_in)."""
    bound = fan_in**-0.5
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


class SurnameRNN(nn.Module):
    """Reads letters (b, t), padded, with lengths (b,), and scores each language: logits (b, n).

    A cell says what a letter contributes (`letter_table`), how the state moves on (`move`) and how
    a state is read (`read`). The state is (b, state_size): the hidden state, for lstm with the
    cell state behind it.
    """

    gates = 1
    """How many numbers `letter_table` has for each of the state's: `core.config.GATES` of its cell."""
    reads_before_last = False
    """The notes read the output from the last letter and the state before it."""

    def __init__(self, hidden_size: int, n_languages: int):
        super().__init__()
        self.hidden_size, self.n_languages = hidden_size, n_languages

    @property
    def state_size(self) -> int:
        return self.hidden_size

    @abstractmethod
    def letter_table(self) -> Tensor:
        """What each letter contributes to the state: (n_letters, gates * hidden_size)."""

    @abstractmethod
    def move(self, x: Tensor, state: Tensor) -> Tensor:
        """Rows of the letter table (b, gates * h) and states (b, s) -> new states (b, s)."""

    @abstractmethod
    def read(self, last: Tensor, state: Tensor) -> Tensor:
        """The last letters (b,) and states (b, s) -> logits (b, n). See `reads_before_last`."""

    def start(self, b: int) -> Tensor:
        """States before the first letter: zeros (b, s)."""
        return next(self.parameters()).new_zeros(b, self.state_size)

    def forward(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """The logits (b, n) after each name's last letter."""
        lengths, order = lengths.sort(descending=True, stable=True)
        letters = letters[order]
        # Longest first: at letter t the names that go on are the first `batch_sizes[t]` rows.
        moves = lengths - int(self.reads_before_last)
        goes_on = moves[None, :] > torch.arange(int(moves[0]), device=moves.device)[:, None]
        read = letters.t()[: len(goes_on)][goes_on]  # (rows,): all first letters, all second ...
        state = self.states(read, goes_on.sum(1).tolist(), len(letters))
        last = letters.gather(1, lengths[:, None] - 1).squeeze(1)  # (b,)
        logits = self.read(last, state)
        return torch.empty_like(logits).index_copy(0, order, logits)

    def states(self, letters: Tensor, batch_sizes: list[int], b: int) -> Tensor:
        """The state (b, s) of each of b names after its moves, the longest name first.

        letters (rows,) are the first letter of all names that move, then the second of those that
        move on ...; batch_sizes says how many these are each time.
        """
        table = self.letter_table()
        state, ended = self.start(b), []
        for n, now in zip(batch_sizes, letters.split(batch_sizes), strict=True):
            if n < len(state):
                ended.append(state[n:])
                state = state[:n]
            state = self.move(table[now], state)  # (n, s)
        return torch.cat([state, *reversed(ended)])  # (b, s)

    def readings(self, letters: Tensor) -> tuple[Tensor, Tensor]:
        """For one name (t,): the logits after each letter (t, n) and the states (t, s)."""
        table, state = self.letter_table(), self.start(1)
        logits, states = [], []
        for letter in letters:
            before, state = state, self.move(table[letter][None], state)
            seen = before if self.reads_before_last else state
            logits.append(self.read(letter[None], seen))
            states.append(state)
        return torch.cat(logits), torch.cat(states)


class NotesRNN(SurnameRNN):
    """The notes' cell: the state stays linear in the state before it.

        h_t = f(letter_t) + W h_(t-1) + b        logits = U [letter_t, h_(t-1)] + c

    with f linear (`relus=0`), or through one or two ReLU layers.
    """

    reads_before_last = True

    def __init__(self, hidden_size: int, n_languages: int, relus: int):
        super().__init__(hidden_size, n_languages)
        h, n, both = hidden_size, n_languages, N_LETTERS + hidden_size
        self.relus = relus
        # The notes' linear cell is one nn.Linear of letter and state together; the others have
        # one for the letter and one for the state, each with a bias. The bounds follow.
        self.letter_to_hidden = _uniform(N_LETTERS, h, fan_in=both if relus == 0 else N_LETTERS)
        self.hidden_to_hidden = _uniform(h, h, fan_in=both if relus == 0 else h)
        self.hidden_bias = _uniform(h, fan_in=both if relus == 0 else h)
        if relus:
            self.letter_bias = _uniform(h, fan_in=N_LETTERS)
        if relus == 2:
            self.second = _uniform(h, h, fan_in=h)
            self.second_bias = _uniform(h, fan_in=h)
        self.letter_to_output = _uniform(N_LETTERS, n, fan_in=both)
        self.hidden_to_output = _uniform(h, n, fan_in=both)
        self.output_bias = _uniform(n, fan_in=both)

    def letter_relus(self) -> list[Tensor]:
        """What each ReLU layer gives for every letter of the alphabet, (n_letters, h) each."""
        found: list[Tensor] = []
        if self.relus:
            found.append(F.relu(self.letter_to_hidden + self.letter_bias))
        if self.relus == 2:
            found.append(F.relu(found[0] @ self.second + self.second_bias))
        return found

    def letter_table(self) -> Tensor:
        table = (self.letter_relus() or [self.letter_to_hidden])[-1]
        return table + self.hidden_bias  # (n_letters, h)

    def move(self, x: Tensor, state: Tensor) -> Tensor:
        return torch.addmm(x, state, self.hidden_to_hidden)

    def read(self, last: Tensor, state: Tensor) -> Tensor:
        letter = self.letter_to_output[last] + self.output_bias  # (b, n)
        return torch.addmm(letter, state, self.hidden_to_output)


class GatedRNN(SurnameRNN):
    """What tanh, gru and lstm share: a table of gates, and an output read from the last state."""

    def __init__(self, hidden_size: int, n_languages: int, dropout: Dropout | None = None):
        super().__init__(hidden_size, n_languages)
        h, g = hidden_size, self.gates * hidden_size
        self.letter_to_gates = _uniform(N_LETTERS, g, fan_in=h)
        self.hidden_to_gates = _uniform(h, g, fan_in=h)
        self.gates_bias = _uniform(g, fan_in=h)
        self.hidden_to_output = _uniform(h, n_languages, fan_in=h)
        self.output_bias = _uniform(n_languages, fan_in=h)
        self.dropout = dropout or nn.Identity()

    def letter_table(self) -> Tensor:
        return self.letter_to_gates + self.gates_bias

    def read(self, last: Tensor, state: Tensor) -> Tensor:
        hidden = self.dropout(state[:, : self.hidden_size])
        return torch.addmm(self.output_bias, hidden, self.hidden_to_output)


class TanhRNN(GatedRNN):
    """h_t = tanh(x_t + W h_(t-1)), as nn.RNN has it."""

    def move(self, x: Tensor, state: Tensor) -> Tensor:
        return torch.addmm(x, state, self.hidden_to_gates).tanh()


class GRU(GatedRNN):
    """As nn.GRU has it: gates r (reset), z (keep) and the candidate c.

    h_t = (1 - z) tanh(x_c + r (W_c h + b_c)) + z h
    """

    gates = GATES["gru"]

    def __init__(self, hidden_size: int, n_languages: int, dropout: Dropout | None = None):
        super().__init__(hidden_size, n_languages, dropout)
        self.candidate_bias = _uniform(hidden_size, fan_in=hidden_size)

    def move(self, x: Tensor, state: Tensor) -> Tensor:
        h = self.hidden_size
        rz = torch.addmm(x[:, : 2 * h], state, self.hidden_to_gates[:, : 2 * h]).sigmoid()
        r, z = rz.chunk(2, 1)  # (b, h) each
        c = torch.addmm(self.candidate_bias, state, self.hidden_to_gates[:, 2 * h :])
        candidate = torch.addcmul(x[:, 2 * h :], r, c).tanh()
        return torch.lerp(candidate, state, z)

    def states(self, letters: Tensor, batch_sizes: list[int], b: int) -> Tensor:
        table = self.letter_table()
        return gru_states(table, self.hidden_to_gates, self.candidate_bias, letters, batch_sizes)


class LSTM(GatedRNN):
    """As nn.LSTM has it: gates i, f, g, o; the state is (hidden, cell) side by side."""

    gates = GATES["lstm"]

    @property
    def state_size(self) -> int:
        return 2 * self.hidden_size

    def move(self, x: Tensor, state: Tensor) -> Tensor:
        hidden, cell = state.chunk(2, 1)
        i, f, g, o = torch.addmm(x, hidden, self.hidden_to_gates).chunk(4, 1)
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
        return torch.cat([o.sigmoid() * cell.tanh(), cell], 1)


def build(config: NamesConfig, n_languages: int) -> SurnameRNN:
    """The network with weights drawn from `config.seed`, without touching the global generator."""
    dropout = Dropout(config.dropout) if config.dropout else None
    size = config.hidden_size
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        match config.cell:
            case "linear" | "relu-1" | "relu-2":
                return NotesRNN(size, n_languages, RELUS[config.cell])
            case "tanh":
                return TanhRNN(size, n_languages, dropout)
            case "gru":
                return GRU(size, n_languages, dropout)
            case "lstm":
                return LSTM(size, n_languages, dropout)
            case other:  # in CELLS, and forgotten here
                raise NotImplementedError(f"core.names.model.build has no cell {other!r}")
