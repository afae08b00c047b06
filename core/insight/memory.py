"""Memory of a run with one of the notes' cells: its hidden matrix's spectrum, what early letters say."""

import torch

from core.insight.held_out import names_of
from core.names.data import encoded
from core.names.insight.linear import Memory, memory
from core.names.notes_rnn import NotesRNN
from core.runs.predict import network_of
from core.runs.store import Run
from core.runs.weights_cache import cached_by_weights

PLACES = 16


@cached_by_weights
def memory_of(run: Run) -> Memory:
    """`memory` of a run with one of the notes' cells, on its held-out names. Raises RunError, DataError."""
    network = network_of(run)
    assert isinstance(network, NotesRNN)
    data, split = names_of(run)
    letters, lengths = (torch.from_numpy(part[split.test]) for part in encoded(data))
    return memory(network, letters, lengths, PLACES)
