"""Dropout: what is kept, and that masks follow from seed, step and part alone."""

import pytest
import torch

from core.training.dropout import Dropout, seed_dropout


def mask(seed: int, step: int, part: int = 0, p: float = 0.5) -> torch.Tensor:
    seed_dropout(seed, step, part)
    return Dropout(p)(torch.ones(200, 50))


@pytest.mark.parametrize("p", [0.2, 0.4, 0.9])
def test_a_share_is_hidden_and_the_rest_makes_up_for_it(p: float) -> None:
    out = mask(0, 0, p=p)
    kept = out[out != 0]
    assert torch.allclose(kept, torch.tensor(1 / (1 - p)))
    # Of 10 000 the share varies by less than 0.005; four times that is no luck.
    assert len(kept) / out.numel() == pytest.approx(1 - p, abs=0.02)
    assert float(out.mean()) == pytest.approx(1, abs=0.2)


def test_a_network_that_is_asked_keeps_everything() -> None:
    layer, x = Dropout(0.5).eval(), torch.rand(3, 4)
    assert layer(x) is x


def test_seed_step_and_part_say_which() -> None:
    same = mask(1, 2, 3)
    assert torch.equal(same, mask(1, 2, 3))
    for other in (mask(2, 2, 3), mask(1, 3, 3), mask(1, 2, 4), mask(2, 1, 3)):
        assert not torch.equal(same, other)
    seed_dropout(1, 2)
    whole = Dropout(0.5)(torch.ones(200, 50))
    assert torch.equal(whole, mask(1, 2, 0)), "a batch in one piece has the masks of a first part"


def test_each_layer_of_a_step_has_its_own() -> None:
    seed_dropout(1, 2)
    layer, x = Dropout(0.5), torch.ones(200)
    assert not torch.equal(layer(x), layer(x))


def test_it_takes_part_in_the_gradient() -> None:
    x = torch.ones(100, requires_grad=True)
    seed_dropout(0, 0)
    out = Dropout(0.75)(x)
    out.sum().backward()
    assert torch.equal(x.grad, out.detach())  # type: ignore[arg-type]


def test_the_type_of_numbers_stays() -> None:
    seed_dropout(0, 0)
    assert Dropout(0.5)(torch.ones(4, dtype=torch.float64)).dtype == torch.float64
