"""What each letter did: held against a network on paper, and against finite differences."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from core.names.config import CELLS, NamesConfig
from core.names.insight.letters import effects, gradient, trajectory
from core.names.model import build
from core.names.surname_rnn import SurnameRNN
from core.names.symbols import N_LETTERS
from core.names.text import encode
from tests.names.by_hand import by_hand


def log_p(z0: float, z1: float) -> float:
    return -math.log1p(math.exp(z1 - z0))


EVERY: list[dict[str, Any]] = [
    *({"cell": cell} for cell in CELLS),
    {"direction": "backwards", "marks": True},
    {"direction": "both", "readout": "last-max", "layers": 2},
    {"direction": "both", "readout": "mean", "ngrams": 2, "embedding": 6},
    {"ngrams": 3, "embedding": 6, "marks": True, "direction": "both"},
    {"ngrams": 3, "embedding": 6, "marks": True, "shortcut": True},
]
every_network = pytest.mark.parametrize("changes", EVERY, ids=str)


def network(changes: dict[str, Any]) -> SurnameRNN:
    found = build(NamesConfig(hidden_size=8, **changes), 5).eval()
    with torch.no_grad():
        for p in found.parameters():  # pairs and triples begin at 0, which would hide mistakes
            p.add_(0.1 * torch.randn(p.shape, generator=torch.Generator().manual_seed(1)))
    return found


def test_a_sweep_on_paper() -> None:
    found = trajectory(by_hand(), encode("abb"))
    assert found.states.tolist() == [[1, 0], [0.5, 1], [0.25, 3]]
    # Read from the letter and the state before it: a; then ab; then abb.
    logits = [(0.4, 0), (1.3, 0.2), (0.8, 1.2)]
    expected = [math.exp(log_p(*z)) for z in logits]
    assert found.probabilities[:, 0].tolist() == pytest.approx(expected)
    assert found.settled == 2


@pytest.mark.parametrize(("leads", "first"), [([0, 0, 0], 0), ([1, 0, 1], 2), ([0, 1, 1], 1)])
def test_when_a_sweep_has_settled(leads: list[int], first: int) -> None:
    found = trajectory(by_hand(), encode("abb"))
    found.probabilities[:] = np.eye(2)[leads]
    assert found.settled == first


def test_effects_on_paper() -> None:
    found = effects(by_hand(), encode("abb"), 0)
    now = log_p(0.8, 1.2)
    left_out = [log_p(0.3, 1.2), log_p(1.3, 0.2), log_p(1.3, 0.2)]  # bb, ab, ab
    assert found.left_out.tolist() == pytest.approx([z - now for z in left_out], abs=1e-6)
    # bbb: f(b) W = (0, 2) more than the second b's (0, 1). aba: (0.5, 1) and L[a]. And acb: c is
    # nothing.
    assert found.replaced[0, 1] == pytest.approx(log_p(0.3, 3.2) - now, abs=1e-6)
    assert found.replaced[2, 0] == pytest.approx(log_p(0.9, 1.0) - now, abs=1e-6)
    assert found.replaced[1, 2] == pytest.approx(log_p(0.8, 0.2) - now, abs=1e-6)
    assert [found.replaced[i, k] for i, k in enumerate(encode("abb"))] == [0, 0, 0]


def test_a_gradient_on_paper() -> None:
    found = effects(by_hand(), encode("abb"), 0)
    p = math.exp(log_p(0.8, 1.2))
    # d log p0 = (1 - p0) dz0 - p1 dz1, and an entry's dz is its row of f times W^k U.
    expected = np.zeros((3, N_LETTERS))
    expected[0, :2] = (1 - p) * 0.5, -(1 - p) * 2
    expected[1, :2] = (1 - p) * 1, -(1 - p) * 1
    expected[2, :2] = (1 - p) * 0.1, -(1 - p) * 0.2
    assert found.gradient == pytest.approx(expected, abs=1e-6)
    assert found.gradient_size[1] == pytest.approx((1 - p) * math.sqrt(2))


def test_one_letter_cannot_be_left_out() -> None:
    found = effects(by_hand(), encode("a"), 0)
    assert np.isnan(found.left_out).all()
    assert found.replaced[0, 1] == pytest.approx(log_p(0.3, 0.2) - log_p(0.4, 0), abs=1e-6)


@every_network
def test_every_network_reads_rows_as_it_reads_letters(changes: dict[str, Any]) -> None:
    net, code = network(changes), torch.from_numpy(encode("o'neil-b"))
    logits = net(code[None], torch.tensor([len(code)]))[0]
    torch.testing.assert_close(net.read_rows(F.one_hot(code, N_LETTERS).float()), logits)


@every_network
def test_every_network_has_the_gradient_of_its_finite_differences(changes: dict[str, Any]) -> None:
    net, code = network(changes).double(), torch.from_numpy(encode("kowa"))
    found = gradient(net, code, 3)
    rows = F.one_hot(code, N_LETTERS).double()
    for i, k in ((0, 10), (0, 3), (2, 22), (3, 0), (3, 25)):
        step = torch.zeros_like(rows)
        step[i, k] = 1e-5
        up, down = (net.read_rows(rows + s).log_softmax(0)[3] for s in (step, -step))
        assert found[i, k] == pytest.approx(float((up - down).detach()) / 2e-5, abs=1e-8)


@every_network
def test_effects_are_those_of_the_changed_names(changes: dict[str, Any]) -> None:
    net = network(changes)

    def of(name: str) -> float:
        code = torch.from_numpy(encode(name))[None]
        return float(net(code, torch.tensor([len(name)])).log_softmax(1)[0, 2].detach())

    found = effects(net, encode("nowak"), 2)
    assert found.left_out[1] == pytest.approx(of("nwak") - of("nowak"), abs=1e-5)
    assert found.replaced[4, 25] == pytest.approx(of("nowaz") - of("nowak"), abs=1e-5)
    assert found.replaced[0, 0] == pytest.approx(of("aowak") - of("nowak"), abs=1e-5)
