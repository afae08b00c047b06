"""Every valid config, for Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from core.digits import config as digits
from core.digits.picture_sets import SETS
from core.names import config as names
from core.settings.training import OPTIMIZERS, SCHEDULES


@st.composite
def digits_configs(draw: st.DrawFn) -> digits.DigitsConfig:
    layers = draw(st.integers(1, 4))
    per_layer: dict[str, Any] = {"min_size": layers, "max_size": layers}
    width, flag = st.integers(1, 256), st.booleans()
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    train_size = draw(st.integers(10, digits.TRAIN_IMAGES))
    return digits.DigitsConfig(
        conv_layers=layers,
        channels=draw(width | st.lists(width, **per_layer).map(tuple)),
        kernel_size=draw(st.sampled_from(digits.KERNEL_SIZES)),
        pooling=draw(flag | st.lists(flag, **per_layer).map(tuple)),
        conv_activation=draw(st.sampled_from(list(digits.CONV_ACTIVATIONS))),
        hidden=draw(st.just("same") | st.integers(1, 4096)),
        head=draw(st.sampled_from(list(digits.HEADS))),
        optimizer=optimizer,
        learning_rate=draw(st.floats(1e-6, 10)),
        momentum=draw(st.floats(0, 0.999)) if optimizer in ("sgd", "rmsprop") else 0.0,
        weight_decay=draw(st.floats(0, 1)),
        schedule=draw(st.sampled_from(list(SCHEDULES))),
        dropout=draw(st.just(0.0) | st.floats(0, 0.9)),
        batch_size=draw(st.integers(1, min(2048, train_size))),
        epochs=draw(st.integers(1, 200)),
        shuffle=draw(flag),
        dataset=draw(st.sampled_from(list(SETS))),
        repeat=draw(st.sampled_from((1, 3))),
        shift=draw(st.sampled_from((0.0, 2.0))),
        noise=draw(st.just(0.0) | st.floats(0, 0.5)),
        convolutions=draw(st.sampled_from(("none", "shipped"))),
        frozen=draw(flag),
        seed=draw(st.integers(0, 2**31 - 1)),
        train_size=train_size,
    )


@st.composite
def names_configs(draw: st.DrawFn) -> names.NamesConfig:
    cell = draw(st.sampled_from(list(names.CELLS)))
    chosen: dict[str, Any] = {}
    if cell not in names.NOTES_CELLS:
        ngrams = draw(st.sampled_from(list(names.NGRAMS)))
        chosen = {
            "layers": draw(st.integers(1, 3)),
            "direction": draw(st.sampled_from(list(names.DIRECTIONS))),
            "readout": draw(st.sampled_from(list(names.READOUTS))),
            "ngrams": ngrams,
            "embedding": draw(st.integers(int(ngrams > 1), 256)),
            "marks": draw(st.booleans()),
            "shortcut": draw(st.booleans()),
            "dropout": draw(st.just(0.0) | st.floats(0, 0.9)),
            "letter_dropout": draw(st.just(0.0) | st.floats(0, 0.5)),
            "label_smoothing": draw(st.just(0.0) | st.floats(0, 0.5)),
            "weight_decay": draw(st.just(0.0) | st.floats(0, 1)),
        }
    return names.NamesConfig(
        cell=cell,
        hidden_size=draw(st.integers(8, 512)),
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        learning_rate=draw(st.floats(1e-6, 10)),
        schedule=draw(st.sampled_from(list(SCHEDULES))),
        batch_size=draw(st.integers(1, 2048)),
        steps=draw(st.integers(10, 1_000_000)),
        sampling=draw(st.sampled_from(list(names.SAMPLINGS))),
        dataset=draw(st.sampled_from(["surnames", "tutorial-names"])),
        test=draw(st.floats(0.01, 0.5) | st.integers(10, 10_000)),
        seed=draw(st.integers(0, 2**31 - 1)),
        **chosen,
    )
