"""What the doctor sees, and from where on, for figures chosen on both sides of each limit."""

import math
from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.doctor import rules
from core.doctor.history import History
from core.settings.config import Config
from core.training.events import Diagnosis, ReLULayer
from tests.doctor.by_hand import DIGITS, applied, evaluation, history, names, stage

LN10 = math.log(10)


def one(found: Diagnosis | None) -> Diagnosis:
    assert found is not None
    assert found.evidence.endswith(".") and found.remedy.endswith(".")
    return found


# -- the softmax applied twice


@pytest.mark.parametrize(
    ("loss", "step", "said"),
    # The floor is 1.4612, knowing nothing 2.3026, their middle 1.8819; 200 is half of the steps.
    [(1.88, 1, True), (1.89, 1, False), (1.89, 199, False), (1.89, 200, True)],
)
def test_the_double_softmax_is_said_once_it_shows(loss: float, step: int, said: bool) -> None:
    config = DigitsConfig(head="softmax", train_size=6_400, epochs=4)
    assert config.total_steps == 400
    test = evaluation(step, loss=loss, accuracy=0.5)
    found = applied("double-softmax", history(config, stage(0.5, test)))
    assert (found is not None) == said
    if found:
        assert found.evidence.startswith(
            f"The test loss is {loss:.3f} with 50.0\u00a0% right, and even with all right it could "
            "not fall below 1.461 = ln(e + 9) - 1"
        )
        assert (found.step, found.code) == (step, "double-softmax")


def test_logits_have_no_such_floor() -> None:
    end = stage(0.9, evaluation(2_000, loss=0.1))
    assert applied("double-softmax", history(DigitsConfig(), end)) is None


# -- the learning rate too high


@pytest.mark.parametrize(("loss", "said"), [(1.5 * LN10, False), (3.46, True), (1e6, True)])
def test_a_loss_half_again_above_knowing_nothing_has_blown_up(loss: float, said: bool) -> None:
    run, rule = history(names()), rules.RATE_TOO_HIGH
    found = rule.diagnosis(run, 1_200, rule.evidence_in_training(run, 1_200, loss))
    assert (found is not None) == said
    if found:
        assert found.evidence == (
            f"The training loss rose to {loss:,.4g} at step 1,200; a network that knows nothing has 2.30."
        )
        assert found.changes == {"learning_rate": 0.0001}


@pytest.mark.parametrize(
    ("best", "now", "said"),
    [(0.31, 0.09, True), (0.3, 0.09, False), (0.31, 0.1, False), (0.5, 0.19, False)],
)
def test_what_was_learned_was_lost_again(best: float, now: float, said: bool) -> None:
    stages = [stage(best, evaluation(100), 1.2), stage(now, evaluation(120, moved=0.4), 2.2)]
    found = applied("rate-too-high", history(names(), *stages))
    assert (found is not None) == said
    if found:
        assert found.evidence == (
            "The training loss had come down to 1.20 by step 100 and is back at 2.20, where a network "
            "that knows nothing has 2.30."
        )


@pytest.mark.parametrize(
    ("moved", "fit", "said"),
    [(0.5, 0.019, True), (0.49, 0.019, False), (0.5, 0.02, False), (0.5, 0.03, False),
     (None, 0.01, False)],
)  # fmt: skip
def test_a_long_way_on_which_nothing_was_learned(
    moved: float | None, fit: float, said: bool
) -> None:
    end = stage(fit, evaluation(400, moved=moved), 2.29)
    found = applied("rate-too-high", history(names(), end))
    assert (found is not None) == said
    if found:
        assert found.evidence == (
            "The weights have gone 0.5 times their own length from where they began, and the training "
            "loss is 2.29; knowing nothing has 2.30."
        )


def test_of_both_signs_the_loss_that_came_back_is_told() -> None:
    stages = [stage(0.9, evaluation(200), 0.2), stage(0.0, evaluation(400, moved=3.0), 2.4)]
    found = one(applied("rate-too-high", history(names(), *stages)))
    assert found.evidence.startswith("The training loss had come down to 0.20")


# -- the learning rate too low


@pytest.mark.parametrize(
    ("config", "figures", "fit", "said"),
    [
        (names(), {"moved": 0.1}, 0.24, True),
        (names(), {"moved": 0.1}, 0.25, False),
        (names(), {"moved": 0.49}, 0.24, True),
        (names(), {"moved": 0.5}, 0.24, False),
        (names(), {"moved": 0.0}, 0.0, True),
        (names(), {"moved": None}, 0.0, False),
        (names(steps=300), {}, 0.1, True),
        (names(steps=299), {}, 0.1, False),  # so few steps at the usual rate
        (names(steps=299, learning_rate=0.0006), {}, 0.1, False),
        (names(steps=299, learning_rate=0.0005), {}, 0.1, True),  # half of the usual rate
    ],
)
def test_a_rate_too_low_at_the_end(
    config: Config, figures: dict[str, Any], fit: float, said: bool
) -> None:
    end = stage(fit, evaluation(config.total_steps, **figures), 2.2)
    found = applied("rate-too-low", history(config, end))
    assert (found is not None) == said
    if found:
        moved = 100 * (end.test.moved or 0)
        assert found.evidence == (
            f"After {config.total_steps} steps the training loss is 2.20, from 2.30 at the start, and "
            f"the weights have moved by {moved:.1f}\u00a0% of their length."
        )
        assert found.changes == {"learning_rate": 10 * config.learning_rate}


@pytest.mark.parametrize(("fit", "said"), [(0.049, True), (0.05, False), (0.2, False)])
def test_a_rate_too_low_is_said_before_the_end_where_hardly_anything_was_learned(
    fit: float, said: bool
) -> None:
    run, found = history(names(steps=1_000)), []
    for step in (500, 600, 700):
        run.stages.append(stage(fit, evaluation(step)))
        found.append(applied("rate-too-low", run))
    assert [f is not None for f in found] == [False, False, said], "at the third test in a row"


def test_a_rate_called_too_high_is_not_called_too_low() -> None:
    end = stage(0.01, evaluation(400))
    run = history(names(), end)
    run.reported.add("rate-too-high")
    assert applied("rate-too-low", run) is None


# -- answers that say nothing of the truth

TWO = ("a", "b")


@pytest.mark.parametrize(
    ("confusion", "accuracy", "said"),
    [
        # Half by chance. Of 100 items luck gives 10 points, of which no more than 5 count.
        (((50, 0), (50, 0)), 0.54, True),
        (((50, 0), (50, 0)), 0.56, False),
        # Of 2 500 it gives 2 points; of 10 000 one, and kappa 0.03 asks for 1.5.
        (((1_250, 0), (1_250, 0)), 0.519, True),
        (((1_250, 0), (1_250, 0)), 0.521, False),
        (((5_000, 0), (5_000, 0)), 0.514, True),
        (((5_000, 0), (5_000, 0)), 0.516, False),
        # Nine of ten by chance: kappa asks for 0.3 points, or luck for 1.2.
        (((900_000, 0), (100_000, 0)), 0.9029, True),
        (((900_000, 0), (100_000, 0)), 0.9031, False),
        (((2_250, 0), (250, 0)), 0.9119, True),
        (((2_250, 0), (250, 0)), 0.9121, False),
    ],
)
def test_at_chance(confusion: tuple[tuple[int, ...], ...], accuracy: float, said: bool) -> None:
    end = stage(0.1, evaluation(400, confusion=confusion, accuracy=accuracy))
    found = applied("at-chance", history(names(), end, classes=TWO))
    assert (found is not None) == said
    if found:
        blind = "50.0" if accuracy < 0.6 else "90.0"
        assert found.evidence == (
            f"After 400 steps {100 * accuracy:.1f}\u00a0% of the test names are right; dealing out the "
            f"same answers blindly scores {blind}\u00a0%."
        )


# -- classes that are never answered


@pytest.mark.parametrize(
    ("confusion", "said"),
    [(((9, 0), (7, 0)), True), (((9, 0), (19, 1)), False),
     (((9, 0), (6, 0)), False)],  # of six items, none is answered by luck every 400th time
)  # fmt: skip
def test_a_class_never_predicted(confusion: tuple[tuple[int, ...], ...], said: bool) -> None:
    end = stage(0.5, evaluation(400, confusion=confusion))
    found = applied("class-never-predicted", history(names(), end, classes=TWO))
    assert (found is not None) == said
    if found:
        assert found.evidence == "It never answers b: all 7 b names are lost."


@pytest.mark.parametrize(
    ("sampling", "moved", "changes"),
    [
        ("natural", 0.51, {"sampling": "balanced"}),
        ("natural", 0.5, {"steps": 800}),  # it has not gone far: train on
        ("natural", None, {"steps": 800}),
        ("balanced", 0.51, {"steps": 800}),
    ],
)
def test_rare_languages_are_outvoted_once_there_was_time(
    sampling: str, moved: float | None, changes: dict[str, Any]
) -> None:
    end = stage(0.5, evaluation(400, confusion=((9, 0), (7, 0)), moved=moved))
    run = history(names(sampling=sampling), end, classes=TWO)
    assert one(applied("class-never-predicted", run)).changes == changes


# -- dead ReLUs


@pytest.mark.parametrize(("dead", "said"), [(3, False), (4, True)])
def test_more_than_three_quarters_of_a_layer_are_dead(dead: int, said: bool) -> None:
    relus = (ReLULayer("convolution 1", dead, 4), ReLULayer("the dense layer", 30, 64))
    end = stage(0.5, evaluation(400, relus=relus))
    found = applied("dead-relu", history(names(), end))
    assert (found is not None) == said
    if found:
        assert found.evidence.startswith("4 of 4 channels of convolution 1 are 0 ")


def test_the_worst_layer_by_its_share_is_named() -> None:
    relus = (ReLULayer("convolution 1", 13, 16), ReLULayer("the dense layer", 10, 10))
    end = stage(0.5, evaluation(400, relus=relus))
    found = one(applied("dead-relu", history(names(), end)))
    assert found.evidence.startswith("10 of 10 units of the dense layer are 0 ")


@pytest.mark.parametrize(
    ("rate", "seed", "changes"),
    [
        (0.002, 5, {"learning_rate": 0.0002}),
        (0.0001, 5, {"seed": 6}),  # a tenth of the usual rate cannot be to blame
        (0.00011, 5, {"learning_rate": 1.1e-5}),
        (0.0001, 2**31 - 1, {"seed": 0}),
    ],
)
def test_against_dead_relus(rate: float, seed: int, changes: dict[str, Any]) -> None:
    end = stage(0.5, evaluation(400, relus=(ReLULayer("the ReLU layer", 8, 8),)))
    run = history(names(learning_rate=rate, seed=seed), end)
    assert one(applied("dead-relu", run)).changes == changes


def test_a_network_without_relus_has_no_dead_ones() -> None:
    end = stage(0.5, evaluation(400))
    assert applied("dead-relu", history(names(), end)) is None


# -- learning by heart


def overfitting(
    now: dict[str, Any], test: dict[str, Any], config: Config | None = None
) -> Diagnosis | None:
    """At the end, after a test loss of 0.5 and a training loss of 0.4 at step 200."""
    best = stage(0.8, evaluation(200, loss=0.5, accuracy=0.9), loss=0.4, accuracy=0.9)
    usual = {"fit": 0.9, "loss": 0.1, "accuracy": 0.9}
    end = stage(test=evaluation(400, **{"accuracy": 0.9, "loss": 0.5} | test), **usual | now)
    return applied("overfitting", history(config or names(), best, end))


@pytest.mark.parametrize(
    ("now", "test", "said"),
    [
        # Of 100 items, 1.2 times the lowest test loss and 0.1 more: 0.7.
        ({}, {"loss": 0.71}, True),
        ({}, {"loss": 0.69}, False),
        ({"loss": 0.4}, {"loss": 0.71}, False),  # training did not come down meanwhile
        ({"fit": 0.25}, {"loss": 0.71}, False),
        ({"fit": 0.26}, {"loss": 0.71}, True),
        # Or 98 of 100 right in training, and 5 fewer in the test.
        ({"accuracy": 0.98}, {"accuracy": 0.92}, True),
        ({"accuracy": 0.97}, {"accuracy": 0.5}, False),
        ({"accuracy": 0.98}, {"accuracy": 0.94}, False),
        ({"accuracy": 1.0}, {"accuracy": 0.94}, True),
        ({"accuracy": 1.0, "fit": 0.2}, {"accuracy": 0.5}, False),
    ],
)
def test_overfitting(now: dict[str, Any], test: dict[str, Any], said: bool) -> None:
    config = names(sampling="natural")
    assert (overfitting(now, test, config) is not None) == said


def test_what_overfitting_is_seen_from() -> None:
    assert one(overfitting({}, {"loss": 0.71})).evidence == (
        "The test loss was lowest at step 200 with 0.500 and is 0.710 now, while the training loss fell "
        "from 0.400 to 0.100."
    )
    natural = names(sampling="natural")
    assert one(overfitting({"accuracy": 0.99}, {"accuracy": 0.9}, natural)).evidence == (
        "99.0\u00a0% of the training names are right and 90.0\u00a0% of those it never saw: it learns by "
        "heart."
    )


@pytest.mark.parametrize(("sampling", "said"), [("balanced", False), ("natural", True)])
def test_languages_drawn_equally_often_are_compared_so(sampling: str, said: bool) -> None:
    test = {"accuracy": 0.8, "balanced_accuracy": 0.97}
    found = overfitting({"accuracy": 0.99}, test, names(sampling=sampling))
    assert (found is not None) == said


# -- a test set that is too small


def small(right: int, n: int, step: int = 200, **figures: Any) -> Diagnosis | None:
    run = History(names(), DIGITS)
    run.seen = figures.pop("seen", 2_000)
    test = evaluation(step, accuracy=right / n, confusion=((right, n - right), (0, 0)), **figures)
    run.stages.append(stage(0.5, test))
    return applied("test-too-small", run)


@pytest.mark.parametrize(
    ("right", "n", "step", "said"),
    [
        (50, 100, 200, True),
        (50, 100, 199, False),  # said in the second half
        (190, 380, 200, True),  # its interval is 10.00 points wide: Wilson's 1.96 / sqrt(383.84)
        (192, 384, 200, False),
        (500, 1_000, 400, False),
    ],
)
def test_an_interval_of_more_than_ten_points_is_too_wide(
    right: int, n: int, step: int, said: bool
) -> None:
    assert (small(right, n, step) is not None) == said


def test_what_a_small_test_leaves_open() -> None:
    found = one(small(55, 100, epoch=1.0))
    assert found.evidence == (
        "55 of 100 test names right may be anything from 45\u00a0% to 64\u00a0%: another network must "
        "differ by about 14 points before it is more than chance."
    )
    assert found.remedy == "Hold out 15\u00a0% of the names for testing, about 315."
    assert found.changes == {"test": 0.15}


@pytest.mark.parametrize(
    ("seen", "epoch", "changes"),
    [
        (2_480, 2.0, {"test": 0.15}),  # 1 240 names to train on, 100 to test on: 15 % are 201
        (2_440, 2.0, {}),  # and here 198, not twice as many
        (9_000, 2.0, {"test": 0.15}),
        (0, 0.0, {}),
    ],
)
def test_a_larger_share_is_offered_where_it_gives_twice_as_many(
    seen: int, epoch: float, changes: dict[str, Any]
) -> None:
    found = one(small(55, 100, seen=seen, epoch=epoch))
    assert found.changes == changes
    assert changes or found.remedy == "Test on more names: take a larger data set."


def test_digits_have_a_test_set_of_their_own() -> None:
    test = evaluation(2_000, confusion=((3, 0), (0, 3)))
    assert applied("test-too-small", history(DigitsConfig(), stage(0.5, test))) is None


# -- the rules themselves


def test_each_is_applied_at_a_stages_end_after_those_that_it_builds_on() -> None:
    order = [rule.code for rule in rules.AT_STAGE_END]
    assert order.index("rate-too-high") < order.index("rate-too-low") < order.index("at-chance")
    assert order.index("rate-too-low") < order.index("class-never-predicted")


def test_codes_are_those_that_runs_of_earlier_versions_hold() -> None:
    assert set(rules.RULES) == {
        "not-finite", "double-softmax", "at-chance", "class-never-predicted", "dead-relu",
        "rate-too-high", "rate-too-low", "overfitting", "test-too-small",
    }  # fmt: skip
    assert len({rule.title for rule in rules.RULES.values()}) == len(rules.RULES)


def test_a_code_of_another_version_is_its_own_title() -> None:
    assert rules.title("dead-relu") == "Dead ReLUs"
    assert rules.title("too-much-coffee") == "too-much-coffee"
