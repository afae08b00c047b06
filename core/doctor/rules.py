"""Diagnosis rules: a function for each sign that something is wrong, from the history of a run.

Each gives a Diagnosis, or None where it sees nothing.
"""

import math

from core.doctor import remedies
from core.doctor.history import History
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


def double_softmax(history: History, test: Evaluated) -> Diagnosis | None:
    # Said when it shows: nearer the floor than where training began, or in the second half.
    shows = (
        2 * test.loss < history.chance_loss + history.floor
        or 2 * test.step >= history.config.total_steps
    )
    if not (history.floor and shows):
        return None
    others = len(history.classes) - 1
    return Diagnosis(
        test.step,
        "double-softmax",
        f"The test loss is {test.loss:.3f} with {percent(test.accuracy)} right, and even with all "
        f"right it could not fall below {history.floor:.3f} = ln(e + {others}) - 1: "
        "the head's softmax is followed by the loss's own.",
        *remedies.logits(history.config),
    )


def blown_up(history: History, step: int, loss: float) -> Diagnosis | None:
    """A rate too high, from the loss, in nats, of the training items up to a step."""
    if loss <= DIVERGED_LOSS_RATIO * history.chance_loss:
        return None
    return Diagnosis(
        step,
        "rate-too-high",
        f"The training loss rose to {loss:,.4g} at step {step:,}; a network that knows nothing "
        f"has {history.chance_loss:.2f}.",
        *remedies.lower(history.config),
    )


def rate_too_high(history: History, test: Evaluated) -> Diagnosis | None:
    """One that shows otherwise: nothing was learned on a long way, or all was lost."""
    best, now = max(history.stages, key=lambda s: s.way), history.stages[-1]
    evidence = ""
    if best.way > 0.3 and now.way < 0.1:
        evidence = (
            f"The training loss had come down to {best.loss:.2f} by step {best.test.step:,} and is "
            f"back at {now.loss:.2f}, where a network that knows nothing has {history.chance_loss:.2f}."
        )
    far = (test.moved or 0) >= FAR_WEIGHT_CHANGE and now.way < 0.02
    if history.persists("far", far) and not evidence:
        evidence = (
            f"The weights have gone {test.moved:.1f} times their own length from where they began, "
            f"and the training loss is {now.loss:.2f}; knowing nothing has {history.chance_loss:.2f}."
        )
    if not evidence:
        return None
    return Diagnosis(test.step, "rate-too-high", evidence, *remedies.lower(history.config))


def rate_too_low(history: History, test: Evaluated) -> Diagnosis | None:
    config, now = history.config, history.stages[-1]
    at_end = test.step >= config.total_steps
    slow = (
        now.way < (LITTLE_FIT if at_end else LITTLE_FIT / 5)
        and (test.moved or 0) < FAR_WEIGHT_CHANGE
    )
    slow = slow and "rate-too-high" not in history.reported and test.moved is not None
    # So few steps may be to blame, unless the rate is below what is usual.
    slow = slow and (test.step >= MIN_STEPS or 2 * config.learning_rate <= usual_rate(config))
    if not history.persists("rate-too-low", slow):
        return None
    return Diagnosis(
        test.step,
        "rate-too-low",
        f"After {test.step:,} steps the training loss is {now.loss:.2f}, from {history.chance_loss:.2f} "
        f"at the start, and the weights have moved by {percent(test.moved or 0)} of their length.",
        *remedies.higher(config),
    )


def at_chance(history: History, test: Evaluated) -> Diagnosis | None:
    blind, n = by_chance(test.confusion), sum(map(sum, test.confusion))
    luck = 2 * math.sqrt(blind * (1 - blind) / n)
    better = max(KAPPA * (1 - blind), min(luck, MARGIN))
    if not history.persists("at-chance", test.accuracy - blind < better):
        return None
    return Diagnosis(
        test.step,
        "at-chance",
        f"After {test.step:,} steps {percent(test.accuracy)} of the test {history.words.items} are right; "
        f"dealing out the same answers blindly scores {percent(blind)}.",
        *remedies.by_cause(history),
    )


def class_never_predicted(history: History, test: Evaluated) -> Diagnosis | None:
    config = history.config
    rows = [sum(row) for row in test.confusion]
    columns = [sum(column) for column in zip(*test.confusion, strict=True)]
    never = [
        k
        for k in range(len(rows))
        if history.persists(f"never {k}", rows[k] >= MIN_CLASS_ITEMS and columns[k] == 0)
    ]
    if not never:
        return None
    remedy = remedies.by_cause(history)
    natural = getattr(config, "sampling", "") == "natural"
    if natural and (test.moved or 0) > FAR_WEIGHT_CHANGE:
        remedy = (
            "Rare languages are outvoted: draw each language equally often in training.",
            {"sampling": "balanced"},
        )
    return Diagnosis(
        test.step,
        "class-never-predicted",
        lost(test.confusion, history.classes, history.words.items, never),
        *remedy,
    )


def dead_relu(history: History, test: Evaluated) -> Diagnosis | None:
    config = history.config
    worst = max(test.relus, key=lambda layer: layer.dead / layer.units, default=None)
    if worst is None or not history.persists("dead-relu", worst.dead > DEAD_SHARE * worst.units):
        return None
    what = "channels" if "convolution" in worst.name else "units"
    shown = history.words.every_input
    words, changes = remedies.lower(config)
    if config.learning_rate <= usual_rate(config) / 10:
        words, changes = "Draw other weights.", {"seed": (config.seed + 1) % 2**31}
    return Diagnosis(
        test.step,
        "dead-relu",
        f"{worst.dead} of {worst.units} {what} of {worst.name} are 0 {shown}: their ReLU is dead, "
        "no gradient passes it, and they learn no more.",
        words,
        changes,
    )


def overfitting(history: History, test: Evaluated) -> Diagnosis | None:
    config = history.config
    best, now = min(history.stages, key=lambda s: s.test.loss), history.stages[-1]
    balanced = getattr(config, "sampling", "") == "balanced"
    accuracy = test.balanced_accuracy if balanced else test.accuracy
    rise = OVERFIT_LOSS_RATIO * best.test.loss + 1 / math.sqrt(sum(map(sum, test.confusion)))
    risen = test.loss > rise and now.loss < best.loss
    heart = now.accuracy >= MEMORISED_ACCURACY and now.accuracy - accuracy > MARGIN
    if not history.persists("overfitting", now.way > LITTLE_FIT and (risen or heart)):
        return None
    evidence = (
        f"The test loss was lowest at step {best.test.step:,} with {best.test.loss:.3f} and is "
        f"{test.loss:.3f} now, while the training loss fell from {best.loss:.3f} to {now.loss:.3f}."
        if risen
        else f"{percent(now.accuracy)} of the training {history.words.items} are right and "
        f"{percent(accuracy)} of "
        "those it never saw: it learns by heart."
    )
    remedy = remedies.against_overfitting(config, best.test)
    return Diagnosis(test.step, "overfitting", evidence, *remedy)


def test_too_small(history: History, test: Evaluated) -> Diagnosis | None:
    config = history.config
    if "test" not in settings(type(config)) or 2 * test.step < config.total_steps:
        return None
    n = sum(map(sum, test.confusion))
    right = round(test.accuracy * n)
    low, high = wilson(right, n)
    if high - low <= 2 * MARGIN:
        return None
    # Two shares of n each differ by more than chance from about sqrt(2) half-widths on.
    apart = (high - low) / 2 * math.sqrt(2)
    share = 0.15
    more = share * (history.seen / max(test.epoch, 1e-9) + n) if test.epoch else 0.0
    return Diagnosis(
        test.step,
        "test-too-small",
        f"{right} of {n} test names right may be anything from {percent(low, 0)} to "
        f"{percent(high, 0)}: another network must differ by about "
        f"{100 * apart:.0f} points before it is more than chance.",
        f"Hold out {percent(share, 0)} of the names for testing, about {more:,.0f}."
        if more > 2 * n
        else "Test on more names: take a larger data set.",
        {"test": share} if more > 2 * n else {},
    )


RULES = (
    double_softmax,
    rate_too_high,
    rate_too_low,  # asks whether the rate was called too high
    at_chance,  # its remedy, and the next one's, ask for both
    class_never_predicted,
    dead_relu,
    overfitting,
)
"""To be asked in this order at the end of every stage: `History.lasts` counts the stages."""
