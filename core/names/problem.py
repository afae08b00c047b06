"""The surnames problem: an RNN that tells a surname's language, as `core.problem` describes a kind."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.names import data
from core.names.config import CELLS, GATES, NOTES_CELLS, NamesConfig
from core.names.layers import layers
from core.names.presets import presets
from core.problem import Layer, Preset, StepCost, TestSet, Words
from core.settings.config import Config as AnyConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from core.names.task import NamesTask

LETTERS = 8.0  # of a typical surname


class NamesProblem:
    kind = "names"
    words = Words(
        title="Surnames",
        network="RNN",
        item="name",
        items="names",
        label="language",
        labels="languages",
        given="a surname",
        every_input="whatever letter they read",
    )
    Config: type[AnyConfig] = NamesConfig
    presets: Sequence[Preset] = tuple(presets())
    balanced = False
    threads = 1
    shared_test = False

    def layers(self, config: NamesConfig) -> list[Layer]:
        return layers(config)

    def cost(self, config: NamesConfig, threads: int) -> StepCost:
        h, gates = config.hidden_size, GATES[config.cell]
        letters = config.batch_size * LETTERS
        single = config.cell in NOTES_CELLS and config.batch_size == 1 and config.optimizer == "sgd"
        how = "-single" if single else "-whole" * (threads == 1)
        # Tests are short here beside the training between them.
        group = f"names-{config.cell}{how}"
        return StepCost(group, letters * gates * h, letters * gates * h * h, 0.0)

    def probes(self) -> Sequence[tuple[AnyConfig, int]]:
        sizes = ((16, 16), (64, 64), (128, 128))
        batches = [
            NamesConfig(cell=cell, hidden_size=h, batch_size=b) for cell in CELLS for h, b in sizes
        ]
        single = [
            NamesConfig(cell=c, hidden_size=h, batch_size=1, optimizer="sgd", learning_rate=0.001)
            for c in NOTES_CELLS
            for h in (16, 64, 256)
        ]
        timed = [(config, threads) for threads in (1, 2) for config in batches]
        return timed + [(config, 1) for config in single]

    def labels(self, config: NamesConfig) -> None:
        return None

    def fingerprint(self, config: NamesConfig) -> str:
        return data.load(config.dataset).fingerprint

    def build(self, config: NamesConfig, classes: int) -> "nn.Module":
        from core.names.model import build

        return build(config, classes)

    def preload(self) -> None:
        pass  # a data set is read in a tenth of a second

    def task(self, config: NamesConfig, device: "torch.device", threads: int) -> "NamesTask":
        from core.names.task import NamesTask

        return NamesTask(config, device, threads)

    def test_set(self, config: NamesConfig) -> TestSet:
        import torch

        names, split = data.split_for(config)
        letters, lengths = data.encoded(names)

        def batches(size: int) -> "Iterator[tuple[Tensor, ...]]":
            for first in range(0, len(split.test), size):
                rows = split.test[first : first + size]
                yield torch.from_numpy(letters[rows]), torch.from_numpy(lengths[rows])

        return TestSet(split.test, names.labels[split.test], batches, names.originals)

    def probabilities(
        self, network: "nn.Module", config: NamesConfig, *inputs: "Tensor"
    ) -> "Tensor":
        import torch

        with torch.no_grad():
            out: Tensor = network(*inputs)
        return out.softmax(1)


NAMES = NamesProblem()
