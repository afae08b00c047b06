"""Settings for few images: from the data set, to train from few or from others' convolutions."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from core import problems
from core.digits import symbol_store
from core.digits.config import DigitsConfig
from core.digits.few_images import AMOUNTS
from core.digits.fitting import misfit
from core.digits.problem import DIGITS
from core.digits.task import DigitsTask
from core.errors import ConfigError, DataError
from core.runs import naming, predict, store, worker
from core.runs.store import Run
from tests.symbols import CLASSES, example, kept

CPU = torch.device("cpu")
Four = tuple[Tensor, Tensor, Tensor, Tensor]
SMALL: dict[str, Any] = {"conv_layers": 1, "channels": 4, "hidden": 16}


@pytest.fixture
def config(own_cache: Path) -> DigitsConfig:
    """Of a small network for symbols that are here."""
    kept()
    made = DigitsConfig(**SMALL).replace(dataset="symbols/mine", learning_rate=0.05, repeat=100)
    assert isinstance(made, DigitsConfig)
    return made


def test_a_data_set_brings_its_settings(config: DigitsConfig) -> None:
    assert (config.classes, config.train_size, config.epoch_items) == (2, 6, 600)
    assert {field: getattr(config, field) for field in AMOUNTS} == AMOUNTS
    digits = config.replace(dataset="mnist")
    assert digits.classes == 10
    with pytest.raises(ConfigError, match="MNIST has 10"):
        DigitsConfig(classes=9)
    named = naming.name(config.replace(learning_rate=0.1))
    assert named.endswith("on mine"), "what follows from it is not said"


def test_of_symbols_that_are_gone_a_config_opens_and_nothing_trains(config: DigitsConfig) -> None:
    symbol_store.remove("mine")
    assert DigitsConfig.from_dict(config.to_dict()) == config
    assert DIGITS.words_of(config).label == "symbol"
    with pytest.raises(DataError, match="no symbols named 'mine'"):
        DigitsTask(config, CPU)
    with pytest.raises(DataError, match="no symbols named 'mine'"):
        DIGITS.fingerprint(config)


def test_what_does_not_suffice_or_fit_is_a_sentence(config: DigitsConfig) -> None:
    assert not misfit(config)
    symbol_store.change("mine", lambda known: known.with_class("ring"))
    assert "no example of ring" in misfit(config)
    symbol_store.change("mine", lambda known: known.with_examples(2, [example(0)] * 2))
    assert "classes is 2 but mine has 3 classes by now" in misfit(config)
    with pytest.raises(DataError, match="by now"):
        DigitsTask(config, CPU)


def test_symbols_are_learned_and_a_run_keeps_their_names(
    config: DigitsConfig, runs_dir: Path
) -> None:
    run = store.create(config)
    assert worker.work(run.path) == "finished"
    run = Run(run.path)
    assert run.record["accuracy"] == 1 and predict.classes(run) == CLASSES
    symbol_store.change("mine", lambda known: known.renamed(0, "line").with_class("ring"))
    assert predict.classes(run) == CLASSES
    picture = np.frombuffer(example(1, 7), np.uint8).reshape(1, 1, 28, 28) / np.float32(255)
    assert predict.probabilities(run, [picture])[0].argmax() == 1


def test_an_epoch_repeats_its_images_evenly(few_images: Four) -> None:
    config = DigitsConfig(**SMALL, train_size=30, repeat=4, batch_size=40)
    task = DigitsTask(config, CPU, few_images)
    assert task.items == 120 and config.steps_per_epoch == 3 and config.seen(4) == 160
    rows = np.concatenate([task.rows(k)[0] for k in range(3)])
    assert np.bincount(rows).tolist() == [4] * 30
    ordered = DigitsTask(config.replace(shuffle=False), CPU, few_images)
    assert ordered.rows(1)[0].tolist() == [*range(10, 30), *range(20)]
    assert (ordered.batch(1)[1] == few_images[1][ordered.rows(1)[0]]).all()
    with pytest.raises(ConfigError, match="only 30 training images, each 4 times"):
        config.replace(batch_size=121)


def test_augmented_batches_are_the_images_changed(few_images: Four) -> None:
    config = DigitsConfig(conv_layers=1, channels=4, hidden=16, train_size=64, noise=0.01)
    plain = DigitsTask(config.replace(noise=0), CPU, few_images)
    task = DigitsTask(config, CPU, few_images)
    (changed, labels), (images, same) = task.batch(3), plain.batch(3)
    assert (labels == same).all() and changed.shape == images.shape
    assert 0 < float((changed - images).abs().max()) < 0.1
    assert (task.batch(3)[0] == task.batch(3)[0]).all()
    assert (task.batch(3)[0] != task.batch(4)[0]).any()
    assert (
        DIGITS.stack_key(config) is None and DIGITS.stack_key(config.replace(noise=0)) is not None
    )


def test_without_them_nothing_is_as_it_was_not() -> None:
    """Presets and runs of earlier versions train to the same bits."""
    old = DigitsConfig().to_dict()
    for field in (*AMOUNTS, "classes", "repeat", "convolutions", "frozen"):
        del old[field]
    assert DigitsConfig.from_dict(old) == DigitsConfig()
    for preset in DIGITS.presets:
        config = preset.config
        assert isinstance(config, DigitsConfig)
        assert not config.augmentation and config.epoch_items == config.train_size


@pytest.fixture
def base(runs_dir: Path, few_images: Four) -> Run:
    """A run with weights of its own."""
    run = store.create(DigitsConfig(**SMALL, seed=5))
    network = problems.problem("digits").build(run.config, 10)
    from safetensors.torch import save_file

    save_file(network.state_dict(), run.path / "model.safetensors")
    return run


def test_convolutions_are_begun_with_and_stay_where_they_are_frozen(
    base: Run, few_images: Four
) -> None:
    given = DigitsConfig(**SMALL, convolutions=base.id, weight_decay=0.1, train_size=64)
    theirs = predict.network_of(base).state_dict()
    for frozen in (False, True):
        task = DigitsTask(given.replace(frozen=frozen), CPU, few_images)
        begun = {name: weight.clone() for name, weight in task.network.state_dict().items()}
        assert (begun["0.weight"] == theirs["0.weight"]).all() and (
            begun["0.bias"] == theirs["0.bias"]
        ).all()
        assert (begun["4.weight"] != theirs["4.weight"]).any(), "the dense layers begin anew"
        task.step(0, 0.1)
        now = task.network.state_dict()
        assert bool((now["0.weight"] == begun["0.weight"]).all()) is frozen
        assert (now["4.weight"] != begun["4.weight"]).any()


def test_convolutions_bring_their_shape(base: Run) -> None:
    config = DigitsConfig(conv_layers=3).replace(convolutions=base.id)
    assert isinstance(config, DigitsConfig)
    assert (config.conv_layers, config.channels) == (1, 4) and not misfit(config)
    assert "with others" not in misfit(config.replace(hidden=3))
    assert "this network has others" in misfit(DigitsConfig(convolutions=base.id))
    assert not misfit(DigitsConfig().replace(convolutions="shipped"))


def test_convolutions_that_are_gone_or_not_of_that_shape(base: Run, few_images: Four) -> None:
    with pytest.raises(DataError, match="not of this network's shape"):
        DigitsTask(DigitsConfig(convolutions=base.id), CPU, few_images)
    with pytest.raises(DataError, match="is not here or has no weights"):
        DigitsTask(DigitsConfig(convolutions="digits-gone"), CPU, few_images)
    assert "is not here" in misfit(DigitsConfig(convolutions="digits-gone"))
    for source in ("../secret", "/etc/x", "a/../b", "a/b/c", "a b"):
        with pytest.raises(ConfigError, match="give the id of a digits run"):
            DigitsConfig(convolutions=source)
