"""Diagnosis rules: an object for each sign that something is wrong with a run, made from its history.

A rule holds all there is to say of its sign: the code in files, the title on the screen, the evidence, the
remedy. Codes are never renamed: runs of earlier versions have them in their event logs.
"""

import math

from core.doctor import remedies
from core.doctor.history import History
from core.doctor.remedies import Remedy
from core.settings.setting import settings
from core.statistics.confusion import by_chance, lost
from core.statistics.intervals import wilson
from core.statistics.percent import percent
from core.training.events import Diagnosis, Evaluated
from core.training.learning_rates import usual_rate

DEAD_SHARE = 0.75  # of a layer's units; healthy quick networks lose up to half of their dense layer
KAPPA = 0.03  # Cohen's kappa below which answers say nothing of the truth
MIN_CLASS_ITEMS = 7  # a class of so many test items is answered at least once in 1000 by luck: e^-7
DIVERGED_LOSS_RATIO = 1.5  # times the loss of a network that knows nothing
FAR_WEIGHT_CHANGE = 0.5  # of their length from where they began is far for weights
LITTLE_FIT = 0.25  # of the way from knowing nothing to the lowest loss there is
OVERFIT_LOSS_RATIO = 1.2  # times the lowest test loss
MEMORISED_ACCURACY = 0.98  # training accuracy
MARGIN = 0.05  # points that matter: half the width of an interval, a gap between accuracies
MIN_STEPS = 300  # with fewer, a rate is not called too low where it is the usual one
TEST_SHARE = 0.15  # of the names, held out: what is proposed where too few are


class Rule:
    """One sign that something is wrong."""

    code: str
    title: str
    """As a heading."""
    harmless = False
    """Whether the network answers as well as its accuracy says all the same."""

    def evidence(self, history: History) -> str:
        """At a stage's end, a sentence with the figures it is seen from; "" where it is not seen."""
        raise NotImplementedError

    def remedy(self, history: History) -> Remedy:
        """What helps where it was seen."""
        raise NotImplementedError

    def diagnosis(self, history: History, step: int, evidence: str) -> Diagnosis | None:
        """None without evidence."""
        return Diagnosis(step, self.code, evidence, *self.remedy(history)) if evidence else None


class NotFinite(Rule):
    """Seen by the training loop, which then ends: `core.training.loop.Diverged` brings the rest."""

    code, title = "not-finite", "The loss is not a number"


class SmallTestSet(Rule):
    code, title, harmless = "test-too-small", "The test set is too small", True

    def evidence(self, history: History) -> str:
        config, test = history.config, history.test
        if "test" not in settings(type(config)) or 2 * test.step < config.total_steps:
            return ""
        n = test.items
        right = round(test.accuracy * n)
        low, high = wilson(right, n)
        if high - low <= 2 * MARGIN:
            return ""
        # Two shares of n each differ by more than chance from about sqrt(2) half-widths on.
        apart = (high - low) / 2 * math.sqrt(2)
        return (
            f"{right} of {n} test names right may be anything from {percent(low, 0)} to "
            f"{percent(high, 0)}: another network must differ by about "
            f"{100 * apart:.0f} points before it is more than chance."
        )

    def remedy(self, history: History) -> Remedy:
        test = history.test
        all_names = history.seen / max(test.epoch, 1e-9) + test.items
        more = TEST_SHARE * all_names if test.epoch else 0.0
        if more <= 2 * test.items:
            return "Test on more names: take a larger data set.", {}
        words = f"Hold out {percent(TEST_SHARE, 0)} of the names for testing, about {more:,.0f}."
        return words, {"test": TEST_SHARE}


class DoubleSoftmax(Rule):
    code, title = "double-softmax", "The softmax is applied twice"

    def evidence(self, history: History) -> str:
        # Said when it shows: nearer the floor than where training began, or in the second half.
        test = history.test
        shows = (
            2 * test.loss < history.chance_loss + history.floor
            or 2 * test.step >= history.config.total_steps
        )
        if not (history.floor and shows):
            return ""
        others = len(history.classes) - 1
        return (
            f"The test loss is {test.loss:.3f} with {percent(test.accuracy)} right, and even with all "
            f"right it could not fall below {history.floor:.3f} = ln(e + {others}) - 1: "
            "the head's softmax is followed by the loss's own."
        )

    def remedy(self, history: History) -> Remedy:
        return remedies.logits(history.config)


class RateTooHigh(Rule):
    code, title = "rate-too-high", "The learning rate is far too high"

    def evidence_in_training(self, history: History, step: int, loss: float) -> str:
        """From the mean loss, in nats, of the training items up to a step, before the stage's end."""
        if loss <= DIVERGED_LOSS_RATIO * history.chance_loss:
            return ""
        return (
            f"The training loss rose to {loss:,.4g} at step {step:,}; a network that knows nothing "
            f"has {history.chance_loss:.2f}."
        )

    def evidence(self, history: History) -> str:
        """Nothing was learned on a long way, or all was lost."""
        best, now = max(history.stages, key=lambda s: s.fit), history.stages[-1]
        moved = now.test.moved or 0
        far = history.persists("far", moved >= FAR_WEIGHT_CHANGE and now.fit < 0.02)
        if best.fit > 0.3 and now.fit < 0.1:
            return (
                f"The training loss had come down to {best.loss:.2f} by step {best.test.step:,} and is "
                f"back at {now.loss:.2f}, where a network that knows nothing has "
                f"{history.chance_loss:.2f}."
            )
        if far:
            return (
                f"The weights have gone {moved:.1f} times their own length from where they began, and "
                f"the training loss is {now.loss:.2f}; knowing nothing has {history.chance_loss:.2f}."
            )
        return ""

    def remedy(self, history: History) -> Remedy:
        return remedies.lower(history.config)


class RateTooLow(Rule):
    code, title, harmless = "rate-too-low", "The learning rate is far too low", True

    def evidence(self, history: History) -> str:
        config, now, test = history.config, history.stages[-1], history.test
        at_end = test.step >= config.total_steps
        slow = (
            now.fit < (LITTLE_FIT if at_end else LITTLE_FIT / 5)
            and (test.moved or 0) < FAR_WEIGHT_CHANGE
        )
        slow = slow and RateTooHigh.code not in history.reported and test.moved is not None
        # So few steps may be to blame, unless the rate is below what is usual.
        slow = slow and (test.step >= MIN_STEPS or 2 * config.learning_rate <= usual_rate(config))
        if not history.persists(self.code, slow):
            return ""
        return (
            f"After {test.step:,} steps the training loss is {now.loss:.2f}, from "
            f"{history.chance_loss:.2f} at the start, and the weights have moved by "
            f"{percent(test.moved or 0)} of their length."
        )

    def remedy(self, history: History) -> Remedy:
        return remedies.higher(history.config)


def no_better_than_chance(test: Evaluated) -> bool:
    """Whether a network answers about as if it dealt out its answers blindly."""
    blind = by_chance(test.confusion)
    luck = 2 * math.sqrt(blind * (1 - blind) / test.items)
    return test.accuracy - blind < max(KAPPA * (1 - blind), min(luck, MARGIN))


class AtChance(Rule):
    code, title = "at-chance", "Stuck at chance"

    def evidence(self, history: History) -> str:
        test = history.test
        blind = by_chance(test.confusion)
        if not history.persists(self.code, no_better_than_chance(test)):
            return ""
        return (
            f"After {test.step:,} steps {percent(test.accuracy)} of the test {history.words.items} are "
            f"right; dealing out the same answers blindly scores {percent(blind)}."
        )

    def remedy(self, history: History) -> Remedy:
        return remedies.by_cause(history)


class ClassNeverPredicted(Rule):
    code, title = "class-never-predicted", "Some classes are never predicted"

    def evidence(self, history: History) -> str:
        confusion = history.test.confusion
        rows = [sum(row) for row in confusion]
        columns = [sum(column) for column in zip(*confusion, strict=True)]
        never = [
            k
            for k in range(len(rows))
            if history.persists(f"never {k}", rows[k] >= MIN_CLASS_ITEMS and columns[k] == 0)
        ]
        return lost(confusion, history.classes, history.words.items, never) if never else ""

    def remedy(self, history: History) -> Remedy:
        natural = getattr(history.config, "sampling", "") == "natural"
        if natural and (history.test.moved or 0) > FAR_WEIGHT_CHANGE:
            return (
                "Rare languages are outvoted: draw each language equally often in training.",
                {"sampling": "balanced"},
            )
        return remedies.by_cause(history)


class DeadReLU(Rule):
    code, title = "dead-relu", "Dead ReLUs"

    def evidence(self, history: History) -> str:
        relus = history.test.relus
        worst = max(relus, key=lambda layer: layer.dead / layer.units, default=None)
        if worst is None or not history.persists(self.code, worst.dead > DEAD_SHARE * worst.units):
            return ""
        what = "channels" if "convolution" in worst.name else "units"
        return (
            f"{worst.dead} of {worst.units} {what} of {worst.name} are 0 {history.words.every_input}: "
            "their ReLU is dead, no gradient passes it, and they learn no more."
        )

    def remedy(self, history: History) -> Remedy:
        config = history.config
        if config.learning_rate <= usual_rate(config) / 10:
            return "Draw other weights.", {"seed": (config.seed + 1) % 2**31}
        return remedies.lower(config)


class Overfitting(Rule):
    code, title, harmless = "overfitting", "Overfitting", True

    def evidence(self, history: History) -> str:
        best, now, test = history.lowest_test_loss, history.stages[-1], history.test
        balanced = getattr(history.config, "sampling", "") == "balanced"
        accuracy = test.balanced_accuracy if balanced else test.accuracy
        rise = OVERFIT_LOSS_RATIO * best.test.loss + 1 / math.sqrt(test.items)
        risen = test.loss > rise and now.loss < best.loss
        heart = now.accuracy >= MEMORISED_ACCURACY and now.accuracy - accuracy > MARGIN
        if not history.persists(self.code, now.fit > LITTLE_FIT and (risen or heart)):
            return ""
        if risen:
            return (
                f"The test loss was lowest at step {best.test.step:,} with {best.test.loss:.3f} and is "
                f"{test.loss:.3f} now, while the training loss fell from {best.loss:.3f} to "
                f"{now.loss:.3f}."
            )
        return (
            f"{percent(now.accuracy)} of the training {history.words.items} are right and "
            f"{percent(accuracy)} of those it never saw: it learns by heart."
        )

    def remedy(self, history: History) -> Remedy:
        return remedies.against_overfitting(history.config, history.lowest_test_loss.test)


NOT_FINITE, RATE_TOO_HIGH = NotFinite(), RateTooHigh()
AT_STAGE_END: tuple[Rule, ...] = (
    SmallTestSet(),
    DoubleSoftmax(),
    RATE_TOO_HIGH,
    RateTooLow(),  # asks whether the rate was called too high
    AtChance(),  # its remedy, and the next one's, ask for both
    ClassNeverPredicted(),
    DeadReLU(),
    Overfitting(),
)
"""In the order in which they are applied at every stage's end: `History.persists` counts the stages."""
LOST = (RateTooHigh.code, AtChance.code)
"""Of a run with one of them, nothing is to be hoped for once a test is no better than chance."""
RULES = {rule.code: rule for rule in (NOT_FINITE, *AT_STAGE_END)}
"""By code."""


def title(code: str) -> str:
    """A diagnosis's heading; of a code that this version does not know, the code."""
    return RULES[code].title if code in RULES else code
