"""How long a run remembers early letters: the analysis of its own network, on its own held-out names."""

import os

import numpy as np
import pytest
import torch

from core.insight.held_out import names_of
from core.insight.memory import PLACES, memory_of
from core.names.data import encoded
from core.names.insight.linear import influence_by_position
from core.names.notes_rnn import NotesRNN
from core.runs import store, worker
from core.runs.predict import network_of
from core.runs.store import Run
from tests.runs.trained import small


def test_a_runs_memory_is_that_of_its_network_on_the_names_it_never_saw(tiny: str) -> None:
    run = store.create(small(steps=60, dropout=0.0, cell="linear"))
    assert worker.work(run.path) == "finished"
    run = Run(run.path)
    found, network = memory_of(run), network_of(run)
    assert isinstance(network, NotesRNN)
    names, split = names_of(run)
    letters, lengths = (torch.from_numpy(part[split.test]) for part in encoded(names))
    assert found.say.tolist() == list(influence_by_position(network, letters, lengths, PLACES))
    assert len(found.say) == 16
    matrix = network.hidden_to_hidden.detach().numpy()
    assert found.radius == pytest.approx(np.abs(np.linalg.eigvals(matrix)).max(), rel=1e-5)
    assert memory_of(run) is found, "computed once"
    os.utime(run.path / "model.safetensors", ns=(1, 1))
    assert memory_of(run) is not found, "and again when the weights have changed"
