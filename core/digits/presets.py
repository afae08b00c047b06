"""Presets of digits networks: every CNN of the notes, and two of our own.

The figures under `reported` are the author's, each one run with one seed. His first learning rate
is not stated: 1.0 reproduces his first two tables.
"""

from core.digits.config import DigitsConfig
from core.problem import Preset


def _as_in_the_notes(
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


DEMO = DigitsConfig(
    conv_layers=3,
    channels=(8, 24, 48),
    hidden=96,
    optimizer="adam",
    learning_rate=0.006,
    schedule="one-cycle",
    dropout=0.3,
    epochs=3,
)
"""A minute on one core; better than what ships, and small enough to be sent again and again."""


def presets() -> list[Preset]:
    """Our own first."""
    found = [
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
            _as_in_the_notes(0, 1.0, 10, layers=1),
            "The notes' first CNN. Learning rate 1.0 reproduces its table.",
            0.912,
        ),
        Preset(
            "1-pool",
            "One pool",
            _as_in_the_notes(1, 1.0, 10),
            "Pooling runs faster and did better.",
            0.978,
        ),
        Preset(
            "2-pools-rate-1",
            "Two pools · rate 1",
            _as_in_the_notes(2, 1.0, 3),
            "Went off the rails in the third epoch.",
            0.103,
        ),
        Preset(
            "2-pools-rate-0.1",
            "Two pools · rate 0.1",
            _as_in_the_notes(2, 0.1, 10),
            "The lower rate learns steadily.",
            0.976,
        ),
        Preset(
            "2-pools-rate-0.3",
            "Two pools · rate 0.3",
            _as_in_the_notes(2, 0.3, 10),
            "The rate that the notes settle on.",
            0.978,
        ),
        Preset(
            "3-pools-rate-0.3",
            "Three pools · 4 channels · rate 0.3",
            _as_in_the_notes(3, 0.3, 5),
            "Stuck in the mid-80s, the notes say, at either rate.",
            0.85,
        ),
        Preset(
            "3-pools-rate-0.1",
            "Three pools · 4 channels · rate 0.1",
            _as_in_the_notes(3, 0.1, 5),
            "Stuck in the mid-80s, the notes say, at either rate.",
            0.85,
        ),
    ]
    for channels, reported in ((5, 0.85), (6, 0.96), (8, 0.97), (9, 0.89), (16, 0.98)):
        found.append(
            Preset(
                f"3-pools-{channels}-channels",
                f"Three pools · {channels} channels · rate 0.3",
                _as_in_the_notes(3, 0.3, 5, channels),
                "A row of the notes' table of channels."
                + (" Why should 9 be worse than 8?" if channels == 9 else ""),
                reported,
            )
        )
    found.append(
        Preset(
            "3-pools-9-channels-rate-0.1",
            "Three pools · 9 channels · rate 0.1",
            _as_in_the_notes(3, 0.1, 10, 9),
            "Was it the learning rate? The notes tried a lower one for longer.",
            0.89,
        )
    )
    return found
