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


def target_accuracy() -> Any:
    return setting(
        0.0,
        "Training ends early at the first test with so large a share right, {low} to {high}; 0 has no "
        "target.",
        label="Stop at a test accuracy of",
        low=0,
        high=1,
        step=0.01,
        phrase="until {} are right",
        phrases={0: "no target accuracy"},
        show=lambda share: f"{100 * share:.4g} %",
        suggest=(0, 0.9, 0.95, 0.98),
        before=0.0,
    )


def patience() -> Any:
    return setting(
        0,
        "Training ends early when the test loss has not been lower for so many tests in a row, {low} to "
        "{high}; 0 has endless patience.",
        label="Tests without a lower loss (patience)",
        low=0,
        high=1000,
        phrase="patience {}",
        phrases={0: "endless patience"},
        suggest=(0, 2, 5),
        before=0,
    )


def stop_when_lost() -> Any:
    return setting(
        False,
        "Training ends early where the doctor finds that the learning rate is far too high, or that the "
        "network is stuck at chance, and two tests in a row are no better than chance.",
        label="End early when lost",
        phrases={True: "ends when lost", False: "goes on when lost"},
        before=False,
    )


def seed(help: str) -> Any:
    return setting(0, help, low=0, high=MOST_SEED, show=str)
