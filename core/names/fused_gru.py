"""The GRU over a whole batch of names, with its backward pass written out.

Autograd goes back letter by letter, and adds a product for the weights to a sum at each. Here all
letters of all names lie in one table, a row for each step; what a row needs is laid ready for all
rows at once, and the weights get one product of all rows.

With x what comes in for the gates, h the state before, W = (W_r, W_z, W_c):

    r = sigmoid(x_r + h W_r)      z = sigmoid(x_z + h W_z)      c = h W_c + b
    n = tanh(x_n + r c)           h' = n + z (h - n)

and backwards, from dh', to which each state adds what is read from it (the chain rule; x_n and c are
told apart, since r stands between):

    dx_n = dh' (1 - z) (1 - n^2)         dx_z = dh' (h - n) z (1 - z)
    dx_r = dx_n c r (1 - r)              dc   = dx_n r
    dh   = dh' z + (dx_r, dx_z, dc) W'   dW   = sum over rows of h' (dx_r, dx_z, dc)

(K. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, in the variant
that nn.GRU has.) `tests/names` holds it against nn.GRU.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


def gru_states(x: Tensor, weight: Tensor, bias: Tensor, batch_sizes: list[int]) -> Tensor:
    """The state of each name after each of its letters, (rows, h).

    Args:
        x: what comes in at each letter, for the gates r, z, n: (rows, 3 h). First the first letter of
            each name, longest name first, then the second letter of those that have one, and so on.
        weight: W, (h, 3 h).
        bias: b, (h,).
        batch_sizes: how many names have a first letter, a second, ...; its sum is the number of rows.
    """
    return _States.apply(x, weight, bias, batch_sizes)


class _States(torch.autograd.Function):
    # The rows of each letter are views made at once: where the products are this small, fetching
    # them one by one costs as much as the products, and more beside a second thread.

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, batch_sizes: list[int]
    ) -> Tensor:
        h = len(weight)
        gates, states = torch.empty_like(x), x.new_empty(len(x), h)
        before, c = x.new_empty(len(x), h), x.new_empty(len(x), h)
        to_rz, to_c = weight[:, : 2 * h], weight[:, 2 * h :]
        parts = (
            *(x[:, : 2 * h], x[:, 2 * h :], gates[:, : 2 * h], *gates.chunk(3, 1)),
            *(before, c, states),
        )
        last = x.new_zeros(batch_sizes[0], h)
        for x_rz, x_n, rz, r, z, n, h_before, c_now, now in zip(
            *(p.split(batch_sizes) for p in parts), strict=True
        ):
            h_before.copy_(last[: len(n)])
            torch.addmm(x_rz, h_before, to_rz, out=rz).sigmoid_()
            torch.addmm(bias, h_before, to_c, out=c_now)
            torch.addcmul(x_n, r, c_now, out=n).tanh_()
            last = torch.lerp(n, h_before, z, out=now)
        ctx.save_for_backward(weight, gates, before, c)
        ctx.batch_sizes = batch_sizes
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_states: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        weight, gates, before, c = ctx.saved_tensors
        h = len(weight)
        r, z, n = gates.chunk(3, 1)  # (rows, h) each
        d = gates.new_empty(len(gates), 4, h)
        d_r, d_z, d_c, d_n = d.unbind(1)
        flat = d.view(len(d), -1)
        # First what each is over dh', for all rows ...
        torch.addcmul(gates.new_ones(()), n, n, value=-1, out=d_n).mul_(1 - z)
        torch.sub(before, n, out=d_z).mul_(z).mul_(1 - z)
        torch.mul(d_n, r, out=d_c)
        torch.mul(d_c, 1 - r, out=d_r).mul_(c)
        # ... then times dh', from the last letters to the first.
        d_h, back = gates.new_zeros(ctx.batch_sizes[0], h), weight.t()
        rows = zip(
            *(p.split(ctx.batch_sizes) for p in (d, flat[:, : 3 * h], z, d_states)), strict=True
        )
        for d_now, d_product, z_now, d_state in reversed(list(rows)):
            now = d_h[: len(z_now)].add_(d_state)
            d_now.mul_(now[:, None])
            now.mul_(z_now).addmm_(d_product, back)
        d_x = torch.cat([flat[:, : 2 * h], d_n], 1)
        return d_x, before.t() @ flat[:, : 3 * h], d_c.sum(0), None
