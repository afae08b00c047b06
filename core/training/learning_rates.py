"""Advice on learning rates: what is usual for an optimizer, what to try where one is too high or low."""

from core.settings.config import Config


def usual_rate(config: Config) -> float:
    """A learning rate from which this optimizer usually learns: PyTorch's defaults, and for SGD 0.1,
    less with momentum (which adds up to 1 / (1 - momentum) steps) and for small batches (the notes'
    0.005 for single names)."""
    match config.optimizer:
        case "sgd":
            return min(0.1, 0.005 * config.batch_size) * (1 - config.momentum)
        case "adadelta":
            return 1.0
        case _:
            return 0.001


def lower_rate(config: Config) -> float:
    """What to try where the learning rate was too high: a tenth, and no more than is usual."""
    return _short(min(config.learning_rate / 10, usual_rate(config)))


def higher_rate(config: Config) -> float:
    """What to try where the learning rate was too low: ten times as much, and at least the usual."""
    return _short(min(10.0, max(config.learning_rate * 10, usual_rate(config))))


def _short(rate: float) -> float:
    """Two digits, within what a config allows."""
    return float(f"{max(rate, 1e-6):.2g}")
