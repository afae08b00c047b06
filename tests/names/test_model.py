"""The surname networks compute, and learn, what PyTorch's own modules do."""

from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.names import gated_rnn
from core.names.config import CELLS, GATES, NOTES_CELLS, NamesConfig
from core.names.gated_rnn import GRU, GatedRNN
from core.names.layers import layers
from core.names.model import build
from core.names.notes_rnn import NotesRNN
from core.names.surname_rnn import SurnameRNN
from core.names.symbols import BEGIN, BLANK, END
from core.names.task import NamesTask
from core.training.dropout import seed_dropout
from tests.names.plain import Literal, Plain, Stacked, literal_weights, plain_of, stacked_weights

CPU = torch.device("cpu")
N = 7  # languages


def network(cell: str, hidden_size: int = 16, **changes: Any) -> SurnameRNN:
    return build(NamesConfig(cell=cell, hidden_size=hidden_size, **changes), N)


def batch(seed: int = 0, lengths: tuple[int, ...] = (5, 1, 9, 2, 9, 3)) -> tuple[Tensor, Tensor]:
    """Names of unequal lengths, padded with 0, which is a letter too: padding must not be read."""
    generator = torch.Generator().manual_seed(seed)
    letters = torch.randint(0, 29, (len(lengths), max(lengths)), generator=generator)
    for row, n in zip(letters, lengths, strict=True):
        row[n:] = 0
    return letters, torch.tensor(lengths)


def weights_of(ours: SurnameRNN, grad: bool = False) -> dict[str, Tensor]:
    if isinstance(ours, NotesRNN):
        return literal_weights(ours, grad)
    assert isinstance(ours, GatedRNN)
    return stacked_weights(ours, grad)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("lengths", [(5, 1, 9, 2, 9, 3), (4,), (1,), (1, 1, 1), (2, 7), (7, 2)])
def test_logits_and_gradients_are_pytorchs(cell: str, lengths: tuple[int, ...]) -> None:
    hold_against_pytorch(network(cell), lengths)


def hold_against_pytorch(ours: SurnameRNN, lengths: tuple[int, ...]) -> None:
    """The same logits, and the same gradient of every weight."""
    plain = plain_of(ours)
    letters, sizes = batch(lengths=lengths)
    targets = torch.arange(len(lengths)) % N
    logits, expected = ours(letters, sizes), plain.batch(letters, sizes)
    torch.testing.assert_close(logits.log_softmax(1), expected.log_softmax(1))
    F.cross_entropy(logits, targets).backward()
    F.cross_entropy(expected, targets).backward()
    for name, grad in weights_of(with_grads(ours), grad=True).items():
        theirs = with_grads(plain).get_parameter(name).grad
        assert theirs is not None
        if "bias_hh" in name:  # of a GRU: ours has the candidate's part alone
            grad, theirs = grad[-ours.hidden_size :], theirs[-ours.hidden_size :]
        torch.testing.assert_close(grad, theirs)


Module = TypeVar("Module", bound=nn.Module)


def with_grads(module: Module) -> Module:
    """Names of one letter never move a state: no gradient is a gradient of 0."""
    for p in module.parameters():
        p.grad = torch.zeros_like(p) if p.grad is None else p.grad
    return module


RICHER: list[dict[str, Any]] = [
    {"direction": "backwards"},
    {"direction": "both", "readout": "last-max"},
    {"readout": "max"},
    {"readout": "mean", "marks": True},
    {"layers": 3, "direction": "both"},
    {"embedding": 5},
    {"embedding": 5, "marks": True, "readout": "max"},
    {"embedding": 5, "ngrams": 2, "direction": "both"},
    {"embedding": 5, "ngrams": 3},
    {"shortcut": True, "direction": "backwards"},
    {"embedding": 5, "ngrams": 3, "shortcut": True, "marks": True, "readout": "max"},
    {
        "embedding": 5,
        "ngrams": 3,
        "marks": True,
        "direction": "both",
        "readout": "mean",
        "layers": 2,
    },
]
richer = pytest.mark.parametrize("changes", RICHER, ids=str)
gated = pytest.mark.parametrize("cell", [cell for cell in CELLS if cell not in NOTES_CELLS])


@gated
@richer
def test_what_a_network_is_made_of_computes_what_pytorchs_does(
    cell: str, changes: dict[str, Any]
) -> None:
    ours = network(cell, hidden_size=12, **changes)
    with torch.no_grad():
        for p in ours.parameters():  # pairs and triples begin at 0, which would hide mistakes
            p.add_(0.1 * torch.randn(p.shape, generator=torch.Generator().manual_seed(1)))
    hold_against_pytorch(ours, (5, 1, 9, 2, 9, 3))


@gated
@richer
def test_a_richer_network_reads_names_together_as_one_at_a_time(
    cell: str, changes: dict[str, Any]
) -> None:
    together_as_alone(network(cell, **changes))


@gated
@richer
def test_a_richer_network_answers_letter_by_letter_as_if_the_name_ended(
    cell: str, changes: dict[str, Any]
) -> None:
    ours = network(cell, hidden_size=8, **changes).eval()
    letters, _ = batch(lengths=(8,))
    logits, states = ours.read_letter_by_letter(letters[0])
    for t in range(1, 9):
        torch.testing.assert_close(logits[t - 1 : t], ours(letters[:, :t], torch.tensor([t])))
    plain = plain_of(ours)
    assert isinstance(plain, Stacked)
    for way in range(len(plain.rnns)):
        expected = plain.states(letters[0], way)
        backwards = way == 1 or changes.get("direction") == "backwards"
        expected = expected.flip(0) if backwards else expected
        expected = expected[1:-1] if changes.get("marks") else expected
        torch.testing.assert_close(states[:, 8 * way : 8 * way + 8], expected)


@gated
@richer
def test_layers_are_those_of_the_network(cell: str, changes: dict[str, Any]) -> None:
    config = NamesConfig(cell=cell, hidden_size=8, dropout=0.1, **changes)
    found, described = build(config, 27), layers(config)
    assert sum(p.numel() for p in found.parameters()) == sum(x.parameters for x in described)
    plain = plain_of(found)
    assert isinstance(plain, Stacked)
    arguments = [tuple(x.arguments) for x in described if x.type in ("RNN", "GRU", "LSTM")]
    first = plain.rnns[0].input_size
    assert arguments == [
        (8 if layer else first, 8) for _ in plain.rnns for layer in range(config.layers)
    ]
    assert (plain.out.in_features, 27) in [x.arguments for x in described]


def test_a_dropped_letter_is_blank_in_every_direction_and_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With all letters dropped, all names of one length are the same name."""
    ours = network("gru", letter_dropout=0.5, embedding=5, ngrams=3, direction="both", marks=True)
    letters, lengths = batch(lengths=(6, 6))
    monkeypatch.setattr(gated_rnn, "kept", lambda shape, share: torch.zeros(shape).bool())
    ours.train()
    torch.testing.assert_close(*ours(letters, lengths))
    ours.eval()
    assert not torch.equal(*ours(letters, lengths)), "nothing is dropped once it is trained"


@pytest.mark.parametrize("embedding", [0, 5])
def test_letters_are_dropped_at_the_share_asked_for(embedding: int) -> None:
    ours = network("gru", letter_dropout=0.2, embedding=embedding, marks=True)
    assert isinstance(ours, GatedRNN)
    letters, lengths = batch(lengths=(20,) * 500)
    ours.train()
    seed_dropout(0, 0)
    symbols = ours.packed(letters, lengths).symbols
    assert 0.18 < float((symbols[:, 1:-1] == BLANK).float().mean()) < 0.22
    assert (symbols[:, 0] == BEGIN).all() and (symbols[:, -1] == END).all()
    assert ours(letters, lengths).isfinite().all()


@pytest.mark.parametrize("cell", CELLS)
def test_names_together_are_names_one_at_a_time(cell: str) -> None:
    together_as_alone(network(cell))


def together_as_alone(ours: SurnameRNN) -> None:
    ours.eval()
    letters, lengths = batch()
    one_by_one = [
        ours(row[None, :n], torch.tensor([n])) for row, n in zip(letters, lengths, strict=True)
    ]
    torch.testing.assert_close(ours(letters, lengths), torch.cat(one_by_one))


@pytest.mark.parametrize("cell", CELLS)
def test_padding_is_not_read(cell: str) -> None:
    ours = network(cell).eval()
    letters, lengths = batch()
    scribbled = letters.clone()
    for row, n in zip(scribbled, lengths, strict=True):
        row[n:] = 13
    assert torch.equal(ours(letters, lengths), ours(scribbled, lengths))


@pytest.mark.parametrize("cell", CELLS)
def test_the_last_reading_is_the_answer(cell: str) -> None:
    ours = network(cell).eval()
    letters, lengths = batch(lengths=(8,))
    logits, states = ours.read_letter_by_letter(letters[0])
    assert logits.shape == (8, N) and states.shape == (8, ours.hidden_size)
    torch.testing.assert_close(logits[-1:], ours(letters, lengths))
    for t in range(1, 9):  # each is the answer to the beginning of the name
        torch.testing.assert_close(logits[t - 1 : t], ours(letters[:, :t], torch.tensor([t])))


@pytest.mark.parametrize("cell", CELLS)
def test_a_seed_gives_the_same_weights_and_another_gives_others(cell: str) -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    first, again, other = (
        torch.cat([p.flatten() for p in network(cell, seed=seed).parameters()])
        for seed in (3, 3, 4)
    )
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.equal(torch.rand(1), expected), "the global generator is left alone"


@pytest.mark.parametrize("cell", CELLS)
def test_weights_start_as_pytorch_starts_them(cell: str) -> None:
    """Uniform within the bound of nn.Linear, nn.GRU ...: a worse start learns worse."""
    ours = network(cell, hidden_size=64)
    plain = plain_of(ours)
    for name, value in weights_of(ours).items():
        if isinstance(plain, Literal):
            fan_in = {"i2h.0": 29, "i2h.2": 64, "h2h": 64}.get(name.rpartition(".")[0], 29 + 64)
        else:
            fan_in = 64
        bound = fan_in**-0.5
        value = value[value != 0]  # the GRU's padding of a bias
        assert float(value.abs().max()) <= bound
        if value.numel() > 100:
            assert float(value.abs().max()) > 0.9 * bound
            assert abs(float(value.mean())) < 0.2 * bound


def step_both(
    task: NamesTask, plain: Plain, learn: torch.optim.Optimizer, step: int
) -> tuple[float, float]:
    """One training step of ours and of PyTorch's on the same names: both losses."""
    pairs = task.batch(step)
    loss = F.cross_entropy(
        plain.batch(task.letters[pairs], task.lengths[pairs]), task.labels[pairs]
    )
    learn.zero_grad()
    loss.backward()
    learn.step()
    return float(task.step(step, task.config.learning_rate)[0]), loss.item()


@pytest.mark.parametrize("cell", NOTES_CELLS)
def test_the_notes_cells_have_the_losses_of_a_literal_loop(cell: str) -> None:
    """A thousand names, one at a time, SGD at 0.005, as the notes train."""
    config = NamesConfig(
        cell=cell, hidden_size=32, optimizer="sgd", learning_rate=0.005, batch_size=1, test=100
    )
    task = NamesTask(config, CPU)
    assert isinstance(task.network, NotesRNN)
    plain = plain_of(task.network)
    assert isinstance(plain, Literal)
    ours, theirs = [], []
    for step in range(1_000):
        (pair,) = task.batch(step)
        name = task.letters[pair, : task.lengths[pair]]
        plain.zero_grad()
        loss = F.nll_loss(plain(name), task.labels[pair][None])
        loss.backward()
        with torch.no_grad():
            for p in plain.parameters():
                assert p.grad is not None
                p.sub_(p.grad, alpha=0.005)
        theirs.append(loss.item())
        ours.append(float(task.step(step, 0.005)[0]))
    worst = np.max(np.abs(np.array(ours) - theirs) / np.abs(theirs))
    assert worst < 1e-4
    assert len(set(theirs)) > 900, "names of many kinds were seen"


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("batch_size", [1, 17])
def test_training_steps_are_those_of_pytorch(
    cell: str, optimizer: str, batch_size: int, tiny: str
) -> None:
    config = NamesConfig(
        cell=cell,
        hidden_size=12,
        dataset=tiny,
        optimizer=optimizer,
        learning_rate=0.005,
        batch_size=batch_size,
    )
    task = NamesTask(config, CPU)
    plain = plain_of(task.network)
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
    learn = kind([p for p in plain.parameters() if p.requires_grad], lr=0.005)
    if isinstance(task.network, GRU):
        keep_unused_bias_at_zero(plain)
    losses = [step_both(task, plain, learn, step) for step in range(40)]
    ours, theirs = zip(*losses, strict=True)
    assert ours == pytest.approx(theirs, rel=1e-4)


def keep_unused_bias_at_zero(plain: Plain) -> None:
    """Of PyTorch's second bias of a GRU, only the candidate's part is not a repetition."""
    bias = plain.get_parameter("rnns.0.bias_hh_l0")
    mask = torch.ones_like(bias)
    mask[: 2 * len(bias) // 3] = 0
    bias.register_hook(lambda grad: grad * mask)


def draws(task: NamesTask, n: int) -> np.ndarray:
    return np.concatenate([task.batch(k) for k in range(n)])


def test_balanced_sampling_draws_every_language_equally_often() -> None:
    task = NamesTask(NamesConfig(batch_size=1000), CPU)
    seen = draws(task, 27)
    assert set(seen.tolist()) <= set(task.split.train.tolist()), "nothing held out is trained on"
    counts = np.bincount(task.data.labels[seen], minlength=27)
    assert (np.abs(counts - 1000) < 150).all()


def test_natural_sampling_draws_every_name_equally_often() -> None:
    task = NamesTask(NamesConfig(batch_size=1000, sampling="natural"), CPU)
    counts = np.bincount(task.data.labels[draws(task, 27)], minlength=27)
    expected = np.bincount(task.data.labels[task.split.train], minlength=27)
    expected = expected * (27_000 / expected.sum())
    assert (np.abs(counts - expected) < 6 * np.sqrt(expected)).all()


def test_root_sampling_draws_languages_by_the_fourth_root_of_their_names() -> None:
    task = NamesTask(NamesConfig(batch_size=1000, sampling="root"), CPU)
    counts = np.bincount(task.data.labels[draws(task, 27)], minlength=27)
    expected = np.bincount(task.data.labels[task.split.train], minlength=27) ** 0.25
    expected = expected * (27_000 / expected.sum())
    assert (np.abs(counts - expected) < 6 * np.sqrt(expected)).all()


def test_label_smoothing_changes_what_is_learned_and_not_the_loss_that_is_told(tiny: str) -> None:
    config = NamesConfig(dataset=tiny, batch_size=9, label_smoothing=0.3, hidden_size=8)
    task, plain = NamesTask(config, CPU), NamesTask(config.replace(label_smoothing=0), CPU)
    pairs = task.batch(0)
    logits = task.network(task.letters[pairs], task.lengths[pairs])
    expected = F.cross_entropy(logits, task.labels[pairs], label_smoothing=0.3)
    grads = torch.autograd.grad(expected, list(task.network.parameters()))
    assert float(task.step(0, 0.0)[0]) == pytest.approx(float(plain.step(0, 0.0)[0]))
    found = torch.cat([g.flatten() for g in grads])
    torch.testing.assert_close(task.optimizer.gradient, found)
    assert not torch.allclose(plain.optimizer.gradient, found)


def test_a_batch_depends_on_its_position_alone(tiny: str) -> None:
    """So a resumed run sees the same names. 7 does not divide the chunk in which they are drawn."""
    config = NamesConfig(dataset=tiny, batch_size=7)
    task, other = NamesTask(config, CPU), NamesTask(config, CPU)
    positions = [0, 1, 584, 585, 586, 2000]
    expected = {k: other.batch(k) for k in reversed(positions)}
    for k in positions:
        assert len(task.batch(k)) == 7 and np.array_equal(task.batch(k), expected[k])


def test_the_example_is_the_last_name_and_the_guess_before_learning(tiny: str) -> None:
    task = NamesTask(NamesConfig(dataset=tiny, batch_size=3), CPU)
    assert task.example() is None
    pair = int(task.batch(0)[-1])
    letters, lengths = task.letters[pair][None], task.lengths[pair][None]
    guess = int(task.network(letters, lengths).argmax())
    task.step(0, 0.003)
    told = task.example()
    assert told is not None
    assert told.name == task.data.originals[pair]
    assert told.language == task.classes[task.data.labels[pair]]
    assert told.guess == task.classes[guess]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_has_as_many_gates_as_its_cost_is_reckoned_with(cell: str) -> None:
    found = network(cell, hidden_size=8)
    if isinstance(found, GatedRNN):
        assert found.get_parameter("letter_to_gates").shape[1] == GATES[cell] * 8 == found.gates * 8
    else:
        assert isinstance(found, NotesRNN)
        assert found.letter_table().shape[1] == GATES[cell] * 8
