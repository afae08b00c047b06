"""The table of layers is arithmetic; here it stands against the real network."""

import torch
from hypothesis import given, settings
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from core.digits.config import DigitsConfig
from core.digits.layers import layers
from core.digits.model import build
from tests.strategies import digits_configs


@settings(max_examples=100)
@given(digits_configs())
def test_shapes_parameters_and_cost_are_those_of_the_real_network(config: DigitsConfig) -> None:
    with torch.device("meta"):  # shapes without numbers: the widest network costs nothing
        network = build(config).eval()
        shapes: list[tuple[int, ...]] = []

        def note(module: nn.Module, inputs: object, out: Tensor) -> None:
            shapes.append(tuple(out.shape[1:]))

        for layer in network:
            layer.register_forward_hook(note)
        with FlopCounterMode(display=False) as counter:
            network(torch.empty(1, 1, 28, 28))
    rows = layers(config)
    assert [row.shape for row in rows] == shapes
    assert [row.name.split("(")[0] for row in rows] == [type(m).__name__ for m in network]
    counted = [sum(p.numel() for p in layer.parameters()) for layer in network]
    assert [row.parameters for row in rows] == counted
    # A multiply-add is two operations.
    assert 2 * sum(row.multiply_adds for row in rows) == counter.get_total_flops()


def test_one_network_counted_by_hand() -> None:
    config = DigitsConfig(
        conv_layers=2,
        channels=(4, 8),
        kernel_size=3,
        pooling=(True, False),
        conv_activation="none",
        hidden=32,
        head="softmax",
    )
    assert [(r.name, r.shape, r.parameters, r.multiply_adds) for r in layers(config)] == [
        ("Conv2d(1, 4, 3×3)", (4, 28, 28), 1 * 4 * 9 + 4, 28 * 28 * 1 * 4 * 9),
        ("MaxPool2d(2)", (4, 14, 14), 0, 0),
        ("Conv2d(4, 8, 3×3)", (8, 14, 14), 4 * 8 * 9 + 8, 14 * 14 * 4 * 8 * 9),
        ("Flatten", (1568,), 0, 0),
        ("Linear(1568, 32)", (32,), 1568 * 32 + 32, 1568 * 32),
        ("ReLU", (32,), 0, 0),
        ("Linear(32, 10)", (10,), 330, 320),
        ("Softmax", (10,), 0, 0),
    ]
    assert layers(config)[0].shape_text == "(N, 4, 28, 28)"


def test_halving_rounds_down_to_a_single_pixel() -> None:
    pools = [r.shape for r in layers(DigitsConfig(conv_layers=4)) if r.name.startswith("MaxPool")]
    assert pools == [(16, 14, 14), (16, 7, 7), (16, 3, 3), (16, 1, 1)]
