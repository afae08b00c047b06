"""Seeds out of several numbers, and into how many parts a batch is split."""

from itertools import product

import pytest
import torch
from torch import nn

from core.training.task import batch_parts, seed_of, train_mode


def test_a_seed_hangs_on_every_number_and_on_their_order() -> None:
    found = {seed_of(*numbers) for numbers in product(range(8), repeat=3)}
    assert len(found) == 8**3
    assert seed_of(3, 4) == seed_of(3, 4) and seed_of(1, 2) != seed_of(2, 1)


def test_a_seed_is_one_that_pytorch_and_numpy_take() -> None:
    found = [seed_of(0, k) for k in range(200)]
    assert all(0 <= seed < 2**63 for seed in found)
    assert max(found) > 2**62 > min(found), "all of its bits are used"
    torch.Generator().manual_seed(max(found))


@pytest.mark.parametrize(
    ("parts", "batch", "split"),
    [(2, 64, 2), (2, 32, 2), (2, 31, 1), (2, 1, 1), (1, 64, 1)],
)
def test_a_batch_is_split_where_each_part_has_sixteen_items(
    parts: int, batch: int, split: int
) -> None:
    assert batch_parts(parts, batch, torch.device("cpu")) == split
    assert batch_parts(parts, batch, torch.device("cuda")) == 1, "a GPU takes it whole"


def test_training_mode_is_told_to_a_network_that_is_not_in_it() -> None:
    network = nn.Sequential(nn.Dropout(), nn.Dropout()).eval()
    train_mode(network)
    assert all(module.training for module in network.modules())
