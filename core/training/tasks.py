"""What there is to learn: digits or surnames, each as batches, a training step and a test.

`loop.Trainer` knows neither. A batch depends on the seed and its position alone, so that a resumed
run needs no more than its position to go on with the same batches.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Protocol, assert_never

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.config import AnyConfig, DigitsConfig, NamesConfig
from core.digits import data as digits_data
from core.digits import im2col
from core.digits import model as digits_model
from core.names import data as names_data
from core.names import model as names_model
from core.names.fused_sgd_step import WrittenOut
from core.names.model import NotesRNN
from core.training.evaluation import Scores, score
from core.training.events import Example
from core.training.optimizers import Learner
from core.training.threads import side_by_side

Learned = tuple[Tensor | float, Tensor | bool, int]
"""Mean loss, number right, batch size."""

TEST_IMAGES, TEST_NAMES = 125, 250  # at a time: what a layer gives should stay near the processor
SMALLEST_PART = (
    16  # images or names: to learn from less on a core of its own costs more than it saves
)


class Task(Protocol):
    """One network and its data."""

    classes: tuple[str, ...]
    items: int
    """Training items in one epoch."""
    learn: Learner

    @property
    def network(self) -> nn.Module:
        """What learns."""

    def step(self, position: int, rate: float) -> Learned:
        """Learn from the batch at a position: (mean loss, number right, batch size)."""

    def example(self) -> Example | None:
        """The last training item and the guess, where that says something in words."""

    def evaluate(self) -> Scores:
        """The network on the whole test set."""


def _seed(*parts: int) -> int:
    """One seed out of several numbers, well mixed (NumPy's SeedSequence)."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint64)[0] >> 1)


def _parts(config: AnyConfig, batch: int, device: torch.device) -> int:
    """Into how many parts a batch of so many items is split."""
    if device.type != "cpu":
        return 1
    return max(1, min(config.parts, batch // SMALLEST_PART))


def _train_mode(network: nn.Module) -> None:
    if (
        not network.training
    ):  # telling every layer again takes a thirtieth of a small network's step
        network.train()


class OnImages:
    """A network that is given images as they are kept."""

    def __init__(self, network: nn.Sequential):
        self.network = network

    def __call__(self, images: Tensor) -> Tensor:
        """Images (b, 1, 28, 28), bytes or numbers in 0..1 -> what the network gives, (b, 10)."""
        floats = digits_data.scaled(images)
        out: Tensor = self.network(floats.contiguous(memory_format=torch.channels_last))
        return out


class DigitsTask:
    """A CNN on MNIST."""

    classes = tuple("0123456789")

    def __init__(
        self,
        config: DigitsConfig,
        device: torch.device,
        data: tuple[Tensor, Tensor, Tensor, Tensor] | None = None,
    ):
        """`data` is (train images, train labels, test images, test labels); default all of MNIST."""
        self.config = config
        self.items = config.train_size
        self.network = digits_model.build(config).to(device)
        images, labels, test_images, test_labels = as_patches(*data) if data else mnist()
        images = images[: config.train_size]
        self.forward: Callable[[Tensor], Tensor]
        if device.type == "cpu" and im2col.fits(config):
            self.forward = im2col.OnPatches(self.network)
        else:
            self.forward = OnImages(self.network)
            images, test_images = im2col.images(images), im2col.images(test_images)
        self.images = images.to(device)
        """As `forward` takes them: patches or (n, 1, 28, 28), bytes or numbers in 0..1."""
        self.labels = labels[: config.train_size].to(device)
        self.test = test_images.to(device), test_labels.to(device)
        self.learn = Learner(config, self.network)

    @functools.lru_cache(maxsize=1)  # noqa: B019 - one task lives as long as its run
    def order(self, epoch: int) -> Tensor:
        """The order of the images in an epoch, (n,)."""
        generator = torch.Generator().manual_seed(_seed(self.config.seed, 3, epoch))
        return torch.randperm(self.items, generator=generator)

    def batch(self, position: int) -> tuple[Tensor, Tensor]:
        epoch, k = divmod(position, self.config.steps_per_epoch)
        first = k * self.config.batch_size
        rows = slice(first, first + self.config.batch_size)
        if not self.config.shuffle:
            return self.images[rows], self.labels[rows]
        chosen = self.order(epoch)[rows].to(self.images.device)
        # For bytes twenty times as fast as indexing.
        return self.images.index_select(0, chosen), self.labels[chosen]

    def step(self, position: int, rate: float) -> Learned:
        images, labels = self.batch(position)
        n = len(labels)
        _train_mode(self.network)
        self.learn.clear()

        def learn_from(part: int, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
            if self.config.dropout:
                digits_model.seed_dropout(self.config.seed, position, part)
            out = self.forward(images)  # (b, 10)
            loss = F.cross_entropy(out, labels, reduction="sum") / n
            loss.backward()
            return loss.detach(), (out.detach().argmax(1) == labels).sum()

        parts = _parts(self.config, n, images.device)
        split = images.tensor_split(parts), labels.tensor_split(parts)
        told = side_by_side(parts, learn_from, range(parts), *split)
        self.learn.step(rate)
        loss, right = zip(*told, strict=True)
        return sum(loss[1:], loss[0]), sum(right[1:], right[0]), n

    def example(self) -> None:
        return None

    def evaluate(self) -> Scores:
        self.network.eval()
        batches = zip(*(t.split(TEST_IMAGES) for t in self.test), strict=True)
        return score(self.forward, batches, 10, self.config.parts)


@functools.lru_cache(maxsize=1)
def mnist() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """All of MNIST `as_patches`, kept by a worker from one run to the next."""
    return as_patches(*digits_data.load(train=True), *digits_data.load(train=False))


def as_patches(
    images: Tensor, labels: Tensor, test_images: Tensor, test_labels: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The same with the images as patches, of which a network that begins otherwise can have its images
    back: a worker need not keep both."""
    return im2col.patches(images), labels, im2col.patches(test_images), test_labels


class NamesTask:
    """An RNN on surnames."""

    CHUNK = 4096  # names drawn at a time

    def __init__(self, config: NamesConfig, device: torch.device):
        self.config = config
        self.data, self.split = names_data.split_for(config)
        self.classes = self.data.languages
        self.items = len(self.split.train)
        self.network = names_model.build(config, len(self.classes)).to(device)
        letters, lengths = names_data.encoded(self.data)
        self.letters = torch.from_numpy(letters).to(device)
        self.lengths = torch.from_numpy(lengths).to(device)
        self.labels = torch.from_numpy(self.data.labels).to(device)
        # For names one at a time: reading a tensor costs as much as learning from a name.
        self.spelled = [row[:n] for row, n in zip(letters, lengths, strict=True)]
        self.labels_list: list[int] = self.data.labels.tolist()
        self.of_language = [
            self.split.train[self.data.labels[self.split.train] == k]
            for k in range(len(self.classes))
        ]
        self.learn = Learner(config, self.network)
        self.last: tuple[int, int | Tensor] | None = None
        self.written_out: WrittenOut | None = None
        single = config.batch_size == 1 and config.optimizer == "sgd" and device.type == "cpu"
        if single and isinstance(self.network, NotesRNN):
            self.written_out = WrittenOut(self.network, self.letters.shape[1])

    @functools.lru_cache(maxsize=2)  # noqa: B019 - one task lives as long as its run
    def drawn(self, chunk: int) -> NDArray[np.int64]:
        """The training pairs of a stretch of CHUNK draws, (CHUNK,)."""
        rng = np.random.default_rng([self.config.seed, 3, chunk])
        if self.config.sampling == "natural":
            return rng.choice(self.split.train, self.CHUNK)
        sizes = np.array([len(own) for own in self.of_language])
        languages = rng.integers(len(sizes), size=self.CHUNK)
        within = (rng.random(self.CHUNK) * sizes[languages]).astype(np.int64)
        starts = sizes.cumsum() - sizes
        return np.concatenate(self.of_language)[starts[languages] + within]

    def batch(self, position: int) -> NDArray[np.int64]:
        """The pairs of the batch at a position, (b,)."""
        size = self.config.batch_size
        chunk, offset = divmod(position * size, self.CHUNK)
        drawn = [self.drawn(chunk)[offset : offset + size]]
        while (missing := size - sum(map(len, drawn))) > 0:
            chunk += 1
            drawn.append(self.drawn(chunk)[:missing])
        return drawn[0] if len(drawn) == 1 else np.concatenate(drawn)

    def step(self, position: int, rate: float) -> Learned:
        pairs = self.batch(position)
        if self.written_out:
            (pair,) = pairs.tolist()
            label = self.labels_list[pair]
            one_loss, guess = self.written_out.step(self.spelled[pair], label, rate)
            self.last = pair, guess
            return one_loss, guess == label, 1
        n = len(pairs)
        _train_mode(self.network)
        self.learn.clear()

        def learn_from(part: int, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            if self.config.dropout:
                digits_model.seed_dropout(self.config.seed, position, part)
            labels = self.labels[rows]
            logits = self.network(self.letters[rows], self.lengths[rows])  # (b, n)
            loss = F.cross_entropy(logits, labels, reduction="sum") / n
            loss.backward()
            guesses = logits.detach().argmax(1)
            return loss.detach(), (guesses == labels).sum(), guesses

        parts = _parts(self.config, n, self.labels.device)
        rows = torch.from_numpy(pairs).to(self.labels.device).tensor_split(parts)
        told = side_by_side(parts, learn_from, range(parts), rows)
        self.learn.step(rate)
        loss, right, guesses = zip(*told, strict=True)
        self.last = int(pairs[-1]), guesses[-1][-1]
        return sum(loss[1:], loss[0]), sum(right[1:], right[0]), n

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

        def batches() -> Iterator[tuple[Tensor, Tensor, Tensor]]:
            for rows in test.split(TEST_NAMES):
                yield self.letters[rows], self.lengths[rows], self.labels[rows]

        return score(self.network, batches(), len(self.classes), self.config.parts)


def task_for(config: AnyConfig, device: torch.device) -> Task:
    """The task of a config. Raises DataError."""
    match config:
        case DigitsConfig():
            return DigitsTask(config, device)
        case NamesConfig():
            return NamesTask(config, device)
        case _:
            assert_never(config)
