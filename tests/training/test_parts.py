"""Parts of a batch: the same bits on any number of cores, and what the whole batch would learn."""

import pytest
import torch

from core.digits.config import DigitsConfig
from core.names.config import NamesConfig
from core.problems import problem_of
from core.settings.config import Config
from core.training import cores
from core.training.loop import Trainer
from core.training.task import Task

CPU = torch.device("cpu")
CONFIGS = {
    # Wide enough for the optimizer to work in parts, too.
    "digits": DigitsConfig(
        conv_layers=1, channels=2, hidden=256, dropout=0.2, batch_size=128, train_size=640
    ),
    "plain": DigitsConfig(
        conv_layers=1, channels=2, kernel_size=5, hidden=8, batch_size=128, train_size=640
    ),
    "names": NamesConfig(hidden_size=8, batch_size=128, steps=10, dropout=0.2, letter_dropout=0.1),
}


@pytest.fixture(params=CONFIGS)
def config(request: pytest.FixtureRequest, tiny: str) -> Config:
    found = CONFIGS[request.param]
    return found.replace(dataset=tiny) if isinstance(found, NamesConfig) else found


def after(task: Task, steps: int = 3) -> list[torch.Tensor]:
    """Weights and the losses of some steps."""
    losses = [torch.as_tensor(task.step(k, 0.01)[0]) for k in range(steps)]
    return [task.optimizer.weights.clone(), torch.stack(losses)]


def made(config: Config, parts: int) -> Task:
    return problem_of(config).task(config, CPU, parts)


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_one_number_of_parts_gives_the_same_bits_on_any_number_of_cores(
    config: Config, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for threads in (1, 2, 4, 8):
        monkeypatch.setattr(cores, "allowed", lambda threads=threads: threads)
        found.append(after(made(config, parts)))
    for other in found[1:]:
        assert all(torch.equal(a, b) for a, b in zip(found[0], other, strict=True))


def test_parts_learn_what_the_whole_batch_does(tiny: str) -> None:
    for config in CONFIGS.values():
        config = config.replace(dropout=0.0)  # whose masks are the part's own
        if isinstance(config, NamesConfig):
            config = config.replace(dataset=tiny, letter_dropout=0.0)
        whole, *others = (after(made(config, parts), 1) for parts in (1, 3, 8))
        for other in others:
            torch.testing.assert_close(other, whole, atol=1e-5, rtol=1e-4)


def test_a_run_that_is_resumed_has_the_bits_of_one_left_alone(config: Config) -> None:
    alone, cut = made(config, 8), made(config, 8)
    after(alone, 4)
    first = Trainer(config, cut)
    after(cut, 2)
    resumed = made(config, 8)
    Trainer(config, resumed).load_state_dict(first.state_dict())
    for k in (2, 3):
        resumed.step(k, 0.01)
    assert torch.equal(alone.optimizer.weights, resumed.optimizer.weights)


def test_weights_that_move_take_the_parts_with_them(config: Config) -> None:
    still, moved = made(config, 4), made(config, 4)
    after(still)
    moved.step(0, 0.01)
    o = moved.optimizer
    o.move(moved.network, o.weights.clone(), {k: v.clone() for k, v in o.state.items()})
    for k in (1, 2):
        moved.step(k, 0.01)
    assert torch.equal(still.optimizer.weights, moved.optimizer.weights)


def test_two_parts_share_a_network_as_runs_of_earlier_versions_had_it(config: Config) -> None:
    task = made(config, 2)
    after(task, 1)
    assert task.optimizer.networks(2) == [task.network] * 2 and not task.optimizer.twins
    assert len(set(map(id, task.optimizer.networks(8)))) == 4
