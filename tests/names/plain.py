"""The surname networks as PyTorch's own modules, to hold ours against.

The notes' cells stand here as the notes have them: one-hot letters, nn.Linear of letter and state
side by side, one name at a time.
"""

import functools

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence

from core.names.model import GRU, LSTM, N_LETTERS, GatedRNN, NotesRNN, SurnameRNN


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


class Packed(nn.Module):
    """nn.RNN, nn.GRU or nn.LSTM on packed batches, and a linear layer."""

    def __init__(self, rnn: nn.RNNBase, n_languages: int):
        super().__init__()
        self.rnn = rnn
        self.out = nn.Linear(rnn.hidden_size, n_languages)

    def batch(self, letters: Tensor, lengths: Tensor) -> Tensor:
        packed = pack_padded_sequence(
            one_hot(letters), lengths, batch_first=True, enforce_sorted=False
        )
        state = self.rnn(packed)[1]
        hidden = state[0] if isinstance(self.rnn, nn.LSTM) else state  # (1, b, h)
        scores: Tensor = self.out(hidden[0])
        return scores


Plain = Literal | Packed


def plain_of(ours: SurnameRNN) -> Plain:
    """PyTorch's module of the same kind with the same weights."""
    if isinstance(ours, NotesRNN):
        literal = Literal(ours.hidden_size, ours.n_languages, ours.relus)
        copy(literal_weights(ours), literal)
        return literal
    assert isinstance(ours, GatedRNN)
    kind = {3: nn.GRU, 4: nn.LSTM}.get(ours.gates, nn.RNN)
    packed = Packed(kind(N_LETTERS, ours.hidden_size, batch_first=True), ours.n_languages)
    copy(packed_weights(ours), packed)
    return packed


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


def packed_weights(ours: GatedRNN, grad: bool = False) -> dict[str, Tensor]:
    """The same for `Packed`. PyTorch's gates have two biases where a sum does not need them."""
    w = functools.partial(_own, ours, grad)
    weights = {
        "rnn.weight_ih_l0": w("letter_to_gates").T,
        "rnn.weight_hh_l0": w("hidden_to_gates").T,
        "rnn.bias_ih_l0": w("gates_bias"),
        "out.weight": w("hidden_to_output").T,
        "out.bias": w("output_bias"),
    }
    if isinstance(ours, GRU):  # here the candidate's second bias matters: it is scaled by r
        zeros = torch.zeros(2 * ours.hidden_size)
        weights["rnn.bias_hh_l0"] = torch.cat([zeros, w("candidate_bias")])
    return weights


__all__ = ["GRU", "LSTM", "Literal", "Packed", "literal_weights", "packed_weights", "plain_of"]
