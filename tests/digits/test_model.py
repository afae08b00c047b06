"""The CNN learns what a plain, literal nn.Sequential learns."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.digits.config import DigitsConfig
from core.digits.model import build, probabilities
from core.digits.task import DigitsTask
from core.problems import preset

Data = tuple[Tensor, Tensor, Tensor, Tensor]
CPU = torch.device("cpu")


def one_convolution() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3, stride=1, padding="same"),
        nn.Flatten(),
        nn.Linear(4 * 28 * 28, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
        nn.Softmax(dim=1),
    )


def one_pool() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Flatten(),
        nn.Linear(4 * 14 * 14, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
        nn.Softmax(dim=1),
    )


def two_pools() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Conv2d(4, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Flatten(),
        nn.Linear(4 * 7 * 7, 512),
        nn.ReLU(),
        nn.Linear(512, 10),
        nn.Softmax(dim=1),
    )


def three_pools() -> nn.Sequential:
    width = 4 * 3 * 3
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Conv2d(4, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Conv2d(4, 4, kernel_size=3, stride=1, padding="same"),
        nn.MaxPool2d(2, stride=2, padding=0),
        nn.Flatten(),
        nn.Linear(width, width),
        nn.ReLU(),
        nn.Linear(width, 10),
        nn.Softmax(dim=1),
    )


def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for ours, plain in zip(source.parameters(), target.parameters(), strict=True):
            plain.copy_(ours)


NOTES = {
    "conv": one_convolution,
    "1-pool": one_pool,
    "2-pools-rate-0.3": two_pools,
    "3-pools-rate-0.3": three_pools,
}


def losses_of_both(
    name: str, rate: float, steps: int, together: int, data: Data
) -> tuple[list[float], list[float], nn.Module, nn.Module]:
    """Losses of ours and of a literal loop with the same weights, made equal again every so many
    steps, on 2 000 images in 63 batches of 32, of which the last is smaller."""
    changes = {"train_size": 2000, "batch_size": 32, "epochs": 16, "learning_rate": rate}
    config = preset("digits", name).config.replace(**changes)
    assert isinstance(config, DigitsConfig)
    task, plain = DigitsTask(config, CPU, data, threads=2), NOTES[name]()
    optimizer = torch.optim.SGD(plain.parameters(), lr=rate)
    ours, theirs = [], []
    for step in range(steps):
        if step % together == 0:
            copy_weights(task.network, plain)
        first = step % 63 * 32
        images, labels = data[0][first : first + 32], data[1][first : first + 32]
        loss = F.cross_entropy(plain(images.contiguous()), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        theirs.append(loss.item())
        measured, right, n = task.step(step, rate)
        ours.append(float(measured))
        assert n == len(labels) and 0 <= int(right) <= n
    return ours, theirs, task.network, plain


@pytest.mark.parametrize("name", NOTES)
def test_the_notes_networks_have_the_losses_of_a_literal_loop(name: str, few_images: Data) -> None:
    """Over a thousand steps (a fifth of that for the slowest), with equal weights every 20: later
    the last bits of two orders of summing have grown into the losses."""
    steps = 200 if name == "conv" else 1_000
    ours, theirs, network, plain = losses_of_both(name, 0.1, steps, 20, few_images)
    assert ours == pytest.approx(theirs, rel=1e-3)
    for mine, literal in zip(network.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine, literal, rtol=0.01, atol=0.001)


@pytest.mark.parametrize("name", ["1-pool", "2-pools-rate-0.3"])
def test_they_do_at_a_rate_that_learns_at_once(name: str, few_images: Data) -> None:
    """Leaving the first plateau is chaotic, and a last bit grows tenfold every few steps: the
    weights are made equal again every five, which suits every processor's order of summing."""
    ours, theirs, _, _ = losses_of_both(name, 1.0, 120, 5, few_images)
    assert ours == pytest.approx(theirs, rel=1e-3)
    assert min(theirs) < theirs[0] - 0.2


@pytest.mark.parametrize("batch_size", [7, 64])
def test_momentum_decay_and_adam_are_those_of_pytorch(batch_size: int, few_images: Data) -> None:
    """With batches both below and above the size from which they are learned in two parts."""
    for optimizer, plain_optimizer in (
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01)),
        ("adam", lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.01)),
        ("adamw", lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01)),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, lr=0.05, momentum=0.9, weight_decay=0.01)),
        ("adadelta", lambda p: torch.optim.Adadelta(p, lr=0.05, weight_decay=0.01)),
    ):
        config = DigitsConfig(
            optimizer=optimizer,
            momentum=0.9 if optimizer in ("sgd", "rmsprop") else 0.0,
            weight_decay=0.01,
            batch_size=batch_size,
            shuffle=False,
            channels=2,
            conv_activation="none",
            hidden=8,
            train_size=2000,
        )
        plain = nn.Sequential(
            nn.Conv2d(1, 2, 3, padding="same"),
            nn.MaxPool2d(2),
            nn.Conv2d(2, 2, 3, padding="same"),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(2 * 7 * 7, 8),
            nn.ReLU(),
            nn.Linear(8, 10),
        )
        task = DigitsTask(config, CPU, few_images, threads=2)
        copy_weights(task.network, plain)
        learn = plain_optimizer(plain.parameters())
        for step in range(12):
            rows = slice(step * batch_size, (step + 1) * batch_size)
            learn.zero_grad()
            loss = F.cross_entropy(plain(few_images[0][rows].contiguous()), few_images[1][rows])
            loss.backward()
            learn.step()
            measured = float(task.step(step, 0.05)[0])
            assert measured == pytest.approx(loss.item(), rel=1e-3), (optimizer, step)


def test_relu_after_the_pool_equals_relu_before_it(few_images: Data) -> None:
    config = DigitsConfig(channels=(4, 6), hidden=16)
    network = build(config)
    plain = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(6 * 7 * 7, 16),
        nn.ReLU(),
        nn.Linear(16, 10),
    )
    copy_weights(network, plain)
    images, labels = few_images[0][:100], few_images[1][:100]
    out, expected = network(images), plain(images)
    torch.testing.assert_close(out, expected)
    F.cross_entropy(out, labels).backward()
    F.cross_entropy(expected, labels).backward()
    for ours, theirs in zip(network.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, theirs.grad)


def weights_after(
    config: DigitsConfig, data: Data, steps: int = 12, threads: int = 2
) -> list[Tensor]:
    task = DigitsTask(config, CPU, data, threads)
    for step in range(steps):
        task.step(step, config.learning_rate)
    return [p.detach().clone() for p in task.network.parameters()]


def test_a_seed_gives_the_same_weights_bit_for_bit(few_images: Data) -> None:
    config = DigitsConfig(train_size=500, batch_size=64, dropout=0.3, optimizer="adam", seed=7)
    first, again = (weights_after(config, few_images) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))


def test_whether_a_batch_is_split_changes_last_digits_only(few_images: Data) -> None:
    """65 images: parts of unequal size. Dropout is drawn for each part, and so is left out."""
    config = DigitsConfig(train_size=500, batch_size=65, optimizer="sgd", seed=7)
    split = weights_after(config, few_images, 5)
    whole = weights_after(config, few_images, 5, threads=1)
    torch.testing.assert_close(whole, split)


@pytest.mark.parametrize("changes", [{"seed": 8}, {"shuffle": False}, {"dropout": 0.0}])
def test_another_seed_order_or_dropout_gives_other_weights(
    changes: dict[str, object], few_images: Data
) -> None:
    config = DigitsConfig(train_size=500, batch_size=64, dropout=0.3, seed=7)
    first = weights_after(config, few_images)
    other = weights_after(config.replace(**changes), few_images)
    assert not all(torch.equal(a, b) for a, b in zip(first, other, strict=True))


def test_each_epoch_shows_every_image_once_in_a_new_order(few_images: Data) -> None:
    config = DigitsConfig(pooling=False, train_size=100, batch_size=30, epochs=2, seed=3)
    numbered = torch.arange(2000.0).view(-1, 1, 1, 1).expand(-1, 1, 28, 28)
    task = DigitsTask(config, CPU, (numbered, *few_images[1:]))
    orders = []
    for epoch in range(2):
        batches = [task.batch(epoch * 4 + k) for k in range(4)]
        assert [len(labels) for _, labels in batches] == [30, 30, 30, 10]
        seen = torch.cat([images[:, 0, 0, 0] for images, _ in batches]).long()
        assert torch.equal(torch.cat([labels for _, labels in batches]), few_images[1][seen])
        assert sorted(seen.tolist()) == list(range(100))
        orders.append(seen.tolist())
    assert orders[0] != orders[1]


def test_building_a_network_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    build(DigitsConfig())
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("head", ["logits", "softmax"])
def test_probabilities_apply_softmax_exactly_once(head: str, few_images: Data) -> None:
    logits = build(DigitsConfig(head="logits", dropout=0.5))
    network = build(DigitsConfig(head=head, dropout=0.5))
    images = few_images[0][:20]
    p = probabilities(network, DigitsConfig(head=head, dropout=0.5), images)
    torch.testing.assert_close(p, logits.eval()(images).softmax(1))
    torch.testing.assert_close(p.sum(1), torch.ones(20))
