"""The task of learning MNIST or other pictures: batches of images, a training step, a test."""

import functools
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits import data as digits_data
from core.digits import im2col, model
from core.digits.config import DigitsConfig
from core.digits.picture_sets import picture_set
from core.errors import DataError
from core.training.dropout import seed_dropout
from core.training.evaluation import Scores, score
from core.training.optimizers import Optimizer
from core.training.task import Learned, batch_parts, seed_of, train_mode
from core.training.threads import map_threads

TEST_IMAGES = 125  # at a time: what a layer gives should stay near the processor


class PlainForward:
    """A network on images as they are stored."""

    def __init__(self, network: nn.Sequential):
        self.network = network

    def __call__(self, images: Tensor) -> Tensor:
        """Images (b, 1, 28, 28), bytes or numbers in 0..1 -> what the network gives, (b, 10)."""
        floats = digits_data.scaled(images)
        out: Tensor = self.network(floats.contiguous(memory_format=torch.channels_last))
        return out


class DigitsTask:
    """A CNN on the pictures that its config names."""

    def __init__(
        self,
        config: DigitsConfig,
        device: torch.device,
        data: tuple[Tensor, Tensor, Tensor, Tensor] | None = None,
        threads: int = 1,
    ):
        """`data` is (train images, train labels, test images, test labels); default all of the
        config's data set."""
        self.config, self.threads = config, threads
        self.classes = picture_set(config.dataset).labels
        self.items = config.train_size
        self.network = model.build(config).to(device)
        images, labels, test_images, test_labels = (
            to_patches(*data) if data else load_patches(config.dataset)
        )
        if not data and len(images) < self.items:
            raise DataError(
                f"train_size is {self.items} but {picture_set(config.dataset).title} has only "
                f"{len(images):,} training images; ask for as many at most."
            )
        images = images[: config.train_size]
        self.forward: Callable[[Tensor], Tensor]
        if device.type == "cpu" and im2col.fits(config):
            self.forward = im2col.Im2colForward(self.network)
        else:
            self.forward = PlainForward(self.network)
            images, test_images = im2col.to_images(images), im2col.to_images(test_images)
        self.images = images.to(device)
        """As `forward` takes them: patches or (n, 1, 28, 28), bytes or numbers in 0..1."""
        self.labels = labels[: config.train_size].to(device)
        self.test = test_images.to(device), test_labels.to(device)
        self.optimizer = Optimizer(config, self.network, threads)

    @functools.lru_cache(maxsize=1)  # noqa: B019 - one task lives as long as its run
    def order(self, epoch: int) -> Tensor:
        """The order of the images in an epoch, (n,)."""
        generator = torch.Generator().manual_seed(seed_of(self.config.seed, 3, epoch))
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
        train_mode(self.network)
        self.optimizer.clear()

        def learn_from(part: int, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
            if self.config.dropout:
                seed_dropout(self.config.seed, position, part)
            out = self.forward(images)  # (b, 10)
            loss = F.cross_entropy(out, labels, reduction="sum") / n
            loss.backward()
            return loss.detach(), (out.detach().argmax(1) == labels).sum()

        parts = batch_parts(self.threads, n, images.device)
        split = images.tensor_split(parts), labels.tensor_split(parts)
        results = map_threads(parts, learn_from, range(parts), *split)
        self.optimizer.step(rate)
        loss, right = zip(*results, strict=True)
        return sum(loss[1:], loss[0]), sum(right[1:], right[0]), n

    def example(self) -> None:
        return None

    def evaluate(self) -> Scores:
        self.network.eval()
        batches = zip(*(t.split(TEST_IMAGES) for t in self.test), strict=True)
        return score(self.forward, batches, len(self.classes), self.threads)


@functools.lru_cache(maxsize=1)
def load_patches(dataset: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """All of a data set as `to_patches` gives it, kept by a worker from one run to the next. Raises
    DataError."""
    return to_patches(
        *digits_data.load(dataset, train=True), *digits_data.load(dataset, train=False)
    )


def to_patches(
    images: Tensor, labels: Tensor, test_images: Tensor, test_labels: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The same with the images as patches, of which a network that begins otherwise can have its images
    back: a worker need not keep both."""
    return im2col.patches(images), labels, im2col.patches(test_images), test_labels
