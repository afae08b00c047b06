"""The surnames problem: an RNN that tells a surname's language, as `core.problem` describes a kind."""

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import DataError
from core.names import challenges, data, letter_order, network_code, ngrams, onnx_model, torch_code
from core.names.config import CELLS, GATES, NOTES_CELLS, TYPICAL_LETTERS, NamesConfig
from core.names.layers import layers, recurrent_work, weight_shapes
from core.names.name_sets import SURNAMES
from core.names.presets import presets
from core.names.steps import steps
from core.names.symbols import n_rows
from core.names.text import Cleaned, clean, encode
from core.problem import (
    Baseline,
    Detector,
    Input,
    Layer,
    Option,
    Preset,
    Problem,
    Standalone,
    StepCost,
    TestSet,
    Words,
)
from core.problem_values import FORWARD
from core.settings.config import Config as AnyConfig
from core.training.cores import parts

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from core.names.task import NamesTask

FEWEST_STEPS = 10
SHORT = 4  # letters, up to which it is recorded whose names are so short


@dataclass(frozen=True, kw_only=True)
class Surname(Input):
    """A surname as it was typed, and what became of it."""

    cleaned: Cleaned


@functools.lru_cache(maxsize=64)  # a sweep's estimate asks for each of its runs
def _known(dataset: str) -> int:
    return len(data.load(dataset).labels)


def _tested(dataset: str, test: float) -> float:
    """About how many names are held out; none where the data set is not there, which training will say."""
    if test >= 1:
        return test
    try:
        return test * _known(dataset)
    except DataError:
        return 0.0


class NamesProblem(Problem):
    kind = "names"
    words = Words(
        title="Surnames",
        network="RNN",
        item="name",
        items="names",
        label="language",
        labels="languages",
        an_input="a surname",
        every_input="whatever letter they read",
    )
    Config: type[AnyConfig] = NamesConfig
    presets: Sequence[Preset] = tuple(presets())
    challenges = challenges.CHALLENGES
    option = Option("name", "TEXT", "surnames", files=False)
    balanced = False
    threads = 1
    shared_test = False

    def layers(self, config: NamesConfig) -> list[Layer]:
        return layers(config)

    def cost(self, config: NamesConfig, threads: int) -> StepCost:
        g = GATES[config.cell] * config.hidden_size
        read = config.batch_size * (TYPICAL_LETTERS + 2 * config.marks)
        work = recurrent_work(config)
        single = config.cell in NOTES_CELLS and config.batch_size == 1 and config.optimizer == "sgd"
        how = "-single" if single else "-whole" * (parts(threads, config.batch_size) == 1)
        rich = "-rich" * (len(work) > 1 or config.ngrams > 1)
        # An optimizer goes through whole tables at each step, however few of their rows were read.
        tables = n_rows(config.ngrams, config.marks) * config.embedding * (1 + config.shortcut)
        tests = len(config.evaluation_steps()) * _tested(config.dataset, config.test)
        group = f"names-{config.cell}{rich}{how}"
        adds = float(read * sum(work))
        # The last: rows of weights that a product goes through, each of which takes a time of its own.
        kinds = (1.0, float(len(work) * read * g + tables), adds, adds / g)
        return StepCost(group, kinds, adds, tests * FORWARD / config.batch_size)

    def probes(self) -> Sequence[tuple[AnyConfig, int]]:
        sizes = ((16, 16), (48, 128), (64, 64), (128, 128), (512, 64))
        batches: list[AnyConfig] = [
            NamesConfig(cell=cell, hidden_size=h, batch_size=b) for cell in CELLS for h, b in sizes
        ]
        rich = presets()[0].config
        batches += [
            rich.replace(cell=cell, hidden_size=h, batch_size=b)
            for cell in CELLS
            if cell not in NOTES_CELLS
            for h, b in sizes
        ]
        single = [
            NamesConfig(cell=c, hidden_size=h, batch_size=1, optimizer="sgd", learning_rate=0.001)
            for c in NOTES_CELLS
            for h in (16, 64, 256)
        ]
        timed = [(config, threads) for threads in (1, 4) for config in batches]
        return timed + [(config, 1) for config in single]

    def words_of(self, config: NamesConfig) -> Words:
        known = data.words_of(config.dataset)
        if known is SURNAMES:
            return self.words
        return replace(
            self.words,
            title=known.title,
            item=known.item,
            items=known.items,
            label=known.label,
            labels=known.labels,
            an_input=known.an_item,
        )

    def tested_on(self, config: NamesConfig) -> tuple[str, float]:
        """Of other surnames, or a hundred of them, a higher share right does not make a better network."""
        return config.dataset, config.test

    def epoch_steps(self, config: NamesConfig) -> int:
        _, split = data.split_for(config)
        return math.ceil(len(split.train) / config.batch_size)

    def excerpt(self, config: NamesConfig, items: int) -> NamesConfig:
        """With fewer steps: names are drawn, so that fewer draws say the same as a smaller data set."""
        _, split = data.split_for(config)
        steps = max(FEWEST_STEPS, round(config.steps * items / len(split.train)))
        return config.replace(steps=min(config.steps, steps))

    def stack_key(self, config: NamesConfig) -> NamesConfig | None:
        if config.cell in NOTES_CELLS:  # which learn from one name at a time
            return None
        return config.replace(seed=0, learning_rate=1)

    def fingerprint(self, config: NamesConfig) -> str:
        return data.load(config.dataset).fingerprint

    def baselines(self, config: NamesConfig) -> Sequence[Baseline]:
        names, split = data.split_for(config)
        if (counting := ngrams.counting_of(names)) is None:
            return ()
        truth, said = names.labels[split.test], counting.said[split.test]
        return (Baseline(ngrams.NAME, ngrams.ABOUT, truth, said),)

    def detector(self, config: NamesConfig) -> Detector:
        return letter_order.of_config(config)

    def description(self, config: NamesConfig, classes: int) -> dict[str, Any] | None:
        found = steps(config, classes)
        return found and {"steps": found}

    def training_script(self, config: NamesConfig, title: str) -> str:
        return torch_code.training_script(config, title)

    def data_files(self, config: NamesConfig) -> Mapping[str, Path]:
        where, languages = data.folder(config.dataset), data.load(config.dataset).languages
        return {f"data/{config.dataset}/{name}.txt": where / f"{name}.txt" for name in languages}

    def standalone(self, config: NamesConfig, title: str) -> Standalone:
        return torch_code.standalone(config, title)

    def onnx_model(
        self, config: NamesConfig, plain: Mapping[str, np.ndarray], classes: Sequence[str]
    ) -> bytes:
        return onnx_model.onnx_model(config, plain, classes)

    def weight_shapes(self, config: NamesConfig, classes: int) -> dict[str, tuple[int, ...]]:
        return weight_shapes(config, classes)

    def plain_weights(
        self, config: NamesConfig, weights: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        return network_code.weights(config, weights)

    def own_weights(
        self, config: NamesConfig, plain: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        return network_code.own_weights(config, plain)

    def build(self, config: NamesConfig, classes: int) -> "nn.Module":
        from core.names.model import build

        return build(config, classes)

    def task(self, config: NamesConfig, device: "torch.device", threads: int) -> "NamesTask":
        from core.names.task import NamesTask

        return NamesTask(config, device, threads)

    def test_set(self, config: NamesConfig) -> TestSet:
        names, split = data.split_for(config)
        return self._items(names, split.test)

    def training_set(self, config: NamesConfig) -> TestSet:
        """One of each spelling, languages mixed: the first of them stand for all."""
        names, split = data.split_for(config)
        first_of = {names.spellings[i]: i for i in reversed(split.train.tolist())}
        pairs = np.array(sorted(first_of.values()))
        return self._items(names, np.random.default_rng(0).permutation(pairs))

    def _items(self, names: data.Surnames, pairs: np.ndarray) -> TestSet:
        import torch

        letters, lengths = data.encoded(names)

        def batches(size: int) -> "Iterator[tuple[Tensor, ...]]":
            for first in range(0, len(pairs), size):
                rows = pairs[first : first + size]
                yield torch.from_numpy(letters[rows]), torch.from_numpy(lengths[rows])

        return TestSet(pairs, names.labels[pairs], batches, names.originals)

    def features(self, network: "nn.Module", *inputs: "Tensor") -> "Tensor":
        import torch

        from core.names.surname_rnn import SurnameRNN

        assert isinstance(network, SurnameRNN)
        network.eval()
        with torch.no_grad():
            states = network.final_states(*inputs)
        return states / (states.norm(dim=1, keepdim=True) + 1e-6)

    def read(self, raw: str, config: NamesConfig | None = None) -> Surname:
        """A surname as it was typed."""
        cleaned = clean(raw)
        letters = encode(cleaned.letters)
        return Surname(
            (letters[None], np.array([len(letters)])), tuple(cleaned.notes), cleaned=cleaned
        )

    def ambiguous(self, config: NamesConfig, items: np.ndarray, said: np.ndarray) -> np.ndarray:
        """Whether the same spelling stands in the language that was answered."""
        names = data.load(config.dataset)
        return np.array(
            [
                names.languages[k] in names.languages_of[names.spellings[item]]
                for item, k in zip(items, said, strict=True)
            ]
        )

    def findings(self, network: "nn.Module", config: NamesConfig) -> dict[str, Any]:
        """Of a cell whose state is linear, the influence of early letters."""
        import torch

        from core.names.insight.linear import influence
        from core.names.notes_rnn import NotesRNN

        if not isinstance(network, NotesRNN):
            return {}
        names, split = data.split_for(config)
        letters, lengths = data.encoded(names)
        held = [torch.from_numpy(part[split.test]) for part in (letters, lengths, names.labels)]
        found = influence(network, held[0], held[1], held[2])
        short = [names.labels[split.train][lengths[split.train] == k] for k in range(1, SHORT + 1)]
        # Recorded results of every version have the first three.
        keys = {
            "radius": found.radius,
            "spread": found.by_position,
            "last": found.by_suffix_length,
            "known": found.by_known_letters,
            "answers": found.answers,
            "short": [np.bincount(own, minlength=len(names.languages)).tolist() for own in short],
        }
        return {"reach": keys}


NAMES = NamesProblem()
