"""Stacked training: runs of one shape as one batched step on static tensors, replayed as a CUDA graph.

A step of a small network is a hundred kernels of two millionths of a second each, and to start one from
Python takes five times as long. A CUDA graph records the kernels of a step once and starts them all at
once. It repeats them with the very same addresses, so here everything that a step reads or writes stays
where it is: weights and the optimizer's state, (r, n) for r runs; and tables of the steps to come, which
items each batch holds and what the rule is scaled by, with a counter that the step itself moves on. Loss
and hits add up on the device and are fetched when there is something to tell.

One run is a stack of one. On a processor the same steps run one by one, and tests hold them to those of
`Task.step`, the plain path. Items of different lengths make batches of different widths: each has a graph
of its own, recorded once the width came up twice.
"""

import functools
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from core.settings.config import Config
from core.training.hashed_masks import HashedMasks
from core.training.optimizers import Factors
from core.training.schedules import Cycles, rate_at
from core.training.task import Stretch, Task, seed_of

CHUNK = 1024  # steps whose batches are laid out at a time, fewer where they hold more than so many items:
MOST_ITEMS = 2**22
EAGER = 2  # steps of each width that are taken one by one, as libraries start in them: no graph can
_recording = threading.Lock()
"""Runs beside each other record one after the other."""


class StackedForward(Protocol):
    """r networks of one shape as one computation."""

    def __call__(
        self, weights: dict[str, Tensor], rows: Tensor, width: int, masks: HashedMasks | None
    ) -> tuple[Tensor, Tensor]:
        """Weights (r, ...) by name, items (r, b) -> logits (r, b, classes) and labels (r, b). Without masks
        nothing is dropped."""


class StackableTask(Task, Protocol):
    """A task whose step can be taken for several runs at once."""

    @property
    def config(self) -> Config:
        """What it learns by."""

    def stacked(self) -> StackedForward:
        """The forward pass of networks of this one's shape, on this one's data."""

    def rows(self, position: int) -> tuple[NDArray[np.int64], int]:
        """The items (b,) of the batch at a position, and its width: what else shapes depend on."""

    def note(self, item: int, guess: Tensor) -> None:
        """The last item that was learned from, and the guess, ()."""


class Stack:
    """Takes over weights and optimizers of tasks that differ in seed, rate and schedule alone."""

    def __init__(self, tasks: Sequence[StackableTask], cycles: Cycles = ()):
        """`cycles` as in `core.training.schedules.rate_at`."""
        self.tasks, self.cycles, first = list(tasks), cycles, tasks[0]
        self.config = first.config
        optimizer, runs = first.optimizer, len(tasks)
        self.device = optimizer.weights.device
        self.optimizer = optimizer
        self.weights = torch.stack([t.optimizer.weights for t in tasks])  # (r, n)
        self.state = {
            name: torch.stack([t.optimizer.state[name] for t in tasks]) for name in optimizer.state
        }
        for r, task in enumerate(tasks):
            own = {name: vectors[r] for name, vectors in self.state.items()}
            task.optimizer.move(task.network, self.weights[r], own)
        self.named, self.orders = self._views()
        self.forward = first.stacked()
        # (in the tables, of all steps), both moved on by each step.
        self.counters = torch.zeros(2, dtype=torch.int64, device=self.device)
        seeds = [seed_of(t.config.seed, 5) for t in tasks]
        self.masks = HashedMasks(seeds, self.counters[1])
        b = self.config.batch_size
        chunk = min(CHUNK, MOST_ITEMS // (runs * b))
        self.rows = torch.zeros(chunk, runs, b, dtype=torch.int64, device=self.device)
        self.factors = torch.zeros(chunk, 4, runs, 1, device=self.device)
        self.sums = torch.zeros(2, runs, dtype=torch.float64, device=self.device)
        self.items = np.zeros((0, runs, b), np.int64)
        """The same items, here."""
        self.shapes: list[tuple[int, int]] = []
        """Items and width of each batch in the tables."""
        self.begin = self.next = -1
        self.gone: set[int] = set()
        """Runs that left; they are computed on, and nobody looks."""
        self.graphs = Graphs(self.device) if self.device.type == "cuda" else None

    def _views(self) -> tuple[dict[str, Tensor], list[tuple[int, ...]]]:
        """The weights of each name, (r, ...), and in which order its dimensions lie in memory."""
        views, orders, first = {}, [], 0
        runs, n = self.weights.shape
        for name, p in self.tasks[0].network.named_parameters():
            view = self.weights.as_strided((runs, *p.shape), (n, *p.stride()), first)
            views[name] = view.detach().requires_grad_()
            by_stride = sorted(range(p.dim()), key=p.stride, reverse=True)
            orders.append((0, *(1 + d for d in by_stride)))
            first += p.numel()
        return views, orders

    @property
    def remark(self) -> str:
        """How it computes otherwise than it should, in a sentence, or ""."""
        return self.graphs.remark if self.graphs else ""

    def leave(self, r: int) -> None:
        """Run r ends, or goes on by itself, with weights and state of its own."""
        self.gone.add(r)
        task = self.tasks[r]
        own = {name: vector.clone() for name, vector in task.optimizer.state.items()}
        task.optimizer.move(task.network, task.optimizer.weights.clone(), own)

    def learn(self, first: int, until: int) -> list[Stretch]:
        """Take all runs from one step up to another: what each learned."""
        if first != self.next:
            self.shapes = []
        items = 0
        if self.graphs:
            self.graphs.enter()
        self.sums.zero_()
        for position in range(first, until):
            if not self.shapes or position == self.begin + len(self.shapes):
                self._lay_out(position)
            n, width = self.shapes[position - self.begin]
            if self.graphs:
                guesses = self.graphs.run((n, width), functools.partial(self._step, n, width))
            else:
                guesses = self._step(n, width)
            items += n
        self.next = until
        sums = self.sums.tolist()
        if self.graphs:
            self.graphs.leave()
        for r, task in enumerate(self.tasks):
            if r not in self.gone:
                task.optimizer.steps = until
                task.note(int(self.items[until - 1 - self.begin, r, n - 1]), guesses[r, -1])
        return [(loss, round(right), items) for loss, right in zip(*sums, strict=True)]

    def _lay_out(self, position: int) -> None:
        """Fill the tables for the steps from a position on."""
        count = min(len(self.rows), self.config.total_steps - position)
        rows = np.zeros(self.rows.shape, np.int64)[:count]
        factors = np.zeros(self.factors.shape, np.float32)[:count]
        self.begin, self.shapes = position, [(0, 0)] * count
        for r, task in enumerate(
            self.tasks
        ):  # run by run: a task has its order at hand for a while
            for k in range(count):
                batch, width = task.rows(position + k)
                n = len(batch)
                self.shapes[k] = n, max(width, self.shapes[k][1])
                rows[k, r, :n] = batch
                rate = rate_at(task.config, position + k, self.cycles)
                factors[k, :, r, 0] = self.optimizer.factors(position + k + 1, rate)
        self.items = rows
        self.rows[:count] = torch.from_numpy(rows).to(self.device)
        self.factors[:count] = torch.from_numpy(factors).to(self.device)
        self.counters.copy_(torch.tensor([0, position]))

    def _step(self, n: int, width: int) -> Tensor:
        """One training step of all runs, on n items each: the guesses (r, n)."""
        at = self.counters[:1]
        rows = self.rows.index_select(0, at)[0, :, :n]
        factors = Factors(*self.factors.index_select(0, at)[0].unbind())
        self.masks.begin()
        with torch.enable_grad():
            logits, labels = self.forward(self.named, rows, width, self.masks)
            losses = _losses(logits, labels, self.config.label_smoothing)  # (r,)
            gradients = torch.autograd.grad(losses.sum(), list(self.named.values()))
        with torch.no_grad():
            flat = [
                g.permute(order).flatten(1) for g, order in zip(gradients, self.orders, strict=True)
            ]
            gradient = torch.cat(flat, 1)
            self.optimizer.update(factors, self.weights, gradient, *self.state.values())
            # Without smoothing, so that it compares with the test loss.
            smooth = self.config.label_smoothing
            told = _losses(logits, labels, 0.0) if smooth else losses
            guesses = logits.argmax(2)
            self.sums[0].add_(told.detach(), alpha=n)
            self.sums[1].add_((guesses == labels).sum(1))
            self.counters.add_(1)
        return guesses


def _losses(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Mean cross entropy of each run, (r,)."""
    each = F.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), reduction="none", label_smoothing=smoothing
    )
    return each.view(labels.shape).sum(1) / labels.shape[1]


class Graphs:
    """CUDA graphs of a step, one for each key; each step is one by one or a replay."""

    def __init__(self, device: torch.device):
        self.stream = torch.cuda.Stream(device)
        self.pool = torch.cuda.graph_pool_handle()
        self.graphs: dict[Hashable, tuple[torch.cuda.CUDAGraph, Tensor]] = {}
        self.taken: dict[Hashable, int] = {}
        self.remark = ""

    def enter(self) -> None:
        """All that follows is for the graphs' stream."""
        self.stream.wait_stream(torch.cuda.current_stream())
        self.context = torch.cuda.stream(self.stream)
        self.context.__enter__()

    def leave(self) -> None:
        self.context.__exit__(None, None, None)
        torch.cuda.current_stream().wait_stream(self.stream)

    def run(self, key: Hashable, step: Callable[[], Tensor]) -> Tensor:
        """Take a step: as a replay, or one by one where its graph does not exist yet."""
        if key not in self.graphs:
            self.taken[key] = self.taken.get(key, 0) + 1
            if self.remark or self.taken[key] <= EAGER or not self._capture(key, step):
                return step()
        graph, result = self.graphs[key]
        graph.replay()
        return result

    def _capture(self, key: Hashable, step: Callable[[], Tensor]) -> bool:
        """Record a step, which is not taken by that; whether it could be."""
        graph = torch.cuda.CUDAGraph()
        try:
            with _recording:
                graph.capture_begin(self.pool, capture_error_mode="thread_local")
                try:
                    result = step()
                finally:
                    graph.capture_end()
        except RuntimeError as e:
            reason = str(e).splitlines()[0][:200]
            self.remark = f"The GPU took each step by itself, for it could not record one: {reason}"
            return False
        self.graphs[key] = graph, result
        return True
