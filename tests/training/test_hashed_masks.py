"""Hashed dropout masks: a share is kept, by seed, step and place alone."""

import pytest
import torch
from torch import Tensor

from core.training.hashed_masks import HashedMasks

SEEDS = [11, 12, 13]


def drawn(step: int, seeds: list[int], shape: tuple[int, ...] = (40, 50), calls: int = 1) -> Tensor:
    masks = HashedMasks(seeds, torch.tensor(step))
    for _ in range(calls):
        found = masks.kept((len(seeds), *shape), 0.5)
    return found


@pytest.mark.parametrize("share", [0.1, 0.6, 0.85])
def test_a_share_is_kept(share: float) -> None:
    kept = HashedMasks(SEEDS, torch.tensor(7)).kept((3, 200, 101), share)
    assert kept.shape == (3, 200, 101) and kept.dtype == torch.bool
    # Of 20 200 the share varies by less than 0.004; four times that is no luck.
    assert kept.float().mean((1, 2)).tolist() == pytest.approx([share] * 3, abs=0.015)
    for dim in (1, 2):  # neither rows nor columns are alike
        assert float(kept.float().mean(dim).std()) < 0.1


def test_neighbours_have_nothing_to_do_with_each_other() -> None:
    kept = HashedMasks([5], torch.tensor(0)).kept((1, 100_000), 0.5)[0].float() - 0.5
    for apart in (1, 2, 3, 4, 8, 64, 3136):
        assert abs(float((kept[apart:] * kept[:-apart]).mean())) < 0.25 * 0.015, apart


def test_a_run_has_its_own_masks_alone_and_beside_others() -> None:
    together = drawn(3, SEEDS)
    for r, seed in enumerate(SEEDS):
        assert torch.equal(together[r], drawn(3, [seed])[0])
    assert not torch.equal(together[0], together[1])


def test_steps_and_layers_have_their_own() -> None:
    first = drawn(3, SEEDS)
    assert torch.equal(first, drawn(3, SEEDS))
    for other in (drawn(4, SEEDS), drawn(3, SEEDS, calls=2), drawn(2**40, SEEDS)):
        assert 0.4 < float((first == other).float().mean()) < 0.6


def test_a_step_begins_anew() -> None:
    step = torch.tensor(3)
    masks = HashedMasks(SEEDS, step)
    first = masks.kept((3, 40), 0.5)
    step.add_(1)
    masks.begin()
    after = masks.kept((3, 40), 0.5)
    step.sub_(1)
    masks.begin()
    assert torch.equal(first, masks.kept((3, 40), 0.5)) and not torch.equal(first, after)
