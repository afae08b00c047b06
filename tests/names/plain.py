"""The surname networks as PyTorch's own modules, to hold ours against.

The notes' cells stand here as the notes have them: one-hot letters, nn.Linear of letter and state
side by side, one name at a time.
"""

import functools

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.names.gated_rnn import GatedRNN
from core.names.notes_rnn import NotesRNN
from core.names.surname_rnn import SurnameRNN
from core.names.symbols import BEGIN, BUCKETS, END, N_LETTERS


def one_hot(name: Tensor) -> Tensor:
    """Letters (t,) -> (t, n_letters)."""
    return F.one_hot(name, N_LETTERS).float()


class Literal(nn.Module):
    """The notes' RNN with 0, 1 or 2 ReLUs on the way from letter to state."""

    def __init__(self, hidden_size: int, n_languages: int, relus: int):
        super().__init__()
        self.hidden_size, self.relus = hidden_size, relus
        if relus == 0:
            self.i2h: nn.Module = nn.Linear(N_LETTERS + hidden_size, hidden_size)
        else:
            layers: list[nn.Module] = [nn.Linear(N_LETTERS, hidden_size), nn.ReLU()]
            if relus == 2:
                layers += [nn.Linear(hidden_size, hidden_size), nn.ReLU()]
            self.i2h = nn.Sequential(*layers)
            self.h2h = nn.Linear(hidden_size, hidden_size)
        self.i2o = nn.Linear(N_LETTERS + hidden_size, n_languages)

    def forward(self, name: Tensor) -> Tensor:
        """Letters (t,) -> log-probabilities (1, n) after the last one."""
        hidden = torch.zeros(1, self.hidden_size)
        for letter in one_hot(name)[:, None]:  # (1, n_letters)
            both = torch.cat([letter, hidden], 1)
            output = self.i2o(both).log_softmax(1)
            hidden = self.i2h(both) if self.relus == 0 else self.i2h(letter) + self.h2h(hidden)
        return output

    def batch(self, letters: Tensor, lengths: Tensor) -> Tensor:
        return torch.cat([self(row[:n]) for row, n in zip(letters, lengths, strict=True)])


class Stacked(nn.Module):
    """nn.RNN, nn.GRU or nn.LSTM over one name at a time, one for each direction, and a linear layer."""

    def __init__(self, ours: GatedRNN):
        super().__init__()
        config = self.config = ours.config
        kind = {3: nn.GRU, 4: nn.LSTM}.get(ours.gates, nn.RNN)
        first, read = ours.get_parameter("letter_to_gates").shape[0], ours.hidden_to_output.shape[0]
        ways = 2 if config.direction == "both" else 1
        self.rnns = nn.ModuleList(
            kind(first, config.hidden_size, config.layers) for _ in range(ways)
        )
        self.out = nn.Linear(read, ours.n_languages)
        if config.embedding:
            self.embedding = nn.Parameter(torch.zeros_like(ours.embedding))
        if config.shortcut:
            self.shortcut = nn.Parameter(torch.zeros_like(ours.shortcut))

    def symbols(self, name: Tensor) -> list[int]:
        letters = name.tolist()
        return [BEGIN, *letters, END] if self.config.marks else letters

    def inputs(self, symbols: list[int]) -> Tensor:
        """What stands at each place for what is read there: (t, m)."""
        if self.config.embedding:
            return self.sums(self.embedding, symbols)
        return F.one_hot(torch.tensor(symbols), N_LETTERS + 2 * self.config.marks).float()

    def sums(self, table: Tensor, symbols: list[int]) -> Tensor:
        """The rows of the letter, the pair and the triple that end at each place, summed: (t, m)."""
        n, found = N_LETTERS + 2 * self.config.marks, []
        for k, c in enumerate(symbols):
            numbers = table[c]
            if self.config.ngrams > 1 and k > 0:
                numbers = numbers + table[n + n * symbols[k - 1] + c]
            if self.config.ngrams > 2 and k > 1:
                triple = n * n * symbols[k - 2] + n * symbols[k - 1] + c
                numbers = numbers + table[n + n * n + triple % BUCKETS]
            found.append(numbers)
        return torch.stack(found)

    def states(self, name: Tensor, way: int) -> Tensor:
        """The top layer's hidden states, (t, h), in the order in which they come about."""
        symbols = self.symbols(name)
        if self.config.direction == "backwards" or way:
            symbols = symbols[::-1]
        states: Tensor = self.rnns[way](self.inputs(symbols))[0]
        return states

    def read(self, name: Tensor) -> Tensor:
        found = []
        for way in range(len(self.rnns)):
            states = self.states(name, way)
            found += {
                "last": [states[-1]],
                "max": [states.max(0).values],
                "mean": [states.mean(0)],
                "last-max": [states[-1], states.max(0).values],
            }[self.config.readout]
        return torch.cat(found)

    def batch(self, letters: Tensor, lengths: Tensor) -> Tensor:
        names = [row[:n] for row, n in zip(letters, lengths, strict=True)]
        scores: Tensor = self.out(torch.stack([self.read(name) for name in names]))
        if self.config.shortcut:
            symbols = [self.symbols(name) for name in names]
            past = [self.sums(self.shortcut, s).sum(0) / len(s) ** 0.5 for s in symbols]
            scores = scores + torch.stack(past)
        return scores


Plain = Literal | Stacked


def plain_of(ours: SurnameRNN) -> Plain:
    """PyTorch's module of the same kind with the same weights."""
    if isinstance(ours, NotesRNN):
        literal = Literal(ours.hidden_size, ours.n_languages, ours.relus)
        copy(literal_weights(ours), literal)
        return literal
    assert isinstance(ours, GatedRNN)
    stacked = Stacked(ours)
    copy(stacked_weights(ours), stacked)
    return stacked


def copy(weights: dict[str, Tensor], plain: nn.Module) -> None:
    names = dict(plain.named_parameters())
    assert set(weights) <= set(names)
    with torch.no_grad():
        for name, parameter in names.items():
            if name in weights:
                parameter.copy_(weights[name])
            else:
                parameter.zero_()  # PyTorch's second bias, which ours do without
                parameter.requires_grad_(False)


def _own(ours: SurnameRNN, grad: bool, name: str) -> Tensor:
    """One of our weights, or its gradient."""
    value: Tensor = getattr(ours, name)
    if grad:
        assert value.grad is not None
        return value.grad
    return value.detach()


def literal_weights(ours: NotesRNN, grad: bool = False) -> dict[str, Tensor]:
    """Our weights, or their gradients, under the names and in the shapes of `Literal`."""
    w = functools.partial(_own, ours, grad)
    out = torch.cat([w("letter_to_output"), w("hidden_to_output")]).T
    weights = {"i2o.weight": out, "i2o.bias": w("output_bias")}
    if ours.relus == 0:
        both = torch.cat([w("letter_to_hidden"), w("hidden_to_hidden")]).T
        return weights | {"i2h.weight": both, "i2h.bias": w("hidden_bias")}
    weights |= {"i2h.0.weight": w("letter_to_hidden").T, "i2h.0.bias": w("letter_bias")}
    weights |= {"h2h.weight": w("hidden_to_hidden").T, "h2h.bias": w("hidden_bias")}
    if ours.relus == 2:
        weights |= {"i2h.2.weight": w("second").T, "i2h.2.bias": w("second_bias")}
    return weights


def stacked_weights(ours: GatedRNN, grad: bool = False) -> dict[str, Tensor]:
    """The same for `Stacked`. PyTorch's gates have two biases where a sum does not need them."""
    w = functools.partial(_own, ours, grad)
    weights = {"out.weight": w("hidden_to_output").T, "out.bias": w("output_bias")}
    if ours.config.embedding:
        weights["embedding"] = w("embedding")
    if ours.config.shortcut:
        weights["shortcut"] = w("shortcut")
    for k, way in enumerate(ours.ways):
        for layer in range(ours.config.layers):
            own = f"{way}_{layer + 1}" if layer else way
            weights |= {
                f"rnns.{k}.weight_ih_l{layer}": w(f"letter_to_gates{own}").T,
                f"rnns.{k}.weight_hh_l{layer}": w(f"hidden_to_gates{own}").T,
                f"rnns.{k}.bias_ih_l{layer}": w(f"gates_bias{own}"),
            }
            if ours.candidate:  # here the candidate's second bias matters: it is scaled by r
                zeros = torch.zeros(2 * ours.hidden_size)
                both = torch.cat([zeros, w(f"candidate_bias{own}")])
                weights[f"rnns.{k}.bias_hh_l{layer}"] = both
    return weights
