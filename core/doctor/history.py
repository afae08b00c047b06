"""Training history as the doctor needs it: stage by stage, from a run's events alone.

"A stage" is the stretch from one test to the next.
"""

import math
from dataclasses import dataclass

from core.problems import problem_of
from core.settings.config import Config
from core.training.events import Evaluated, Progress

MIN_ITEMS = 100  # training items before their mean loss is taken for what it is


@dataclass(frozen=True)
class Stage:
    """Training since the last test, and the test at its end."""

    loss: float
    accuracy: float
    fit: float
    """How far the training loss is from knowing nothing (0) to the lowest there is (1)."""
    test: Evaluated


def loss_floor(config: Config, classes: int) -> float:
    """The lowest cross entropy that the head can reach, in nats.

    Probabilities, in a loss that applies softmax again, are scores within 0..1: at best 1 for the
    truth and 0 elsewhere, so -ln(e / (e + classes - 1)), for ten classes ln(e + 9) - 1 = 1.461.
    """
    return math.log(math.e + classes - 1) - 1 if config.softmax_twice else 0.0


class History:
    """Shown each event of a run in turn, keeps what diagnoses are made from."""

    def __init__(self, config: Config, classes: tuple[str, ...]):
        self.config, self.classes = config, classes
        self.reported: set[str] = set()
        """Codes of the diagnoses so far."""
        self.chance_loss = math.log(len(classes))  # the loss of a network that knows nothing
        self.floor = loss_floor(config, len(classes))
        self.stages: list[Stage] = []
        self.seen = 0
        self.words = problem_of(config).words_of(config)
        self._held: dict[str, int] = {}  # for so many stages in a row
        # Sums over training items: of the stage, and since the last `new_loss`.
        self._loss = self._right = self._items = self._new_loss = self._new_items = 0.0

    @property
    def test(self) -> Evaluated:
        """The newest, at the end of the last stage."""
        return self.stages[-1].test

    @property
    def lowest_test_loss(self) -> Stage:
        return min(self.stages, key=lambda s: s.test.loss)

    def add_progress(self, event: Progress) -> None:
        """Add to the stage that is under way."""
        n, self.seen = event.seen - self.seen, event.seen
        self._loss += event.loss * n
        self._right += event.accuracy * n
        self._items += n
        self._new_loss += event.loss * n
        self._new_items += n

    def new_loss(self) -> float | None:
        """The mean training loss since the last call, in nats; None before there is enough."""
        if self._new_items < MIN_ITEMS:
            return None
        loss = self._new_loss / self._new_items
        self._new_loss = self._new_items = 0.0
        return loss

    def end_stage(self, event: Evaluated) -> bool:
        """End a stage; False for a test before any training, which ends none."""
        if not self._items:
            return False
        loss = self._loss / self._items
        fit = (self.chance_loss - loss) / (self.chance_loss - self.floor)
        self.stages.append(Stage(loss, self._right / self._items, fit, event))
        self._loss = self._right = self._items = 0.0
        return True

    def persists(self, what: str, holds: bool) -> bool:
        """Whether something is more than a passing state: it holds at the run's end, or at three
        tests in a row in its second half. To be called at every stage."""
        step, total = self.stages[-1].test.step, self.config.total_steps
        self._held[what] = self._held.get(what, 0) + 1 if holds and 2 * step >= total else 0
        return self._held[what] >= (1 if step >= total else 3)
