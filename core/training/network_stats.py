"""Statistics of a network that its loss does not show: relative weight change, dead ReLUs."""

import contextlib
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from core.training.events import ReLULayer


@runtime_checkable
class ReadsLetters(Protocol):
    """A network whose ReLUs see a letter alone, as the notes' surname cells do."""

    def letter_relus(self) -> list[Tensor]:
        """What each ReLU layer gives for every letter, (n_letters, units) each."""


class NetworkStats:
    """The statistics of one network, made before its first step: it keeps a copy of the initial weights."""

    def __init__(self, network: nn.Module):
        self.network = network
        self.start = [p.detach().clone() for p in network.parameters()]
        self.sums: dict[nn.Module, list[Tensor]] = {}  # of each batch, over all but units

    def relative_weight_change(self) -> float:
        """How far all weights are from where they began, relative to the length they began with."""
        pairs = list(zip(self.network.parameters(), self.start, strict=True))
        way = sum(float((p.detach() - start).square().sum()) for p, start in pairs)
        length = sum(float(start.square().sum()) for start in self.start)
        return float((way / length) ** 0.5)

    @contextlib.contextmanager
    def record_dead_relus(self) -> Iterator[list[ReLULayer]]:
        """The ReLU layers while the network is evaluated inside the `with`; filled at its end.

        A unit (a dense layer's number, a convolution's channel) is dead where it is 0 for each item that
        goes through the network's modules, at every position. The notes' surname cells put their ReLU on
        the letter alone, so there the items are the letters of the alphabet.
        """
        layers: list[ReLULayer] = []
        relus = [m for m in self.network.modules() if isinstance(m, nn.ReLU)]
        self.sums.clear()
        hooks = [relu.register_forward_hook(self._hook) for relu in relus]
        try:
            yield layers
        finally:
            for hook in hooks:
                hook.remove()
        for k, relu in enumerate(relus):
            name = "the dense layer" if relu is relus[-1] else f"convolution {k + 1}"
            if relu in self.sums:
                layers.append(_layer(name, torch.stack(self.sums[relu]).sum(0)))
        if isinstance(self.network, ReadsLetters):
            with torch.no_grad():
                letters = [out.sum(0) for out in self.network.letter_relus()]
            for k, sums in enumerate(letters):
                name = "the ReLU layer" if len(letters) == 1 else f"ReLU layer {k + 1}"
                layers.append(_layer(name, sums))

    def _hook(self, relu: nn.Module, _: object, out: Tensor) -> None:
        """A forward hook. Batches are evaluated in threads: appending to a list needs no lock."""
        # Nothing is negative after a ReLU, so a sum is 0 where all is; `amax` takes ten times as long.
        dims = [d for d in range(out.dim()) if d != 1]
        self.sums.setdefault(relu, []).append(out.detach().sum(dims))  # (units,)


def _layer(name: str, sums: Tensor) -> ReLULayer:
    """A layer by what each unit gave in all, (units,)."""
    return ReLULayer(name, int((sums == 0).sum()), len(sums))
