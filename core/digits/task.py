"""The task of learning MNIST or other pictures: batches of images, a training step, a test."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits import convolutions, im2col, model
from core.digits import data as digits_data
from core.digits.augmentation import augmented
from core.digits.config import DigitsConfig
from core.digits.fitting import misfit
from core.digits.picture_sets import picture_set
from core.digits.stacked import StackedDigits
from core.errors import DataError
from core.training.dropout import seed_dropout
from core.training.evaluation import Scores, score
from core.training.optimizers import Optimizer
from core.training.task import Learned, batch_parts, seed_of, train_mode
from core.training.threads import map_threads

TEST_IMAGES = {"cpu": 125, "cuda": 2500}
"""At a time. What a layer gives should stay near a processor; to a GPU few and large ones are best."""


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
        if data:
            images, labels, test_images, test_labels = to_patches(*data) if on_cpu else data
        elif on_cpu:
            images, labels, test_images, test_labels = _kept(load_patches, config.dataset)
        else:
            images, labels, test_images, test_labels = _kept(load_images, config.dataset, device)
        if not data and len(images) < config.train_size:
            raise DataError(
                f"train_size is {config.train_size} but {picture_set(config.dataset).title} has only "
                f"{len(images):,} training images; ask for as many at most."
            )
        images = images[: config.train_size]
        self.by_patches = on_cpu and im2col.fits(config)
        self.forward = self.forward_of(self.network)
        if on_cpu and not self.by_patches:
            images, test_images = im2col.to_images(images), im2col.to_images(test_images)
        self.plain: NDArray[np.uint8] | None = None
        """The images (n, 28, 28), where a batch is made of them by augmentation."""
        if config.augmentation:
            pixels = im2col.to_images(images) if self.by_patches else images
            pixels = pixels.mul(255).round().byte() if pixels.is_floating_point() else pixels
            self.plain = pixels[:, 0].cpu().contiguous().numpy()
        self.images = images.to(device)
        """As `forward` takes them: patches or (n, 1, 28, 28), bytes or numbers in 0..1."""
        self.labels = labels[: config.train_size].to(device)
        self.test = test_images.to(device), test_labels.to(device)
        if config.frozen:
            convolutions.freeze(self.network)
        self.optimizer = Optimizer(config, self.network, threads)

    @functools.lru_cache(maxsize=4)  # noqa: B019 - one task lives as long as its run
    def forward_of(self, network: nn.Sequential) -> Callable[[Tensor], Tensor]:
        """How a network with the task's weights takes `images`."""
        return im2col.Im2colForward(network) if self.by_patches else PlainForward(network)

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
        if not isinstance(self.forward, PlainForward):
            images = im2col.patches(images)
        return images, self.labels[torch.from_numpy(rows).to(self.labels.device)]

    def stacked(self) -> StackedDigits:
        plain = isinstance(self.forward, PlainForward)
        images = self.images if plain else im2col.to_images(self.images)
        return StackedDigits(self.network, images, self.labels)

    def note(self, item: int, guess: Tensor) -> None:
        """An image is no example in words."""

    def step(self, position: int, rate: float) -> Learned:
        images, labels = self.batch(position)
        n = len(labels)
        train_mode(self.network)
        self.optimizer.clear()

        def learn_from(
            part: int, network: nn.Sequential, images: Tensor, labels: Tensor
        ) -> tuple[Tensor, Tensor]:
            if self.config.dropout:
                seed_dropout(self.config.seed, position, part)
            out = self.forward_of(network)(images)  # (b, classes)
            loss = F.cross_entropy(out, labels, reduction="sum") / n
            loss.backward()
            return loss.detach(), (out.detach().argmax(1) == labels).sum()

        parts = batch_parts(self.threads, n, images.device)
        networks = self.optimizer.networks(parts)
        split = images.tensor_split(parts), labels.tensor_split(parts)
        results = map_threads(parts, learn_from, range(parts), networks, *split)
        self.optimizer.step(rate)
        loss, right = zip(*results, strict=True)
        return sum(loss[1:], loss[0]), sum(right[1:], right[0]), n

    def example(self) -> None:
        return None

    def evaluate(self) -> Scores:
        self.network.eval()
        size = TEST_IMAGES.get(self.images.device.type, TEST_IMAGES["cpu"])
        batches = zip(*(t.split(size) for t in self.test), strict=True)
        return score(self.forward, batches, len(self.classes), self.threads)


def _kept(load: Any, dataset: str, *more: torch.device) -> Data:
    """What one of the two below gives; of symbols of one's own, which change, as they now are."""
    own = picture_set(dataset).own
    found: Data = (load.__wrapped__ if own else load)(dataset, *more)
    return found


@functools.lru_cache(maxsize=1)
def load_patches(dataset: str) -> Data:
    """All of a data set as `to_patches` gives it, kept by a worker from one run to the next. Raises
    DataError."""
    return to_patches(
        *digits_data.load(dataset, train=True), *digits_data.load(dataset, train=False)
    )


@functools.lru_cache(maxsize=1)
def load_images(dataset: str, device: torch.device) -> Data:
    """All of a data set as bytes on a GPU, kept likewise. Raises DataError."""
    parts = *digits_data.load(dataset, train=True), *digits_data.load(dataset, train=False)
    images, labels, test_images, test_labels = (part.to(device) for part in parts)
    return images, labels, test_images, test_labels


def to_patches(images: Tensor, labels: Tensor, test_images: Tensor, test_labels: Tensor) -> Data:
    """The same with the images as patches, of which a network that begins otherwise can have its images
    back: a worker need not keep both."""
    return im2col.patches(images), labels, im2col.patches(test_images), test_labels
