"""Settings for few images: repeats, augmentation, and convolutions to begin with (transfer learning)."""

from typing import Any

from core.digits.convolutions import NONE, SHIPPED, SOURCE
from core.digits.symbol_sets import FEWEST_CLASSES, SymbolSet
from core.settings.checks import Problems, quoted
from core.settings.setting import setting

EPOCH = 6400
"""Images, repetitions counted, that an epoch of few is to have: a hundred batches."""
AMOUNTS: dict[str, float] = {
    "shift": 2.0,
    "turn": 15.0,
    "scale": 0.15,
    "thickness": 0.4,
    "noise": 0.05,
}
"""The augmentation that a set of few images begins with."""


def suited(known: SymbolSet) -> dict[str, Any]:
    """The settings that follow from symbols of one's own."""
    n = max(2, sum(known.counts(train=True)))
    return {
        "classes": max(FEWEST_CLASSES, len(known.classes)),
        "train_size": n,
        "repeat": min(1000, max(1, round(EPOCH / n))),
        **AMOUNTS,
    }


def repeat() -> Any:
    return setting(
        1,
        "How often an epoch goes through its images, {low} to {high}: with few of them, once is a step "
        "or two.",
        label="Times that an epoch repeats its images",
        low=1,
        high=1000,
        phrase="each image {} times an epoch",
        phrases={1: "each image once an epoch"},
        suggest=(1, 10, 100),
        before=1,
    )


def _amount(
    help: str, most: float, step: float, phrase: str, none: str, suggest: tuple[float, ...]
) -> Any:
    """A setting of augmentation."""
    return setting(
        0.0,
        f"Augmentation: {help}, at most, anew each time.",
        low=0,
        high=most,
        step=step,
        phrase=phrase,
        phrases={0: none},
        suggest=suggest,
        before=0.0,
    )


def shift() -> Any:
    return _amount(
        "by how many pixels each image is shifted along either axis while training",
        8,
        0.5,
        "shifted by up to {} pixels",
        "no shift",
        (0, 1, 2),
    )


def turn() -> Any:
    return _amount(
        "by how many degrees each image is turned, either way",
        180,
        5,
        "turned by up to {}°",
        "no turn",
        (0, 10, 20),
    )


def scale() -> Any:
    return _amount(
        "by what share each image grows or shrinks",
        0.5,
        0.05,
        "scaled by up to {}",
        "not scaled",
        (0, 0.1, 0.2),
    )


def thickness() -> Any:
    return _amount(
        "by what part of a pixel strokes grow or shrink on each side",
        1,
        0.1,
        "strokes up to {} thicker or thinner",
        "strokes as thick as they are",
        (0, 0.3, 0.6),
    )


def noise() -> Any:
    return setting(
        0.0,
        "Augmentation: how strong the noise is that is added to each pixel, of black 0 and white 1.",
        low=0,
        high=0.5,
        step=0.05,
        phrases={0: "no noise"},
        suggest=(0, 0.05, 0.1),
        before=0.0,
    )


def _check_convolutions(problems: Problems, field: str, value: Any) -> None:
    if not isinstance(value, str) or not SOURCE.fullmatch(value):
        problems[field] = (
            f"{field} is {quoted(value)}; give the id of a digits run, {SHIPPED} or {NONE}."
        )


def convolutions() -> Any:
    return setting(
        NONE,
        "A digits run whose convolutions the network begins with, by its id, as they are when training "
        "begins; shipped for the network that comes with the app. Their number, channels and kernels "
        "must be the same. Its dense layers begin anew.",
        label="Begin with the convolutions of",
        phrase="convolutions of {}",
        phrases={NONE: "convolutions from scratch"},
        suggest=(NONE, SHIPPED),
        before=NONE,
        check=_check_convolutions,
    )


def frozen() -> Any:
    return setting(
        False,
        "Whether the convolutions stay as they begin, drawn at random or taken from a run, and the dense "
        "layers alone learn.",
        label="Freeze the convolutions",
        phrases={True: "frozen convolutions", False: "all layers learn"},
        before=False,
    )
