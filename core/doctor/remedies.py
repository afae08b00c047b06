"""What helps against a diagnosis: a sentence, and the settings that carry it out."""

from typing import Any

from core.config import NOTES_CELLS, TRAIN_IMAGES, AnyConfig, DigitsConfig, NamesConfig
from core.doctor.history import History
from core.training.events import Evaluated
from core.training.optimizers import higher_rate, lower_rate, usual_rate

Remedy = tuple[str, dict[str, Any]]


def lower(config: AnyConfig) -> Remedy:
    rate = lower_rate(config)
    return f"Lower the learning rate from {config.learning_rate:g} to {rate:g}.", {
        "learning_rate": rate
    }


def higher(config: AnyConfig) -> Remedy:
    rate = higher_rate(config)
    return f"Raise the learning rate from {config.learning_rate:g} to {rate:g}.", {
        "learning_rate": rate
    }


def longer(config: AnyConfig) -> Remedy:
    if isinstance(config, DigitsConfig):
        return "Train for twice as many epochs.", {"epochs": min(200, 2 * config.epochs)}
    return "Train for twice as many steps.", {"steps": min(1_000_000, 2 * config.steps)}


def logits(config: AnyConfig) -> Remedy:
    changes: dict[str, Any] = {"head": "logits"}
    words = "The softmax is applied twice: switch the head to logits."
    # The second softmax shrinks gradients. Steps of SGD that were fine so are too long without.
    if config.optimizer == "sgd" and config.learning_rate > usual_rate(config):
        changes["learning_rate"] = usual_rate(config)
        words += (
            f" Gradients are larger then, so lower the learning rate to {usual_rate(config):g} too."
        )
    return words, changes


def against_overfitting(config: AnyConfig, best: Evaluated) -> Remedy:
    if config.dropout == 0 and not (isinstance(config, NamesConfig) and config.cell in NOTES_CELLS):
        return "Hide a share of the network at random in training: dropout 0.4.", {"dropout": 0.4}
    if isinstance(config, NamesConfig):
        return f"Stop where the test loss was lowest, at step {best.step:,}.", {
            "steps": max(10, best.step)
        }
    if config.train_size < TRAIN_IMAGES:
        size = min(TRAIN_IMAGES, 10 * config.train_size)
        return f"Train on more images: {size:,}.", {"train_size": size}
    epochs = max(1, round(best.epoch))
    return f"Stop where the test loss was lowest: {epochs} epochs.", {"epochs": epochs}


def by_cause(history: History) -> Remedy:
    """What to do about a network that does not answer as it should."""
    if history.floor:
        return logits(history.config)
    if "rate-too-high" in history.said:
        return lower(history.config)
    if "rate-too-low" in history.said:
        return higher(history.config)
    return longer(history.config)
