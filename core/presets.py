"""Every network of the notes, and two of our own for each kind.

The figures under `reported` are the author's, each one run with one seed. His first learning rate
is not stated: 1.0 reproduces his first two tables.
"""

from dataclasses import dataclass

from core.config import AnyConfig, DigitsConfig, NamesConfig
from core.errors import ConfigError


@dataclass(frozen=True)
class Preset:
    """A named config, and what the notes report of it."""

    name: str
    title: str
    config: AnyConfig
    about: str
    reported: float | None = None
    """Test accuracy at the end, 0..1, where the notes state one."""

    @property
    def kind(self) -> str:
        return self.config.kind


def _notes_digits(
    pools: int, rate: float, epochs: int, channels: int = 4, layers: int = 0
) -> DigitsConfig:
    """A CNN as in the notes: SGD, batch 64, in the order of the files, softmax head."""
    return DigitsConfig(
        conv_layers=layers or pools,
        channels=channels,
        pooling=bool(pools),
        conv_activation="none",
        hidden="same" if pools == 3 else 512,
        head="softmax",
        learning_rate=rate,
        epochs=epochs,
        shuffle=False,
    )


def _notes_names(cell: str, hidden_size: int) -> NamesConfig:
    """An RNN as in the notes: one name at a time, 100 000 of them, 100 more to test."""
    return NamesConfig(
        cell=cell,
        hidden_size=hidden_size,
        optimizer="sgd",
        learning_rate=0.005,
        batch_size=1,
        steps=100_000,
        test=100,
    )


def _all() -> list[Preset]:
    presets = [
        Preset(
            "quick",
            "Quick CNN",
            DigitsConfig(
                conv_layers=3,
                channels=(8, 16, 32),
                pooling=(True, True, False),
                optimizer="adam",
                learning_rate=0.008,
                schedule="one-cycle",
                epochs=1,
            ),
            "Trains in seconds, reads 98 to 99 of 100 digits.",
        ),
        Preset(
            "accurate",
            "Accurate CNN",
            DigitsConfig(
                conv_layers=3,
                channels=(10, 32, 64),
                pooling=(True, True, False),
                optimizer="adam",
                learning_rate=0.004,
                schedule="warm-restart",
                dropout=0.4,
                hidden=128,
                epochs=3,
            ),
            "Three convolutions, more channels, dropout and three epochs, in two cycles of the rate.",
        ),
        Preset(
            "conv",
            "One convolution · no pooling",
            _notes_digits(0, 1.0, 10, layers=1),
            "The notes' first CNN. Learning rate 1.0 reproduces its table.",
            0.912,
        ),
        Preset(
            "1-pool",
            "One pool",
            _notes_digits(1, 1.0, 10),
            "Pooling runs faster and did better.",
            0.978,
        ),
        Preset(
            "2-pools-rate-1",
            "Two pools · rate 1",
            _notes_digits(2, 1.0, 3),
            "Went off the rails in the third epoch.",
            0.103,
        ),
        Preset(
            "2-pools-rate-0.1",
            "Two pools · rate 0.1",
            _notes_digits(2, 0.1, 10),
            "The lower rate learns steadily.",
            0.976,
        ),
        Preset(
            "2-pools-rate-0.3",
            "Two pools · rate 0.3",
            _notes_digits(2, 0.3, 10),
            "The rate that the notes settle on.",
            0.978,
        ),
        Preset(
            "3-pools-rate-0.3",
            "Three pools · 4 channels · rate 0.3",
            _notes_digits(3, 0.3, 5),
            "Stuck in the mid-80s, the notes say, at either rate.",
            0.85,
        ),
        Preset(
            "3-pools-rate-0.1",
            "Three pools · 4 channels · rate 0.1",
            _notes_digits(3, 0.1, 5),
            "Stuck in the mid-80s, the notes say, at either rate.",
            0.85,
        ),
    ]
    for channels, reported in ((5, 0.85), (6, 0.96), (8, 0.97), (9, 0.89), (16, 0.98)):
        presets.append(
            Preset(
                f"3-pools-{channels}-channels",
                f"Three pools · {channels} channels · rate 0.3",
                _notes_digits(3, 0.3, 5, channels),
                "A row of the notes' table of channels."
                + (" Why should 9 be worse than 8?" if channels == 9 else ""),
                reported,
            )
        )
    presets.append(
        Preset(
            "3-pools-9-channels-rate-0.1",
            "Three pools · 9 channels · rate 0.1",
            _notes_digits(3, 0.1, 10, 9),
            "Was it the learning rate? The notes tried a lower one for longer.",
            0.89,
        )
    )
    presets += [
        Preset(
            "quick",
            "Quick RNN",
            NamesConfig(schedule="one-cycle", learning_rate=0.01),
            "Seconds to a decent network: a GRU, names in batches.",
        ),
        Preset(
            "accurate",
            "Accurate RNN",
            NamesConfig(
                hidden_size=256,
                schedule="one-cycle",
                learning_rate=0.004,
                dropout=0.4,
                batch_size=128,
                steps=3_000,
                parts=2,
            ),
            "A wider GRU with dropout, trained for longer.",
        ),
    ]
    for cell, words, sizes in (
        ("linear", "Linear", {32: 0.55, 64: 0.53, 128: 0.49, 256: 0.53}),
        ("relu-1", "One ReLU", {32: 0.49, 256: 0.58}),
        ("relu-2", "Two ReLUs", {32: None, 256: None}),
    ):
        for size, score in sizes.items():
            presets.append(
                Preset(
                    f"{cell}-{size}",
                    f"{words} · hidden size {size}",
                    _notes_names(cell, size),
                    "Scored on 100 names, each drawn after drawing a language."
                    if score is not None
                    else "“Similar performance”, the notes say, without a figure.",
                    score,
                )
            )
    return presets


PRESETS = _all()


def presets(kind: str) -> list[Preset]:
    """The presets of a kind, our own first."""
    return [p for p in PRESETS if p.kind == kind]


def preset(kind: str, name: str) -> Preset:
    """Raises ConfigError for an unknown name."""
    for p in presets(kind):
        if p.name == name:
            return p
    names = ", ".join(p.name for p in presets(kind))
    raise ConfigError({"preset": f"There is no preset {name[:60]!r} for {kind}; choose {names}."})
