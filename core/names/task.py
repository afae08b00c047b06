"""The task of learning surnames: batches of names, a training step, a test."""

import functools
from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.names import data as names_data
from core.names import model
from core.names.config import NamesConfig
from core.names.fused_rnn import FusedRNN
from core.names.fused_sgd_step import CompiledSGDStep, NumPySGDStep
from core.names.gated_rnn import GatedRNN
from core.names.notes_rnn import NotesRNN
from core.names.stacked import WIDTHS, StackedNames
from core.training import compiler
from core.training.dropout import seed_dropout
from core.training.evaluation import Scores, score
from core.training.events import Example
from core.training.optimizers import Optimizer
from core.training.task import Learned, batch_parts, train_mode
from core.training.threads import map_threads

TEST_NAMES = 250  # at a time: what a layer gives should stay near the processor


class NamesTask:
    """An RNN on surnames."""

    CHUNK = 4096  # names drawn at a time

    def __init__(self, config: NamesConfig, device: torch.device, threads: int = 1):
        self.config, self.threads = config, threads
        self.data, self.split = names_data.split_for(config)
        self.classes = self.data.languages
        self.items = len(self.split.train)
        self.network = model.build(config, len(self.classes)).to(device)
        letters, lengths = names_data.encoded(self.data)
        self.letters = torch.from_numpy(letters).to(device)
        self.lengths = torch.from_numpy(lengths).to(device)
        self.lengths_list = lengths
        self.labels = torch.from_numpy(self.data.labels).to(device)
        # For names one at a time: reading a tensor costs as much as learning from a name.
        self.spelled = [row[:n] for row, n in zip(letters, lengths, strict=True)]
        self.labels_list: list[int] = self.data.labels.tolist()
        self.of_language = [
            self.split.train[self.data.labels[self.split.train] == k]
            for k in range(len(self.classes))
        ]
        self.optimizer = Optimizer(config, self.network, threads)
        self.last: tuple[int, int | Tensor] | None = None
        self.written_out: CompiledSGDStep | NumPySGDStep | None = None
        single = config.batch_size == 1 and config.optimizer == "sgd" and device.type == "cpu"
        if single and isinstance(self.network, NotesRNN):
            taken = CompiledSGDStep if compiler.available() else NumPySGDStep
            self.written_out = taken(self.network, self.letters.shape[1])
        self.fused: FusedRNN | None = None
        """The network as it learns in batches on a processor, where Numba is there to compile it."""
        if device.type == "cpu" and isinstance(self.network, GatedRNN) and compiler.available():
            self.fused = FusedRNN(self.network, self.optimizer)

    @functools.lru_cache(maxsize=2)  # noqa: B019 - one task lives as long as its run
    def drawn(self, chunk: int) -> NDArray[np.int64]:
        """The training pairs of a stretch of CHUNK draws, (CHUNK,)."""
        rng = np.random.default_rng([self.config.seed, 3, chunk])
        if self.config.sampling == "natural":
            return rng.choice(self.split.train, self.CHUNK)
        sizes = np.array([len(own) for own in self.of_language])
        if self.config.sampling == "root":
            weights = sizes**0.25
            languages = rng.choice(len(sizes), self.CHUNK, p=weights / weights.sum())
        else:
            languages = rng.integers(len(sizes), size=self.CHUNK)
        within = (rng.random(self.CHUNK) * sizes[languages]).astype(np.int64)
        starts = sizes.cumsum() - sizes
        return np.concatenate(self.of_language)[starts[languages] + within]

    def batch(self, position: int) -> NDArray[np.int64]:
        """The pairs of the batch at a position, (b,)."""
        size = self.config.batch_size
        chunk, offset = divmod(position * size, self.CHUNK)
        drawn = [self.drawn(chunk)[offset : offset + size]]
        if len(drawn[0]) == size:
            return drawn[0]
        while (missing := size - sum(map(len, drawn))) > 0:
            chunk += 1
            drawn.append(self.drawn(chunk)[:missing])
        return np.concatenate(drawn)

    def rows(self, position: int) -> tuple[NDArray[np.int64], int]:
        """The pairs (b,) of the batch at a position, and how many letters wide it is computed."""
        pairs = self.batch(position)
        longest = int(self.lengths_list[pairs].max())
        return pairs, min(self.letters.shape[1], -(-longest // WIDTHS) * WIDTHS)

    def stacked(self) -> StackedNames:
        assert isinstance(self.network, GatedRNN)
        return StackedNames(self.network, self.letters, self.lengths, self.labels)

    def note(self, item: int, guess: Tensor) -> None:
        """What the last training name is taken for, where a stack learned from it."""
        self.last = item, guess

    def step(self, position: int, rate: float) -> Learned:
        pairs = self.batch(position)
        if self.written_out:
            (pair,) = pairs.tolist()
            label = self.labels_list[pair]
            one_loss, guess = self.written_out.step(self.spelled[pair], label, rate)
            self.last = pair, guess
            return one_loss, guess == label, 1
        learn = self._learn_plainly if self.fused is None else self._learn_fused
        learned, last_guess = learn(position, pairs)
        self.optimizer.step(rate)
        self.last = int(pairs[-1]), last_guess
        return learned

    def _learn_plainly(self, position: int, pairs: NDArray[np.int64]) -> tuple[Learned, Tensor]:
        """The gradient of these pairs, by PyTorch; and what the last of them is taken for."""
        n, smoothing = len(pairs), self.config.label_smoothing
        cross_entropy = functools.partial(F.cross_entropy, reduction="sum")
        train_mode(self.network)
        self.optimizer.clear()

        def learn_from(
            part: int, network: nn.Module, rows: Tensor
        ) -> tuple[Tensor, Tensor, Tensor]:
            self._seed_dropout(position, part)
            labels = self.labels[rows]
            logits = network(self.letters[rows], self.lengths[rows])  # (b, n)
            (cross_entropy(logits, labels, label_smoothing=smoothing) / n).backward()
            # Without smoothing, so that it compares with the test loss.
            loss = cross_entropy(logits.detach(), labels) / n
            guesses = logits.detach().argmax(1)
            return loss, (guesses == labels).sum(), guesses

        parts = batch_parts(self.threads, n, self.labels.device)
        rows = torch.from_numpy(pairs).to(self.labels.device).tensor_split(parts)
        networks = self.optimizer.networks(parts)
        results = map_threads(parts, learn_from, range(parts), networks, rows)
        loss, right, guesses = zip(*results, strict=True)
        return (sum(loss[1:], loss[0]), sum(right[1:], right[0]), n), guesses[-1][-1]

    def _learn_fused(self, position: int, pairs: NDArray[np.int64]) -> tuple[Learned, int]:
        """The same, compiled."""
        assert self.fused is not None
        fused, n = self.fused, len(pairs)
        letters, labels = self.letters.numpy(), self.labels.numpy()

        def learn_from(
            part: int, rows: NDArray[np.int64], gradient: Tensor
        ) -> tuple[float, NDArray[np.int64]]:
            self._seed_dropout(position, part)
            return fused.learn(letters, self.lengths_list, labels, rows, n, gradient)

        parts = batch_parts(self.threads, n, self.labels.device)
        split, gradients = np.array_split(pairs, parts), self.optimizer.gradients_of(parts)
        results = map_threads(parts, learn_from, range(parts), split, gradients)
        loss, guesses = zip(*results, strict=True)
        right = int((np.concatenate(guesses) == labels[pairs]).sum())
        return (sum(loss), right, n), int(guesses[-1][-1])

    def _seed_dropout(self, position: int, part: int) -> None:
        if self.config.dropout or self.config.letter_dropout:
            seed_dropout(self.config.seed, position, part)

    def example(self) -> Example | None:
        if self.last is None:
            return None
        pair, guess = self.last
        return Example(
            self.data.originals[pair],
            self.classes[int(self.data.labels[pair])],
            self.classes[int(guess)],
        )

    def evaluate(self) -> Scores:
        self.network.eval()
        test = torch.from_numpy(self.split.test).to(self.labels.device)
        if test.is_cuda and isinstance(self.network, GatedRNN):
            # A GPU has read all names, also what they lack to the longest, before it has packed them.
            padded, width = self.stacked(), self.letters.shape[1]
            weights = {name: p[None] for name, p in self.network.named_parameters()}

            def forward(rows: Tensor) -> Tensor:
                return padded(weights, rows[None], width, None)[0][0]

            return score(forward, [(test, self.labels[test])], len(self.classes))

        def batches() -> Iterator[tuple[Tensor, Tensor, Tensor]]:
            for rows in test.split(TEST_NAMES):
                yield self.letters[rows], self.lengths[rows], self.labels[rows]

        reader: Callable[..., Tensor] = self.network
        if isinstance(self.written_out, CompiledSGDStep):
            reader = self.written_out
        elif self.fused is not None:
            reader = self.fused
        return score(reader, batches(), len(self.classes), self.threads)
