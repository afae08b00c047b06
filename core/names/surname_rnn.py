"""The base of the surname networks: what each answers, whatever cell it has."""

from abc import abstractmethod

import torch
from torch import Tensor, nn


def uniform(*shape: int, fan_in: int) -> nn.Parameter:
    """Drawn as nn.Linear and nn.GRU draw theirs: uniform within 1 / sqrt(fan_in)."""
    bound = fan_in**-0.5
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


class SurnameRNN(nn.Module):
    """Reads letters (b, t), padded, with lengths (b,), and scores each language: logits (b, n)."""

    def __init__(self, hidden_size: int, n_languages: int):
        super().__init__()
        self.hidden_size, self.n_languages = hidden_size, n_languages

    @abstractmethod
    def forward(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """The logits (b, n) of each name."""

    @abstractmethod
    def final_states(self, letters: Tensor, lengths: Tensor) -> Tensor:
        """What names have become when they are read, (b, f): names that end alike are alike to the
        network."""

    @abstractmethod
    def read_letter_by_letter(self, letters: Tensor) -> tuple[Tensor, Tensor]:
        """For one name (t,): the logits if it ended after each letter (t, n), and the hidden states when
        each letter was read (t, s)."""

    @abstractmethod
    def read_rows(self, rows: Tensor) -> Tensor:
        """The logits (n,) of one name as rows (t, n_letters) that need not be one-hot: elsewhere a letter
        is looked up, which has no slope."""
