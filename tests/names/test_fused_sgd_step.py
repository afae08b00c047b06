"""The step that learns from one name is autograd's, compiled as in NumPy, on the network's own weights."""

import copy

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from core.names.config import NOTES_CELLS, NamesConfig
from core.names.fused_sgd_step import CompiledSGDStep, NumPySGDStep
from core.names.model import build
from core.names.notes_rnn import NotesRNN
from core.names.symbols import N_LETTERS

LONGEST, LANGUAGES, RATE = 20, 9, 0.3
ways = pytest.mark.parametrize("way", [CompiledSGDStep, NumPySGDStep])
cells = pytest.mark.parametrize("cell", NOTES_CELLS)


def network(cell: str, hidden_size: int = 9) -> NotesRNN:
    found = build(NamesConfig(cell=cell, hidden_size=hidden_size), LANGUAGES)
    assert isinstance(found, NotesRNN)
    return found


def name(length: int) -> np.ndarray:
    """Of the last letters of the alphabet, some twice."""
    return np.random.default_rng(length).integers(17, N_LETTERS, length)


def learned_by_autograd(plain: NotesRNN, letters: np.ndarray, label: int) -> tuple[float, int]:
    plain.zero_grad()
    logits = plain(torch.from_numpy(letters)[None], torch.tensor([len(letters)]))
    loss = F.cross_entropy(logits, torch.tensor([label]))
    loss.backward()
    with torch.no_grad():
        for p in plain.parameters():
            if p.grad is not None:  # of one letter, most weights have none
                p.sub_(p.grad, alpha=RATE)
    return loss.item(), int(logits.argmax())


@ways
@cells
@pytest.mark.parametrize("hidden_size", [LANGUAGES, 14, 32])
def test_a_step_is_autograds(
    way: type[CompiledSGDStep | NumPySGDStep], cell: str, hidden_size: int
) -> None:
    """Names of one letter, of two, and of as many as there are, one after the other."""
    ours = network(cell, hidden_size)
    plain = copy.deepcopy(ours)
    written_out = way(ours, LONGEST)
    for k, length in enumerate((5, 1, 2, 8, 3, LONGEST, 7, 14)):
        letters, label = name(length), k % LANGUAGES
        loss, guess = written_out.step(letters, label, RATE)
        expected, expected_guess = learned_by_autograd(plain, letters, label)
        assert loss == pytest.approx(expected, rel=1e-4) and guess == expected_guess
        for (where, p), q in zip(ours.named_parameters(), plain.parameters(), strict=True):
            torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-6, msg=where)


@cells
def test_the_bits_of_a_step_hang_on_weights_and_name_alone(cell: str) -> None:
    """Not on what was learned before: so a resumed run goes on as if it had never stopped."""
    ours, later = network(cell, 20), network(cell, 20)
    step, resumed = CompiledSGDStep(ours, LONGEST), CompiledSGDStep(later, LONGEST)
    resumed.room.fill(np.nan)
    for length in (LONGEST, 6):
        step.step(name(length), 1, RATE)
    later.load_state_dict(ours.state_dict())
    for length in (1, 4, 9):
        assert step.step(name(length), 2, RATE) == resumed.step(name(length), 2, RATE)
    for p, q in zip(ours.parameters(), later.parameters(), strict=True):
        assert torch.equal(p, q) and p.isfinite().all()


@cells
def test_the_answers_of_the_compiled_network_are_the_networks(cell: str) -> None:
    ours = network(cell)
    step = CompiledSGDStep(ours, LONGEST)
    step.step(name(8), 3, RATE)
    lengths = torch.tensor([5, 1, 2, LONGEST])
    letters = torch.zeros(len(lengths), LONGEST, dtype=torch.int64)
    for row, length in zip(letters, lengths.tolist(), strict=True):
        row[:length] = torch.from_numpy(name(length))
    found: Tensor = step(letters, lengths)
    torch.testing.assert_close(found, ours(letters, lengths).detach())


@ways
@cells
def test_a_network_that_has_diverged_has_no_loss(
    way: type[CompiledSGDStep | NumPySGDStep], cell: str
) -> None:
    """What is no number must not become one on its way through a ReLU."""
    ours = network(cell)
    with torch.no_grad():
        ours.letter_to_hidden.fill_(torch.nan)
    loss, _ = way(ours, LONGEST).step(name(5), 0, RATE)
    assert np.isnan(loss)
