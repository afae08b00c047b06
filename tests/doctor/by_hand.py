"""Stages of training whose figures are chosen, for rules that a real run meets by luck."""

from typing import Any

from core.doctor import rules
from core.doctor.history import History, Stage
from core.names.config import NamesConfig
from core.settings.config import Config
from core.training.events import Diagnosis, Evaluated

ADAM: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.001, "steps": 400}
DIGITS = tuple("0123456789")
EVEN = ((30, 20), (20, 30))
"""100 test items of two classes, 60 of them right; answers dealt out blindly score a half."""


def evaluation(step: int, **figures: Any) -> Evaluated:
    """A test after a step, of 100 items, 60 right."""
    usual: dict[str, Any] = {
        "epoch": 1.0,
        "seconds": 0.0,
        "loss": 0.6,
        "accuracy": 0.6,
        "balanced_accuracy": 0.6,
        "confusion": EVEN,
        "moved": 0.1,
    }
    return Evaluated(step=step, **usual | figures)


def history(config: Config, *stages: Stage, classes: tuple[str, ...] = DIGITS) -> History:
    """A run that went through these stages."""
    found = History(config, classes)
    found.stages += stages
    return found


def stage(fit: float, test: Evaluated, loss: float = 1.0, accuracy: float = 0.6) -> Stage:
    """So far on the way from knowing nothing to the lowest loss there is."""
    return Stage(loss, accuracy, fit, test)


def names(**changes: Any) -> NamesConfig:
    """400 steps of Adam at its usual rate."""
    return NamesConfig(**(ADAM | changes))


def applied(code: str, run: History) -> Diagnosis | None:
    """What a rule says at the end of the last stage."""
    rule = rules.RULES[code]
    return rule.diagnosis(run, run.test.step, rule.evidence(run))
