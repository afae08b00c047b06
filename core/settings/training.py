"""Settings that every kind of network has: optimizer, learning rate, schedule, batch size, seed.

Each config declares them at its place and with its default: `optimizer: str = training.optimizer("sgd")`.
"""

from typing import Any

from core.settings.setting import setting

OPTIMIZERS = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
}
SCHEDULES = {
    "constant": "constant",
    "one-cycle": "one cycle",
    "warm-restart": "two cycles (warm restart)",
    "cosine": "cosine",
}
MOST_SEED = 2**31 - 1


def optimizer(default: str) -> Any:
    return setting(
        default,
        "The rule that turns gradients into steps: {choices}.",
        choices=OPTIMIZERS,
    )


def learning_rate(default: float, too_high: str) -> Any:
    """`too_high` says what happens to this kind of network when the rate is too high."""
    return setting(
        default,
        f"How far each step goes. Too high and {too_high}, too low and it hardly moves.",
        low=1e-6,
        high=10,
        phrase="rate {}",
        suggest=(0.003, 0.01, 0.03, 0.1, 0.3, 1),
    )


def schedule(default: str) -> Any:
    return setting(
        default,
        "How the learning rate changes: constant, cosine (down to 0), or one-cycle (up, then down to 0).",
        label="Schedule of the rate",
        choices=SCHEDULES,
        phrases={"constant": "constant rate"},
    )


def dropout(help: str) -> Any:
    return setting(
        0.0,
        help,
        low=0,
        high=0.9,
        step=0.05,
        phrases={0: "no dropout"},
        suggest=(0, 0.2, 0.4),
    )


def weight_decay(step: float, suggest: tuple[float, ...], **more: Any) -> Any:
    return setting(
        0.0,
        "How strongly weights are pulled towards 0, {low} to {high}.",
        low=0,
        high=1,
        step=step,
        phrases={0: "no weight decay"},
        suggest=suggest,
        **more,
    )


def batch_size(help: str) -> Any:
    return setting(
        64,
        help,
        low=1,
        high=2048,
        phrase="batches of {}",
        phrases={1: "one at a time"},
        suggest=(16, 64, 256),
    )


def seed(help: str) -> Any:
    return setting(0, help, low=0, high=MOST_SEED, show=str)
