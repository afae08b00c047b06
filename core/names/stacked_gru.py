"""Stacked GRUs: s cells on their own padded names at once, with the backward pass written out.

The formulas are those of `core.names.fused_gru`. There names are packed, for a processor; here a GPU takes
all letters of all names at once, also those that are not there: nothing is read from the states behind a
name's end, so that no gradient comes from there. Few and large operations count: five a letter forward and
four back, for all cells, which are both directions of all runs.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


def stacked_gru_states(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The states after each letter, (t, s, b, h).

    Args:
        x: what comes in at each letter, for the gates r, z, n: (t, s, b, 3 h).
        weight: W = (W_r, W_z, W_c), (s, h, 3 h).
        bias: b of the candidate, (s, h).
    """
    states: Tensor = _States.apply(x, weight, bias)
    return states


class _States(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        t, s, b, _ = x.shape
        h = weight.shape[1]
        # r, z and c of each letter, which begin as what is added to the product.
        gates = torch.cat([x[..., : 2 * h], bias[:, None].expand(t, s, b, h)], 3)
        r, z, c = gates.chunk(3, 3)
        n, states = x.new_empty(t, s, b, h), x.new_empty(t, s, b, h)
        last = x.new_zeros(s, b, h)
        for k in range(t):
            gates[k].baddbmm_(last, weight)
            gates[k, ..., : 2 * h].sigmoid_()
            torch.addcmul(x[k, ..., 2 * h :], r[k], c[k], out=n[k]).tanh_()
            last = torch.lerp(n[k], last, z[k], out=states[k])
        ctx.save_for_backward(weight, gates, n, states)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        weight, gates, n, states = ctx.saved_tensors
        t, s, b, h = n.shape
        r, z, c = gates.chunk(3, 3)
        before = torch.cat([states.new_zeros(1, s, b, h), states[:-1]])
        d = gates.new_empty(t, s, b, 4, h)
        d_r, d_z, d_c, d_n = d.unbind(3)
        products = d.view(t, s, b, 4 * h)[..., : 3 * h]
        # First what each is over dh', for all letters ...
        torch.addcmul(n.new_ones(()), n, n, value=-1, out=d_n).mul_(1 - z)
        torch.sub(before, n, out=d_z).mul_(z).mul_(1 - z)
        torch.mul(d_n, r, out=d_c)
        torch.mul(d_c, 1 - r, out=d_r).mul_(c)
        # ... then times dh', from the last letters to the first.
        now, back = d_states[-1].clone(), weight.mT.contiguous()
        for k in reversed(range(t)):
            d[k].mul_(now[..., None, :])
            if k:
                now = torch.addcmul(d_states[k - 1], now, z[k]).baddbmm_(products[k], back)
        d_x = torch.cat([products[..., : 2 * h], d_n], 3)
        # A product for each letter, and their sum: one of all letters would keep few of a GPU's units busy.
        d_weight = (before.mT @ products).sum(0)
        return d_x, d_weight, d_c.sum((0, 2))
