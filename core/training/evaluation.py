"""Evaluation: loss, accuracy, balanced accuracy and confusion matrix of a test set."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from core.training.threads import map_threads


@dataclass(frozen=True, eq=False)
class Scores:
    """A network on a test set."""

    loss: float
    """Mean loss in nats."""
    confusion: Tensor
    """int64 (classes, classes): items by true class (row) and answer (column)."""

    @property
    def accuracy(self) -> float:
        return float(self.confusion.diagonal().sum() / self.confusion.sum())

    @property
    def balanced_accuracy(self) -> float:
        """The mean over classes of the share right; classes without a test item are left out."""
        rows = self.confusion.sum(1)
        present = rows > 0
        return float((self.confusion.diagonal()[present] / rows[present]).mean())


def score(
    forward: Callable[..., Tensor],
    batches: Iterable[tuple[Tensor, ...]],
    n: int,
    threads: int = 1,
) -> Scores:
    """Run `forward` over batches (*inputs, targets (b,)), so many at a time; count over n classes.

    The loss is the cross entropy of what `forward` gives, whatever that is: for the notes' softmax
    head that means the softmax applied twice, as there.
    """

    def count(*batch: Tensor) -> tuple[float, Tensor]:
        *inputs, targets = batch
        with torch.no_grad():  # a thread's own setting
            out = forward(*inputs)  # (b, n)
            loss = float(F.cross_entropy(out, targets, reduction="sum"))
            return loss, torch.bincount(targets * n + out.argmax(1), minlength=n * n).cpu()

    losses, counts = zip(*map_threads(threads, count, *zip(*batches, strict=True)), strict=True)
    confusion = torch.stack(counts).sum(0).view(n, n)
    return Scores(sum(losses) / int(confusion.sum()), confusion)
