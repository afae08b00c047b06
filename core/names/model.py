"""The model that a config asks for: a surname network with its initial weights."""

import torch

from core.names.config import NamesConfig
from core.names.gated_rnn import GRU, LSTM, TanhRNN
from core.names.layers import RELUS
from core.names.notes_rnn import NotesRNN
from core.names.surname_rnn import SurnameRNN


def build(config: NamesConfig, n_languages: int) -> SurnameRNN:
    """The network with weights drawn from `config.seed`, without touching the global generator."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        match config.cell:
            case "linear" | "relu-1" | "relu-2":
                return NotesRNN(config.hidden_size, n_languages, RELUS[config.cell])
            case "tanh":
                return TanhRNN(config, n_languages)
            case "gru":
                return GRU(config, n_languages)
            case "lstm":
                return LSTM(config, n_languages)
            case other:  # in CELLS, and forgotten here
                raise NotImplementedError(f"core.names.model.build has no cell {other!r}")
