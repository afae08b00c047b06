"""The task of learning MNIST or other pictures: batches of images, a training step, a test."""

import functools

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits import convolutions, model
from core.digits import data as digits_data
from core.digits.augmentation import augmented
from core.digits.config import DigitsConfig
from core.digits.fitting import misfit
from core.digits.fused_cnn import NO_MASK, FusedCNN
from core.digits.picture_sets import picture_set
from core.digits.stacked import StackedDigits
from core.errors import DataError
from core.training import compiler
from core.training.dropout import kept, seed_dropout
from core.training.evaluation import Scores, score
from core.training.optimizers import Optimizer
from core.training.task import Learned, batch_parts, seed_of, train_mode
from core.training.threads import map_threads, one_thread

TEST_IMAGES = {"cpu": 80, "cuda": 2500}
"""At a time. What a layer gives should stay near a processor; to a GPU few and large ones are best."""
SAMPLED = 500
"""So many test images, evenly spread, tell which ReLUs are dead where the others go through none."""


Data = tuple[Tensor, Tensor, Tensor, Tensor]
"""Train images and labels, test images and labels."""


class PlainForward:
    """A network on images as they are stored."""

    def __init__(self, network: nn.Sequential):
        self.network = network

    def __call__(self, images: Tensor) -> Tensor:
        """Images (b, 1, 28, 28), bytes or numbers in 0..1 -> what the network gives, (b, classes)."""
        floats = digits_data.scaled(images)
        out: Tensor = self.network(floats.contiguous(memory_format=torch.channels_last))
        return out


class DigitsTask:
    """A CNN on the pictures that its config names."""

    def __init__(
        self,
        config: DigitsConfig,
        device: torch.device,
        data: Data | None = None,
        threads: int = 1,
    ):
        """`data` is (train images, train labels, test images, test labels); default all of the
        config's data set."""
        self.config, self.threads = config, threads
        self.classes = picture_set(config.dataset).labels
        if not data and (wrong := misfit(config)):
            raise DataError(wrong)
        self.items = config.epoch_items
        self.network = model.build(config)
        if config.transfers:
            convolutions.begin_with(self.network, config.convolutions)
        self.network.to(device)
        on_cpu = device.type == "cpu"
        given = data or _kept(config.dataset, device)
        images, labels, test_images, test_labels = given
        if not data and len(images) < config.train_size:
            raise DataError(
                f"train_size is {config.train_size} but {picture_set(config.dataset).title} has only "
                f"{len(images):,} training images; ask for as many at most."
            )
        images = images[: config.train_size]
        self.plain: NDArray[np.uint8] | None = None
        """The images (n, 28, 28), where a batch is made of them by augmentation."""
        if config.augmentation:
            pixels = images.mul(255).round().byte() if images.is_floating_point() else images
            self.plain = pixels[:, 0].cpu().contiguous().numpy()
        self.images = images.to(device)
        """(n, 1, 28, 28), bytes or numbers in 0..1."""
        self.labels = labels[: config.train_size].to(device)
        self.test = test_images.to(device), test_labels.to(device)
        if config.frozen:
            convolutions.freeze(self.network)
        self.optimizer = Optimizer(config, self.network, threads)
        self.fused: FusedCNN | None = None
        """The network as it learns on a processor, where Numba is there to compile it."""
        if on_cpu and compiler.available():
            self.fused = FusedCNN(config, self.network, self.optimizer)

    @functools.lru_cache(maxsize=1)  # noqa: B019 - one task lives as long as its run
    def order(self, epoch: int) -> Tensor:
        """The order of the images in an epoch, (n,)."""
        generator = torch.Generator().manual_seed(seed_of(self.config.seed, 3, epoch))
        return torch.randperm(self.items, generator=generator) % self.config.train_size

    def batch(self, position: int) -> tuple[Tensor, Tensor]:
        if self.plain is not None:
            return self._augmented(position)
        numbers, _ = self.rows(position)
        if not self.config.shuffle and self.config.repeat == 1:
            rows = slice(int(numbers[0]), int(numbers[-1]) + 1)
            return self.images[rows], self.labels[rows]
        chosen = torch.from_numpy(numbers).to(self.images.device)
        # For bytes twenty times as fast as indexing.
        return self.images.index_select(0, chosen), self.labels[chosen]

    def rows(self, position: int) -> tuple[NDArray[np.int64], int]:
        """The images (b,) of the batch at a position; none is wider than another."""
        epoch, k = divmod(position, self.config.steps_per_epoch)
        first = k * self.config.batch_size
        if self.config.shuffle:
            return self.order(epoch)[first : first + self.config.batch_size].numpy(), 0
        chosen = np.arange(first, min(self.items, first + self.config.batch_size))
        return chosen % self.config.train_size, 0

    def _augmented(self, position: int) -> tuple[Tensor, Tensor]:
        """The batch at a position with each image changed, as `forward` takes it."""
        assert self.plain is not None
        rows, _ = self.rows(position)
        seed = (self.config.seed, 7, position)
        changed = augmented(self.plain[rows], self.config.augmentation, seed)
        images = torch.from_numpy(changed)[:, None].to(self.labels.device)
        return images, self.labels[torch.from_numpy(rows).to(self.labels.device)]

    def stacked(self) -> StackedDigits:
        return StackedDigits(self.network, self.images, self.labels)

    def note(self, item: int, guess: Tensor) -> None:
        """An image is no example in words."""

    def step(self, position: int, rate: float) -> Learned:
        learn = self._learn_plainly if self.fused is None else self._learn_fused
        learned = learn(position)
        self.optimizer.step(rate)
        return learned

    def _learn_plainly(self, position: int) -> Learned:
        """The gradient of the batch at a position, by PyTorch."""
        images, labels = self.batch(position)
        n = len(labels)
        train_mode(self.network)
        self.optimizer.clear()

        def learn_from(
            part: int, network: nn.Sequential, images: Tensor, labels: Tensor
        ) -> tuple[Tensor, Tensor]:
            if self.config.dropout:
                seed_dropout(self.config.seed, position, part)
            out = PlainForward(network)(images)  # (b, classes)
            loss = F.cross_entropy(out, labels, reduction="sum") / n
            loss.backward()
            return loss.detach(), (out.detach().argmax(1) == labels).sum()

        parts = batch_parts(self.threads, n, images.device)
        networks = self.optimizer.networks(parts)
        split = images.tensor_split(parts), labels.tensor_split(parts)
        results = map_threads(parts, learn_from, range(parts), networks, *split)
        loss, right = zip(*results, strict=True)
        return sum(loss[1:], loss[0]), sum(right[1:], right[0]), n

    def _learn_fused(self, position: int) -> Learned:
        """The same gradient, compiled."""
        assert self.fused is not None
        fused, dropout = self.fused, self.config.dropout
        rows, _ = self.rows(position)
        labels = self.labels.numpy()[rows]
        pictures = self.images[:, 0].numpy()
        if self.plain is not None:
            pictures, rows = self._augmented(position)[0][:, 0].numpy(), np.arange(len(rows))
        n = len(rows)

        def learn_from(
            part: int, rows: NDArray[np.int64], labels: NDArray[np.int64], gradient: Tensor
        ) -> tuple[float, int]:
            mask = NO_MASK
            if dropout:
                seed_dropout(self.config.seed, position, part)
                mask = kept((len(rows), fused.features), 1 - dropout).numpy()
            return fused.learn(pictures, rows, labels, n, gradient, mask, 1 - dropout)

        parts = batch_parts(self.threads, n, self.images.device)
        split = np.array_split(rows, parts), np.array_split(labels, parts)
        gradients = self.optimizer.gradients_of(parts)
        results = map_threads(parts, learn_from, range(parts), *split, gradients)
        loss, right = zip(*results, strict=True)
        return sum(loss), sum(right), n

    def example(self) -> None:
        return None

    def evaluate(self) -> Scores:
        self.network.eval()
        size = TEST_IMAGES.get(self.images.device.type, TEST_IMAGES["cpu"])
        batches = zip(*(t.split(size) for t in self.test), strict=True)
        plain = PlainForward(self.network)
        if self.fused is None:
            return score(plain, batches, len(self.classes), self.threads)
        with torch.no_grad(), one_thread():  # for those who look at the network's layers meanwhile
            for some in self.test[0][:: max(1, len(self.test[0]) // SAMPLED)].split(size):
                plain(some)
        return score(self.fused, batches, len(self.classes), self.threads)


def _kept(dataset: str, device: torch.device) -> Data:
    """All of a data set, of symbols of one's own, which change, as they now are."""
    own = picture_set(dataset).own
    found: Data = (load_images.__wrapped__ if own else load_images)(dataset, device)
    return found


@functools.lru_cache(maxsize=1)
def load_images(dataset: str, device: torch.device) -> Data:
    """All of a data set as bytes, kept by a worker from one run to the next. Raises DataError."""
    parts = *digits_data.load(dataset, train=True), *digits_data.load(dataset, train=False)
    images, labels, test_images, test_labels = (part.to(device) for part in parts)
    return images, labels, test_images, test_labels
