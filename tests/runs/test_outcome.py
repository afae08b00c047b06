"""The outcome of an ended run: one sentence, and what to do next."""

from typing import Any

import pytest

from core.digits.config import DigitsConfig
from core.runs import reasons
from core.runs.outcome import Outcome, outcome
from core.runs.store import Run
from tests.runs.events import diagnosis, evaluated, progress
from tests.runs.test_progress import run_with

CONFIG = DigitsConfig(batch_size=64, train_size=6400, epochs=2)  # 200 steps
TEST = evaluated(200, [[450, 50], [50, 950]])
LOWER = {"changes": {"learning_rate": 0.1}}


def of(*events: dict[str, Any], status: str = "finished", weights: bool = True) -> Outcome:
    run = run_with(CONFIG, *events, status=status)
    if weights:
        (run.path / "model.safetensors").write_bytes(b"")
    return outcome(Run(run.path), status, run.metrics())


def test_a_finished_run_says_its_accuracy_its_interval_its_time_and_that_it_is_well() -> None:
    found = of(progress(50), TEST)
    assert found.sentence == (
        "93.3\u00a0% of 1,500 test images right (95\u00a0% interval 92.0\u00a0% to 94.5\u00a0%) after 20 s"
        "; the doctor found nothing wrong."
    )
    assert (found.figure, found.next, found.again) == ("93.3\u00a0%", "ask", "")


def test_of_several_tests_the_last_counts() -> None:
    assert of(evaluated(100, [[1, 9], [9, 1]]), TEST).figure == "93.3\u00a0%"


def test_a_sick_network_is_trained_again_with_what_helps() -> None:
    found = of(progress(50), diagnosis(60, "rate-too-high", **LOWER), TEST)
    assert found.sentence.endswith("; the doctor found: the learning rate is far too high.")
    assert (found.next, found.changes) == ("again", {"learning_rate": 0.1})
    assert found.again == "Train with rate 0.1"


def test_the_headline_is_of_what_is_serious() -> None:
    found = of(diagnosis(50, "overfitting"), diagnosis(60, "dead-relu", **LOWER), TEST)
    assert found.sentence.endswith("; the doctor found: dead ReLUs.")
    assert found.next == "again"


def test_what_does_no_harm_is_said_and_the_network_asked_all_the_same() -> None:
    found = of(diagnosis(50, "overfitting", changes={"dropout": 0.4}), TEST)
    assert found.sentence.endswith("; the doctor found: overfitting.")
    assert (found.next, found.changes, found.again) == ("ask", {}, "")


def test_a_remedy_without_settings_is_no_button() -> None:
    assert of(diagnosis(60, "at-chance"), TEST).next == "ask"


@pytest.mark.parametrize(
    ("status", "weights", "following"),
    [
        ("stopped", True, "ask"),
        ("stopped", False, "resume"),
        ("interrupted", True, "resume"),
        ("failed", True, "resume"),
        ("finished", False, ""),
    ],
)
def test_what_comes_next(status: str, weights: bool, following: str) -> None:
    assert of(progress(50), status=status, weights=weights).next == following


def test_a_run_that_did_not_end_by_itself_says_where_it_is() -> None:
    assert of(progress(50), status="interrupted").sentence == "Interrupted at step 50 of 200."
    found = of(progress(50), evaluated(60, [[4, 1], [0, 5]]), progress(70), status="stopped")
    assert found.sentence == (
        "Stopped at step 70 of 200: 90.0\u00a0% of 10 test images right (95\u00a0% interval 59.6\u00a0% to "
        "98.2\u00a0%) after 7 s."
    )
    assert found.figure == "90.0\u00a0%"
    assert of(status="stopped").sentence == "It has not taken a step; resume it to train it."


def test_a_failure_says_why_first() -> None:
    run = run_with(CONFIG, progress(50), TEST, status="failed")
    run.update(error="The disk is full: free some space.")
    found = outcome(run, "failed", run.metrics())
    assert found.sentence.startswith("The disk is full: free some space. 93.3\u00a0% of 1,500")
    run.update(error="It ended")
    assert outcome(run, "failed", [progress(50)]).sentence == "It ended."
    assert outcome(run, "failed", []).sentence == (
        "It ended. It has not taken a step; resume it to train it."
    )


def test_a_reason_that_could_not_be_written_down_is_said_too() -> None:
    run = run_with(CONFIG, progress(50), status="interrupted")
    reasons.keep(run.path, "Could not write the run.")
    assert outcome(run, "interrupted", run.metrics()).sentence == "Could not write the run."
    reasons.forget(run)
