"""Remedies for a diagnosis: a sentence, and the settings that carry it out."""

from typing import Any

from core.doctor.history import History
from core.errors import ConfigError
from core.settings.config import Config
from core.settings.setting import settings
from core.training.events import Evaluated
from core.training.learning_rates import higher_rate, lower_rate, usual_rate

Remedy = tuple[str, dict[str, Any]]


def lower(config: Config) -> Remedy:
    rate = lower_rate(config)
    return f"Lower the learning rate from {config.learning_rate:g} to {rate:g}.", {
        "learning_rate": rate
    }


def higher(config: Config) -> Remedy:
    rate = higher_rate(config)
    return f"Raise the learning rate from {config.learning_rate:g} to {rate:g}.", {
        "learning_rate": rate
    }


def longer(config: Config) -> Remedy:
    field = config.length
    known = settings(type(config))[field]
    assert known.high is not None
    now = getattr(config, field)
    return f"Train for twice as many {field}.", {field: min(int(known.high), 2 * now)}


def logits(config: Config) -> Remedy:
    changes: dict[str, Any] = {"head": "logits"}
    words = "The softmax is applied twice: switch the head to logits."
    # The second softmax shrinks gradients. Steps of SGD that were fine so are too long without.
    if config.optimizer == "sgd" and config.learning_rate > usual_rate(config):
        changes["learning_rate"] = usual_rate(config)
        words += (
            f" Gradients are larger then, so lower the learning rate to {usual_rate(config):g} too."
        )
    return words, changes


def against_overfitting(config: Config, best: Evaluated) -> Remedy:
    if config.dropout == 0 and _possible(config, dropout=0.4):
        return "Hide a share of the network at random in training: dropout 0.4.", {"dropout": 0.4}
    if config.epochs is None:
        steps = max(int(settings(type(config))["steps"].low or 0), best.step)
        return f"Stop where the test loss was lowest, at step {best.step:,}.", {"steps": steps}
    size = settings(type(config)).get("train_size")
    if size and size.high and config.train_size < size.high:  # type: ignore[attr-defined]
        more = min(int(size.high), 10 * config.train_size)  # type: ignore[attr-defined]
        return f"Train on more images: {more:,}.", {"train_size": more}
    epochs = max(1, round(best.epoch))
    return f"Stop where the test loss was lowest: {epochs} epochs.", {"epochs": epochs}


def _possible(config: Config, **changes: Any) -> bool:
    try:
        config.replace(**changes)
    except ConfigError:
        return False
    return True


def by_cause(history: History) -> Remedy:
    """What to do about a network that does not answer as it should."""
    if history.floor:
        return logits(history.config)
    if "rate-too-high" in history.reported:
        return lower(history.config)
    if "rate-too-low" in history.reported:
        return higher(history.config)
    return longer(history.config)
