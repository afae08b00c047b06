"""Names what is wrong with a run, from the events of its training, and what to do about it.

    for event in examined(Trainer(config)):
        ...                                  # the trainer's events, and a Diagnosis where there is one

Each code is told once a run. The doctor looks at events alone, so those of a run that was broken off
bring it to where it was. "A stage" below is the stretch from one test to the next.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.config import NOTES_CELLS, TRAIN_IMAGES, AnyConfig, DigitsConfig, NamesConfig
from core.training.events import Diagnosis, Evaluated, Event, Progress
from core.training.intervals import wilson
from core.training.loop import Diverged, Trainer
from core.training.optim import higher_rate, lower_rate, usual_rate

CODES = (
    "not-finite",
    "double-softmax",
    "at-chance",
    "class-never-predicted",
    "dead-relu",
    "rate-too-high",
    "rate-too-low",
    "overfitting",
    "test-too-small",
)

KAPPA = 0.03  # Cohen's kappa below which answers say nothing of the truth
NOTICED = 7  # a class of so many test items is answered at least once in 1000 by luck: e^-7
BLOWN_UP = 1.5  # times the loss of a network that knows nothing
ENOUGH = 100  # training items before their mean loss is taken for what it is
FAR = 0.5  # of their length from where they began is far for weights
LITTLE = 0.25  # of the way from knowing nothing to the lowest loss there is
RISEN = 1.2  # times the lowest test loss
BY_HEART = 0.98  # training accuracy
MARGIN = 0.05  # points that matter: half the width of an interval, a gap between accuracies
STEPS = 300  # with fewer, a rate is not called too low where it is the usual one


@dataclass(frozen=True)
class _Stage:
    """Training since the last test, and the test at its end."""

    loss: float
    accuracy: float
    way: float
    """How far the training loss is from knowing nothing (0) to the lowest there is (1)."""
    test: Evaluated


def loss_floor(config: AnyConfig, classes: int) -> float:
    """The lowest cross entropy that the head can reach, in nats.

    Probabilities given to a loss that applies softmax again are scores within 0..1: at best 1 for the
    truth and 0 elsewhere, so -ln(e / (e + classes - 1)), for ten classes ln(e + 9) - 1 = 1.461.
    """
    softmax = isinstance(config, DigitsConfig) and config.head == "softmax"
    return math.log(math.e + classes - 1) - 1 if softmax else 0.0


def by_chance(confusion: tuple[tuple[int, ...], ...]) -> float:
    """The accuracy, 0..1, that as many answers of each class would have if dealt out blindly."""
    n = sum(map(sum, confusion))
    columns = map(sum, zip(*confusion, strict=True))
    return sum(sum(row) * column for row, column in zip(confusion, columns, strict=True)) / n**2


class Doctor:
    """Shown each event of a run in turn, says what is wrong."""

    def __init__(self, config: AnyConfig, classes: tuple[str, ...]):
        self.config, self.classes = config, classes
        self.said: set[str] = set()
        self.nothing = math.log(len(classes))  # the loss of a network that knows nothing
        self.floor = loss_floor(config, len(classes))
        self.stages: list[_Stage] = []
        self.held: dict[str, int] = {}  # for so many stages in a row
        self.seen = 0
        # Sums over training items: of the stage, and since the loss was last looked at.
        self.loss = self.right = self.items = self.new_loss = self.new_items = 0.0
        self.unit = "images" if isinstance(config, DigitsConfig) else "names"

    def look(self, event: Event) -> Iterator[Diagnosis]:
        """What this event adds to what is known."""
        for found in self._of(event):
            if found.code not in self.said:
                self.said.add(found.code)
                yield found

    def _of(self, event: Event) -> Iterator[Diagnosis]:
        if isinstance(event, Progress):
            n, self.seen = event.seen - self.seen, event.seen
            self.loss += event.loss * n
            self.right += event.accuracy * n
            self.items += n
            self.new_loss += event.loss * n
            self.new_items += n
            if self.new_items >= ENOUGH:
                yield from self._blown_up(event.step, self.new_loss / self.new_items)
                self.new_loss = self.new_items = 0.0
        elif isinstance(event, Evaluated):
            yield from self._test_too_small(event)
            if self.items:  # not before training
                loss = self.loss / self.items
                way = (self.nothing - loss) / (self.nothing - self.floor)
                self.stages.append(_Stage(loss, self.right / self.items, way, event))
                self.loss = self.right = self.items = 0.0
                yield from self._double_softmax(event)
                yield from self._lost(event)
                yield from self._rate_too_low(event)
                yield from self._at_chance(event)
                yield from self._never_predicted(event)
                yield from self._dead_relu(event)
                yield from self._overfitting(event)

    def _lasts(self, what: str, holds: bool) -> bool:
        """Whether something is more than a passing state: it holds at the run's end, or at three
        tests in a row in its second half. To be asked at every stage."""
        step, total = self.stages[-1].test.step, self.config.total_steps
        self.held[what] = self.held.get(what, 0) + 1 if holds and 2 * step >= total else 0
        return self.held[what] >= (1 if step >= total else 3)

    # -- remedies: a sentence, and the settings that carry it out

    def _lower(self) -> tuple[str, dict[str, Any]]:
        rate = lower_rate(self.config)
        return f"Lower the learning rate from {self.config.learning_rate:g} to {rate:g}.", {
            "learning_rate": rate
        }

    def _longer(self) -> tuple[str, dict[str, Any]]:
        if isinstance(self.config, DigitsConfig):
            return "Train for twice as many epochs.", {"epochs": min(200, 2 * self.config.epochs)}
        return "Train for twice as many steps.", {"steps": min(1_000_000, 2 * self.config.steps)}

    def _logits(self) -> tuple[str, dict[str, Any]]:
        changes: dict[str, Any] = {"head": "logits"}
        words = "The softmax is applied twice: switch the head to logits."
        # The second softmax shrinks gradients. Steps of SGD that were fine so are too long without.
        if self.config.optimizer == "sgd" and self.config.learning_rate > usual_rate(self.config):
            changes["learning_rate"] = usual_rate(self.config)
            words += (
                f" Gradients are larger then, so lower the learning rate to "
                f"{usual_rate(self.config):g} too."
            )
        return words, changes

    def _by_cause(self) -> tuple[str, dict[str, Any]]:
        """What to do about a network that does not answer as it should."""
        if self.floor:
            return self._logits()
        if "rate-too-high" in self.said:
            return self._lower()
        if "rate-too-low" in self.said:
            return self._raise()
        return self._longer()

    def _raise(self) -> tuple[str, dict[str, Any]]:
        rate = higher_rate(self.config)
        return f"Raise the learning rate from {self.config.learning_rate:g} to {rate:g}.", {
            "learning_rate": rate
        }

    # -- diagnoses

    def _double_softmax(self, test: Evaluated) -> Iterator[Diagnosis]:
        # Said when it shows: nearer the floor than where training began, or in the second half.
        if self.floor and (
            2 * test.loss < self.nothing + self.floor or 2 * test.step >= self.config.total_steps
        ):
            yield Diagnosis(
                test.step,
                "double-softmax",
                f"The test loss is {test.loss:.3f} with {test.accuracy:.1%} right, and even with all "
                f"right it could not fall below {self.floor:.3f} = ln(e + {len(self.classes) - 1}) - 1: "
                "the head's softmax is followed by the loss's own.",
                *self._logits(),
            )

    def _at_chance(self, test: Evaluated) -> Iterator[Diagnosis]:
        blind, n = by_chance(test.confusion), sum(map(sum, test.confusion))
        luck = 2 * math.sqrt(blind * (1 - blind) / n)
        better = max(KAPPA * (1 - blind), min(luck, MARGIN))
        if self._lasts("at-chance", test.accuracy - blind < better):
            yield Diagnosis(
                test.step,
                "at-chance",
                f"After {test.step:,} steps {test.accuracy:.1%} of the test {self.unit} are right; "
                f"dealing out the same answers blindly scores {blind:.1%}.",
                *self._by_cause(),
            )

    def _never_predicted(self, test: Evaluated) -> Iterator[Diagnosis]:
        rows = [sum(row) for row in test.confusion]
        columns = [sum(column) for column in zip(*test.confusion, strict=True)]
        never = [
            k
            for k in range(len(rows))
            if self._lasts(f"never {k}", rows[k] >= NOTICED and columns[k] == 0)
        ]
        if not never:
            return
        n, lost = sum(rows), sum(rows[k] for k in never)
        noun = "digit" if isinstance(self.config, DigitsConfig) else "language"
        ever = [name for name, column in zip(self.classes, columns, strict=True) if column]
        names = [self.classes[k] for k in never]
        seen = f"never the answer: {noun}{'s' * (len(names) > 1)} {', '.join(names)}"
        if len(ever) < len(names):
            seen = f"no answer but {noun}{'s' * (len(ever) > 1)} {', '.join(ever)} is given"
        remedy = self._by_cause()
        natural = isinstance(self.config, NamesConfig) and self.config.sampling == "natural"
        if natural and (test.moved or 0) > FAR:
            remedy = (
                "Rare languages are outvoted: draw each language equally often in training.",
                {"sampling": "balanced"},
            )
        yield Diagnosis(
            test.step,
            "class-never-predicted",
            f"At step {test.step:,}, {seen}. That costs up to {100 * lost / n:.1f} points of accuracy: "
            f"{lost:,} of {n:,} test {self.unit}.",
            *remedy,
        )

    def _dead_relu(self, test: Evaluated) -> Iterator[Diagnosis]:
        worst = max(test.relus, key=lambda layer: layer.dead / layer.units, default=None)
        if worst is None or not self._lasts("dead-relu", 2 * worst.dead >= worst.units):
            return
        what = "channels" if "convolution" in worst.name else "units"
        shown = (
            "whatever letter they read" if self.unit == "names" else "for each of 1,000 test images"
        )
        words, changes = self._lower()
        if self.config.learning_rate <= usual_rate(self.config) / 10:
            words, changes = "Draw other weights.", {"seed": (self.config.seed + 1) % 2**31}
        yield Diagnosis(
            test.step,
            "dead-relu",
            f"{worst.dead} of {worst.units} {what} of {worst.name} are 0 {shown}: their ReLU is dead, "
            "no gradient passes it, and they learn no more.",
            words,
            changes,
        )

    def _blown_up(self, step: int, loss: float) -> Iterator[Diagnosis]:
        if loss > BLOWN_UP * self.nothing:
            yield Diagnosis(
                step,
                "rate-too-high",
                f"The training loss rose to {loss:,.4g} at step {step:,}; a network that knows nothing "
                f"has {self.nothing:.2f}.",
                *self._lower(),
            )

    def _lost(self, test: Evaluated) -> Iterator[Diagnosis]:
        """A rate too high that shows otherwise: nothing was learned on a long way, or all was lost."""
        best, now = max(self.stages, key=lambda s: s.way), self.stages[-1]
        evidence = ""
        if best.way > 0.3 and now.way < 0.1:
            evidence = (
                f"The training loss had come down to {best.loss:.2f} by step {best.test.step:,} and "
                f"is back at {now.loss:.2f}, where a network that knows nothing has {self.nothing:.2f}."
            )
        far = (test.moved or 0) >= FAR and now.way < 0.02
        if self._lasts("far", far) and not evidence:
            evidence = (
                f"The weights have gone {test.moved:.1f} times their own length from where they "
                f"began, and the training loss is {now.loss:.2f}; knowing nothing has {self.nothing:.2f}."
            )
        if evidence:
            yield Diagnosis(test.step, "rate-too-high", evidence, *self._lower())

    def _rate_too_low(self, test: Evaluated) -> Iterator[Diagnosis]:
        config, now = self.config, self.stages[-1]
        at_end = test.step >= config.total_steps
        slow = now.way < (LITTLE if at_end else LITTLE / 5) and (test.moved or 0) < FAR
        slow = slow and "rate-too-high" not in self.said and test.moved is not None
        # So few steps may be to blame, unless the rate is below what is usual.
        slow = slow and (test.step >= STEPS or 2 * config.learning_rate <= usual_rate(config))
        if self._lasts("rate-too-low", slow):
            yield Diagnosis(
                test.step,
                "rate-too-low",
                f"After {test.step:,} steps the training loss is {now.loss:.2f}, from {self.nothing:.2f} "
                f"at the start, and the weights have moved by {test.moved:.1%} of their length.",
                *self._raise(),
            )

    def _overfitting(self, test: Evaluated) -> Iterator[Diagnosis]:
        best, now = min(self.stages, key=lambda s: s.test.loss), self.stages[-1]
        balanced = isinstance(self.config, NamesConfig) and self.config.sampling == "balanced"
        accuracy = test.balanced_accuracy if balanced else test.accuracy
        rise = RISEN * best.test.loss + 1 / math.sqrt(sum(map(sum, test.confusion)))
        risen = test.loss > rise and now.loss < best.loss
        heart = now.accuracy >= BY_HEART and now.accuracy - accuracy > MARGIN
        if not self._lasts("overfitting", now.way > LITTLE and (risen or heart)):
            return
        evidence = (
            f"The test loss was lowest at step {best.test.step:,} with {best.test.loss:.3f} and is "
            f"{test.loss:.3f} now, while the training loss fell from {best.loss:.3f} to {now.loss:.3f}."
            if risen
            else f"{now.accuracy:.1%} of the training {self.unit} are right and {accuracy:.1%} of those "
            "it never saw: it learns by heart."
        )
        yield Diagnosis(test.step, "overfitting", evidence, *self._against_overfitting(best.test))

    def _against_overfitting(self, best: Evaluated) -> tuple[str, dict[str, Any]]:
        config = self.config
        if config.dropout == 0 and not (
            isinstance(config, NamesConfig) and config.cell in NOTES_CELLS
        ):
            return "Hide a share of the network at random in training: dropout 0.4.", {
                "dropout": 0.4
            }
        if isinstance(config, NamesConfig):
            return f"Stop where the test loss was lowest, at step {best.step:,}.", {
                "steps": max(10, best.step)
            }
        if config.train_size < TRAIN_IMAGES:
            size = min(TRAIN_IMAGES, 10 * config.train_size)
            return f"Train on more images: {size:,}.", {"train_size": size}
        epochs = max(1, round(best.epoch))
        return f"Stop where the test loss was lowest: {epochs} epochs.", {"epochs": epochs}

    def _test_too_small(self, test: Evaluated) -> Iterator[Diagnosis]:
        if not isinstance(self.config, NamesConfig) or 2 * test.step < self.config.total_steps:
            return
        n = sum(map(sum, test.confusion))
        right = round(test.accuracy * n)
        low, high = wilson(right, n)
        if high - low <= 2 * MARGIN:
            return
        # Two shares of n each differ by more than chance from about sqrt(2) half-widths on.
        apart = (high - low) / 2 * math.sqrt(2)
        share = 0.15
        more = share * (self.seen / max(test.epoch, 1e-9) + n) if test.epoch else 0.0
        yield Diagnosis(
            test.step,
            "test-too-small",
            f"{right} of {n} test names right may be anything from {low:.0%} to {high:.0%}: another "
            f"network must differ by about {100 * apart:.0f} points before it is more than chance.",
            f"Hold out {share:.0%} of the names for testing, about {more:,.0f}."
            if more > 2 * n
            else "Test on more names: take a larger data set.",
            {"test": share} if more > 2 * n else {},
        )


def examined(trainer: Trainer, past: Iterable[Event] = ()) -> Iterator[Event]:
    """The trainer's events with each Diagnosis after the event that gave it away.

    `past` are the events before the trainer's position, of a run that goes on. Raises what the
    trainer raises; before Diverged comes its Diagnosis.
    """
    doctor = Doctor(trainer.config, trainer.task.classes)
    past = list(past)
    told = {event.code for event in past if isinstance(event, Diagnosis)}
    for event in past:
        yield from (found for found in doctor.look(event) if found.code not in told)
    doctor.said |= told
    try:
        for event in trainer:
            yield event
            yield from doctor.look(event)
    except Diverged as e:
        yield Diagnosis(e.step, "not-finite", e.evidence, e.remedy, e.changes)
        raise
