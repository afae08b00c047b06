"""Stacked surname networks on padded names: as the same networks on packed ones."""

from typing import Any

import pytest
import torch

from core.names.gated_rnn import GatedRNN
from core.names.problem import NAMES
from core.names.stacked import WIDTHS, _RowSums
from core.problems import problem_of
from core.training.loop import StepByStep
from core.training.side_by_side import members
from core.training.stack import Stack
from tests.training.stacks import names_task

NETWORKS: dict[str, dict[str, Any]] = {
    "the quick one": {},
    "tanh": {"cell": "tanh"},
    "lstm": {"cell": "lstm"},
    "two layers": {"layers": 2},
    "two layers of lstm": {"layers": 2, "cell": "lstm", "direction": "forwards"},
    "the mean": {"readout": "mean"},
    "the maximum, backwards": {"readout": "max", "direction": "backwards"},
    "letters alone": {"ngrams": 1},
    "one-hot letters": {"ngrams": 1, "embedding": 0, "shortcut": True},
    "pairs": {"ngrams": 2, "marks": False},
    "the last state": {
        "marks": False, "shortcut": False, "direction": "forwards", "readout": "last",
    },
    "label smoothing": {"label_smoothing": 0.2, "weight_decay": 0},
}  # fmt: skip


@pytest.mark.parametrize("changes", NETWORKS.values(), ids=NETWORKS)
def test_it_learns_the_same(changes: dict[str, Any], tiny: str) -> None:
    """Products of padded names add up in another order: the last digits differ."""
    plain, stacked = (names_task(tiny, **changes) for _ in range(2))
    start = plain.optimizer.weights.clone()
    step_by_step, learn = StepByStep(plain.config, plain), members([stacked])[0]
    for first, until in ((0, 1), (1, 12)):
        loss, right, items = step_by_step(first, until)
        found, *counts = learn(first, until)
        assert found == pytest.approx(loss, rel=1e-4) and counts == [right, items]
        way = plain.optimizer.weights - start
        assert (stacked.optimizer.weights - start - way).norm() < 1e-4 * way.norm()


@pytest.mark.parametrize("changes", NETWORKS.values(), ids=NETWORKS)
def test_several_runs_learn_as_they_do_alone(changes: dict[str, Any], tiny: str) -> None:
    how = changes | {"dropout": 0.3, "letter_dropout": 0.2}
    together = [names_task(tiny, seed=k, **how) for k in range(3)]
    results = Stack(together).learn(0, 8)
    for k, task in enumerate(together):
        alone = names_task(tiny, seed=k, **how)
        assert results[k][0] == pytest.approx(members([alone])[0](0, 8)[0], rel=1e-4)
        # A weight that hardly any gradient reaches moves as far as all others under Adam.
        apart = (task.optimizer.weights - alone.optimizer.weights).abs()
        assert float(apart.mean()) < 1e-6


@pytest.mark.parametrize("changes", NETWORKS.values(), ids=NETWORKS)
def test_a_network_that_is_asked_says_the_same(changes: dict[str, Any], tiny: str) -> None:
    task = names_task(tiny, **(changes | {"dropout": 0.5, "letter_dropout": 0.3}))
    assert isinstance(task.network, GatedRNN)
    task.network.eval()
    rows = torch.arange(30)
    weights = {name: p[None] for name, p in task.network.named_parameters()}
    for width in (int(task.lengths[rows].max()), task.letters.shape[1]):
        padded, labels = task.stacked()(weights, rows[None], width, None)
        packed = task.network(task.letters[rows], task.lengths[rows])
        assert torch.allclose(padded[0], packed, atol=1e-5)
        assert torch.equal(labels[0], task.labels[rows])


def test_a_batch_is_as_wide_as_its_longest_name_needs(tiny: str) -> None:
    task = names_task(tiny)
    for position in range(20):
        pairs, width = task.rows(position)
        longest = max(len(task.spelled[pair]) for pair in pairs)
        assert longest <= width < longest + WIDTHS or width == task.letters.shape[1]


def test_gradients_of_rows_that_many_names_share_add_up(tiny: str) -> None:
    """As whole numbers; what that rounds off is less than Adam sees."""
    generator = torch.Generator().manual_seed(0)
    table = torch.randn(7, 5, generator=generator, requires_grad=True)
    rows = torch.randint(0, 8, (200, 3), generator=generator)  # 7 is none
    grad = torch.randn(200, 5, generator=generator) * 1e-3
    sums = _RowSums.apply(table, rows)
    padded = torch.cat([table.detach(), torch.zeros(1, 5)]).requires_grad_()
    expected = padded[rows].sum(1)
    assert torch.allclose(sums, expected)
    (found,) = torch.autograd.grad(sums, table, grad)
    (wanted,) = torch.autograd.grad(expected, padded, grad)
    assert torch.allclose(found, wanted[:-1], atol=1e-7)


def test_the_presets_can_be_stacked() -> None:
    stackable = {p.name for p in NAMES.presets if problem_of(p.config).stack_key(p.config)}
    assert stackable == {"quick", "accurate"}, "the notes' cells learn from one name at a time"
