"""Presets of surname networks: every RNN of the notes, and two of our own.

The figures under `reported` are the author's, each one run with one seed.
"""

from core.names.config import NamesConfig
from core.problem import Preset


def _as_in_the_notes(cell: str, hidden_size: int) -> NamesConfig:
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


_OURS = NamesConfig(
    hidden_size=48,
    direction="both",
    readout="last-max",
    ngrams=3,
    embedding=32,
    marks=True,
    shortcut=True,
    optimizer="adamw",
    schedule="one-cycle",
    learning_rate=0.01,
    dropout=0.3,
    letter_dropout=0.15,
    label_smoothing=0.1,
    weight_decay=0.05,
    batch_size=128,
    steps=550,
    sampling="root",
)
"""The quick one; the accurate one is larger. A recorded table says what each setting brings."""

_PARTS = 4
"""Of a batch, which is compiled; the notes' cells learn from one name after the other, and others of
theirs in PyTorch, whose parts wait for Python's lock."""


def presets() -> list[Preset]:
    """Our own first."""
    found = [
        Preset(
            "quick",
            "Quick RNN",
            _OURS,
            "Seconds to a good network: a GRU from each end, given pairs and triples of letters, too.",
            threads=_PARTS,
        ),
        Preset(
            "accurate",
            "Accurate RNN",
            _OURS.replace(
                hidden_size=128,
                embedding=48,
                learning_rate=0.004,
                dropout=0.4,
                letter_dropout=0.2,
                steps=2_200,
            ),
            "Wider GRUs, trained for longer.",
            threads=_PARTS,
        ),
    ]
    for cell, words, sizes in (
        ("linear", "Linear", {32: 0.55, 64: 0.53, 128: 0.49, 256: 0.53}),
        ("relu-1", "One ReLU", {32: 0.49, 256: 0.58}),
        ("relu-2", "Two ReLUs", {32: None, 256: None}),
    ):
        for size, score in sizes.items():
            found.append(
                Preset(
                    f"{cell}-{size}",
                    f"{words} · hidden size {size}",
                    _as_in_the_notes(cell, size),
                    "Scored on 100 names, each drawn after drawing a language."
                    if score is not None
                    else "“Similar performance”, the notes say, without a figure.",
                    score,
                )
            )
    return found
