"""What is shown of the inside is what the network does: by hand, and against its own answer."""

import numpy as np
import pytest
import torch
from torch import nn

from core.digits import model
from core.digits.config import DigitsConfig
from core.digits.insight.activations import Conv, activations, strongest

KERNEL = np.arange(1, 10, dtype=np.float32).reshape(3, 3)


def by_hand() -> nn.Sequential:
    """One channel, the kernel 1..9 and bias −4; one dense unit that adds all up; digit k gets k."""
    network = nn.Sequential(
        *(nn.Conv2d(1, 1, 3, padding="same"), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten()),
        *(nn.Linear(14 * 14, 1), nn.ReLU(), nn.Linear(1, 10)),
    )
    weights = {
        "0.weight": torch.from_numpy(KERNEL)[None, None],
        "0.bias": torch.tensor([-4.0]),
        "4.weight": torch.ones(1, 14 * 14),
        "4.bias": torch.tensor([0.5]),
        "6.weight": torch.arange(10.0)[:, None] / 10,
        "6.bias": torch.arange(10.0),
    }
    network.load_state_dict(weights)
    return network


def dot(row: int, column: int) -> np.ndarray:
    picture = np.zeros((28, 28), np.float32)
    picture[row, column] = 1
    return picture


def test_one_pixel_prints_the_kernel_upside_down() -> None:
    conv = activations(by_hand(), dot(5, 7)).convs[0]
    expected = np.full((28, 28), -4.0)
    expected[4:7, 6:9] += KERNEL[::-1, ::-1]
    assert (conv.before[0] == expected).all()
    # Blocks of rows 4-5 and 6-7, columns 6-7 and 8-9: 9 8 / 6 5 | 7 / 4, then 3 2 | 1; less 4.
    after = np.zeros((14, 14))
    after[2, 3], after[2, 4] = 9 - 4, 7 - 4
    assert (conv.after[0] == after).all()
    assert conv.pools and conv.rectifies
    assert conv.weight.tolist() == [[KERNEL.tolist()]] and conv.bias.tolist() == [-4]
    assert (conv.input[0] == dot(5, 7)).all()


def pixel(conv: Conv, channel: int, row: int, column: int) -> float:
    """A pixel of `conv.before[channel]` from the window that made it."""
    k = conv.weight.shape[-1]
    padded = np.pad(conv.input, [(0, 0), (k // 2, k // 2), (k // 2, k // 2)])
    values = padded[:, row : row + k, column : column + k]  # (c_in, k, k)
    return float((values * conv.weight[channel]).sum() + conv.bias[channel])


def test_scores_and_probabilities_by_hand() -> None:
    inside = activations(by_hand(), dot(5, 7))
    assert inside.hidden.tolist() == [8.5]  # 5 + 3 and the bias
    assert inside.logits == pytest.approx([k + 0.85 * k for k in range(10)])
    powers = np.exp(1.85 * np.arange(10))
    assert inside.probabilities == pytest.approx(powers / powers.sum())


def test_a_window_at_the_corner_has_zeros_outside() -> None:
    conv = activations(by_hand(), dot(0, 0)).convs[0]
    assert conv.before[0, 0, 0] == pixel(conv, 0, 0, 0) == 5 - 4
    assert conv.before[0, 1, 1] == pixel(conv, 0, 1, 1) == 1 - 4
    assert conv.before[0, 27, 27] == pixel(conv, 0, 27, 27) == -4


@pytest.mark.parametrize(
    "config",
    [
        DigitsConfig(conv_layers=3, channels=(3, 4, 5), pooling=(True, True, False), hidden=16),
        DigitsConfig(conv_layers=3, channels=2, conv_activation="none", head="softmax"),
        DigitsConfig(conv_layers=4, channels=2, hidden="same", dropout=0.5),
        DigitsConfig(conv_layers=1, channels=2, kernel_size=7, pooling=False, hidden=8),
    ],
    ids=["quick", "notes", "four", "seven"],
)
def test_every_pixel_is_its_window_and_the_answer_is_the_networks(config: DigitsConfig) -> None:
    network = model.build(config)
    picture = np.random.default_rng(1).random((28, 28), np.float32)
    inside = activations(network, picture)
    assert len(inside.convs) == config.conv_layers
    previous = picture[None]
    for conv, pools in zip(inside.convs, config.pooling_per_layer, strict=True):
        assert (conv.input == previous).all()
        assert conv.pools == pools and conv.rectifies == (config.conv_activation == "relu")
        side = conv.before.shape[-1]
        for channel in range(len(conv.bias)):
            for row, column in [(0, 0), (1, side - 1), (side // 2, side // 3)]:
                said = pixel(conv, channel, row, column)
                assert said == pytest.approx(conv.before[channel, row, column], abs=1e-5)
        previous = conv.after
    answer = model.probabilities(network, config, torch.from_numpy(picture)[None, None])[0]
    assert inside.probabilities == pytest.approx(answer.numpy(), abs=1e-6)


def test_the_parts_of_the_units_make_up_the_score() -> None:
    network = model.build(DigitsConfig(channels=2, hidden=30))
    inside = activations(network, np.random.default_rng(2).random((28, 28), np.float32))
    for digit in range(10):
        units, rest = strongest(inside, digit, top=5)
        total = sum(u.product for u in units) + rest + float(inside.bias[digit])
        assert total == pytest.approx(float(inside.logits[digit]), abs=1e-5)
        sizes = [abs(u.product) for u in units]
        assert sizes == sorted(sizes, reverse=True) and len(units) == 5
        assert sizes[-1] >= np.sort(np.abs(inside.hidden * inside.weight[digit]))[-6]
    assert strongest(inside, 0, top=100)[1] == 0


def test_what_is_shown_does_not_change_with_the_network() -> None:
    network = by_hand()
    inside = activations(network, dot(5, 7))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    assert inside.convs[0].weight[0, 0, 2, 2] == 9
