"""Votes on labels, baselines, detectors, standalone networks, challenges, a step's cost: what a kind of
problem knows beside its networks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Votes:
    """What people said of a test item whose label is disputed; classes by their number."""

    label: int
    """The class that the data set gives it."""
    other: int
    """The class that was proposed instead."""
    for_label: int
    for_other: int
    for_neither: int


@dataclass(frozen=True, eq=False)
class Baseline:
    """A simple method on the items that a config holds out: what a network is to be better than."""

    name: str
    """As it stands beside an accuracy: "Counting letter triples"."""
    about: str
    """How it works and what it learned from, in sentences."""
    truth: np.ndarray
    """(n,): the class of each test item, in the order of `TestSet`."""
    said: np.ndarray
    """(n,): its answers."""

    @property
    def right(self) -> np.ndarray:
        """(n,) bool."""
        return np.asarray(self.truth == self.said)

    def score(self) -> dict[str, Any]:
        """What of it a run keeps, as JSON values."""
        shares = [self.right[self.truth == k].mean() for k in np.unique(self.truth)]
        return {
            "name": self.name,
            "about": self.about,
            "accuracy": float(self.right.mean()),
            "balanced_accuracy": float(np.mean(shares)),
            "n": len(self.truth),
        }


@dataclass(frozen=True, eq=False)
class Detector:
    """What tells a data set's items from whatever else, without asking any network that learned from it."""

    unlike: Callable[..., np.ndarray]
    """Called with a batch of `TestSet.batches` as arrays, how strange each item is, (n,)."""
    tested: np.ndarray
    """(m,): how strange the test items are, in the order of `TestSet`."""
    about: str
    """How it judges, in sentences."""
    as_far: str
    """What is said of test items that are as strange: "are" and then this."""
    scale: str
    """What it measures, as a sentence with no full stop."""


@dataclass(frozen=True)
class Standalone:
    """What a trained network needs to work without Netsketch, beside its weights."""

    model: str
    """model.py: rebuilds the network, loads weights.safetensors, and scores and reads."""
    settings: Mapping[str, Any]
    """What it reads from config.json."""
    files: Mapping[str, str]
    """Further files, by name."""
    an_input: str
    """What `python model.py read` takes, as help has it: "PICTURE"."""
    data: str
    """What it learned from and on whose terms that is, in sentences of Markdown."""
    page: str
    """How a page of its own asks it: "draw", "type", or "" where no browser can."""
    invitation: str
    """What to do there: "Draw a digit, and see what every layer makes of it."."""
    limits: str
    """What it does with what it never saw, and where not to use it, likewise."""


Findings = Callable[[], Sequence[Mapping[str, Any]]]
"""When called, what the doctor found in a run, as its event log has it."""


@dataclass(frozen=True)
class Challenge:
    """Something to bring about with networks, with a goal that code checks."""

    name: str
    """In the address, and in the browser's storage: never renamed."""
    title: str
    goal: str
    """What counts, in sentences with figures."""
    hint: str
    action: str
    """What the button to where it is done is called."""
    start: Mapping[str, str] = field(default_factory=dict)
    """Of the train page, what its form begins with, as parameters of its address."""
    reached: Callable[[Any, Mapping[str, Any], Findings], str] | None = None
    """Of a run's config, its record and what the doctor finds, the sentence on how the goal was reached; ""
    where it was not. None for what is done in the browser, which the kind's twin on the screen draws."""


FORWARD = 1 / 3
"""Of a training step: what a network takes to answer to a batch."""


@dataclass(frozen=True)
class StepCost:
    """What a training step costs, in units that no machine's speed is in."""

    group: str
    """Configs of one group run the same code: they share what a unit takes."""
    work: tuple[float, ...]
    """Units of one step, forward: of each kind of work so many, the first of them the step itself."""
    multiply_adds: float
    """Of one step, forward."""
    tests: float
    """What all tests of a run cost together, in training steps."""
    augmenting: tuple[float, ...] = ()
    """Units of making one batch by augmentation, likewise; () where no item is changed."""
