"""Training of a detector of novelty: a data set's images against as many made of them that are of no class.

Each epoch makes others. Three of them: with more it learns the training images by heart, and finds test
images strange. Half of each batch, of both kinds alike, is turned, scaled, thickened or blurred a little: a
detector would else learn by which pen and how sharply things are drawn, and refuse photos of digits.
"""

import threading
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits import data
from core.digits.augmentation import Amounts, augmented
from core.digits.detector import CHANNELS, ENOUGH, HIDDEN, detector, keep, odds, path_of
from core.digits.made_images import made_images
from core.errors import DataError

EPOCHS, BATCH, RATE = 3, 64, 0.004
CHANGED = Amounts(shift=1, turn=12, scale=0.08, thickness=0.5)
BLUR = 0.4, 1.2  # pixels, the standard deviation
PART = 2_000  # images that are made at a time
Progress = Callable[[float], object]

_TRAINING = threading.Lock()


def build(classes: int) -> nn.Sequential:
    """Scores (n, classes + 1) of pictures (n, 1, 28, 28)."""
    layers: list[nn.Module] = []
    for inputs, outputs in zip((1, *CHANNELS), CHANNELS, strict=False):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    dense = [nn.Linear(CHANNELS[-1] * 9, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes + 1)]
    return nn.Sequential(*layers, nn.Flatten(), *dense)


def train(
    images: np.ndarray, labels: np.ndarray, progress: Progress, seed: int = 0, epochs: int = EPOCHS
) -> nn.Sequential:
    """Of images uint8 (n, 28, 28) and labels (n,). Minutes for 60 000; `progress` hears the share done."""
    chance, draws = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    classes = int(labels.max()) + 1
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build(classes)
    optimizer = torch.optim.Adam(network.parameters(), RATE)
    steps = 2 * len(images) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=epochs * steps)
    truth = torch.from_numpy(np.append(labels.astype(np.int64), np.full(len(images), classes)))
    own = torch.from_numpy(np.array(images))
    for epoch in range(epochs):
        made = []
        for first in range(0, len(images), PART):
            made.append(made_images(images, min(PART, len(images) - first), chance))
            progress((epoch + 0.3 * first / len(images)) / epochs)
        both = torch.cat([own, torch.from_numpy(np.concatenate(made))])
        order = torch.randperm(len(both), generator=draws)
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            pictures = varied(both[chosen].numpy(), (seed, epoch, step))
            loss = F.cross_entropy(network(torch.from_numpy(pictures)[:, None]), truth[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            if step % 100 == 0:
                progress((epoch + 0.3 + 0.7 * step / steps) / epochs)
    return network.eval()


def varied(images: np.ndarray, seed: tuple[int, ...]) -> NDArray[np.float32]:
    """Images uint8 (n, 28, 28) in random order -> in 0..1, the first half changed, half of that blurred."""
    half, blur = len(images) // 2, np.random.default_rng(seed).uniform(*BLUR)
    out = images.astype(np.float32) / np.float32(255)
    out[:half] = augmented(images[:half], CHANGED, seed)
    out[: half // 2] = ndimage.gaussian_filter(out[: half // 2], (0, blur, blur))
    return out


def arrays_of(network: nn.Sequential, tested: np.ndarray) -> dict[str, np.ndarray]:
    """What `detector.keep` writes, in half precision; `tested` are test images uint8 (m, 28, 28)."""
    network = network.half().float()
    layers = [layer for layer in network if isinstance(layer, nn.Conv2d | nn.Linear)]
    found = {f"weight{k}": layer.weight for k, layer in enumerate(layers)}
    found |= {f"bias{k}": layer.bias for k, layer in enumerate(layers) if layer.bias is not None}
    arrays = {name: each.detach().half().numpy() for name, each in found.items()}
    with torch.no_grad():
        parts = torch.from_numpy(np.array(tested)).split(500)
        scores = [network(_scaled(part)).numpy() for part in parts]
    return arrays | {"tested": odds(np.concatenate(scores)).astype(np.float32)}


def _scaled(pixels: Tensor) -> Tensor:
    return data.scaled(pixels)[:, None]


def make_detector(
    dataset: str, progress: Progress = lambda _share: None, anew: bool = False
) -> None:
    """Train a data set's detector and keep it, where `detector.detector` finds it; one at a time, and none
    that is there already, unless `anew`.

    Raises DataError where the data set is not here, is too small, or the disk is full.
    """
    (images, labels), (tested, _) = (data.raw(dataset, train) for train in (True, False))
    if len(images) < ENOUGH:
        raise DataError(
            f"{dataset} has {len(images):,} training images; a detector needs {ENOUGH:,} at least."
        )
    with _TRAINING:
        if detector(dataset) and not anew:
            return
        arrays = arrays_of(train(images, labels, progress), tested)
        try:
            keep(path_of(dataset), arrays)
        except OSError as e:
            raise DataError(
                f"The detector could not be kept ({e.strerror or e}): free some space, or name another "
                "folder in NETSKETCH_CACHE."
            ) from e
