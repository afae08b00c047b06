"""Extension of a finished run: the same weights as planned for longer, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import torch

from core import problems
from core.digits.config import DigitsConfig
from core.digits.task import DigitsTask
from core.errors import ConfigError, NetsketchError, RunError
from core.names.config import NamesConfig
from core.runs import extension, listing, store, worker
from core.runs.store import Run
from core.training.loop import Trainer
from core.training.schedules import rate_at
from tests.runs.trained import same, small, uninterrupted, weights_of

pytestmark = pytest.mark.usefixtures("tiny", "signals")


def finished(**changes: Any) -> Run:
    run = store.create(small(**changes))
    assert worker.work(run.path) == "finished"
    return Run(run.path)


def gone_on(run: Run, more: int) -> Run:
    extension.extend(run, more, status="interrupted")
    assert worker.work(run.path) == "finished"
    return Run(run.path)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_with_a_constant_rate_it_is_the_run_that_was_planned_for_as_long(optimizer: str) -> None:
    first = finished(optimizer=optimizer)
    run = gone_on(first, 30)
    assert run.config == small(optimizer=optimizer, steps=70) and run.record["step"] == 70
    assert same(weights_of(run), uninterrupted(small(optimizer=optimizer, steps=70)))
    tests = [e["step"] for e in run.metrics() if e["event"] == "evaluated"]
    assert tests[-1] == 70 and set(first.config.evaluation_steps()) <= set(tests)
    again = gone_on(run, 10)
    assert same(weights_of(again), uninterrupted(small(optimizer=optimizer, steps=80)))


def test_digits_too_with_dropout_and_momentum(few_images: tuple[torch.Tensor, ...]) -> None:
    values: dict[str, Any] = {"train_size": 200, "batch_size": 48, "channels": 2, "hidden": 8}

    def trainer(epochs: int) -> Trainer:
        config = DigitsConfig(
            epochs=epochs, dropout=0.3, momentum=0.9, learning_rate=0.01, **values
        )
        images, labels, test, truth = few_images
        data = images, labels, test[:50], truth[:50]
        return Trainer(config, DigitsTask(config, torch.device("cpu"), data))

    short, longer, whole = trainer(1), trainer(3), trainer(3)
    list(short)
    longer.load_state_dict(short.state_dict())
    list(longer)
    list(whole)
    assert same(longer.network.state_dict(), whole.network.state_dict())


@pytest.mark.parametrize("schedule", ["cosine", "one-cycle", "warm-restart"])
def test_any_other_schedule_begins_anew_over_what_is_added(schedule: str) -> None:
    run = gone_on(finished(schedule=schedule), 20)
    assert run.cycles == ((0, 40), (40, 60))
    first, added = small(schedule=schedule, steps=40), small(schedule=schedule, steps=20)
    for step in range(60):
        alone = rate_at(first, step) if step < 40 else rate_at(added, step - 40)
        assert rate_at(run.config, step, run.cycles) == alone
    trainer = problems.trainer(run.config, run.threads, run.cycles)
    list(trainer)
    assert same(weights_of(run), trainer.network.state_dict()), "its record says all there is to it"
    assert "begins anew" in extension.what_happens(run.config)
    assert "to the last bit" in extension.what_happens(small())


def test_a_run_that_ended_early_goes_on_from_there_and_not_to_the_same_end() -> None:
    early = finished(steps=400, target_accuracy=0.4, optimizer="adam", learning_rate=0.01)
    at = early.record["step"]
    assert at < 400 and f"step {at} of 400" in early.record["early"]
    run = gone_on(early, 15)
    assert run.record["step"] == run.config.total_steps == at + 15 and not run.record["early"]
    adam = small(steps=at + 15, optimizer="adam", learning_rate=0.01)
    assert same(weights_of(run), uninterrupted(adam))


def test_epochs_go_on_to_the_end_of_the_one_that_was_begun() -> None:
    assert extension.extended(ended(step=13), 2) == DigitsConfig(train_size=640, epochs=4)
    assert extension.extended(ended(step=10), 2) == DigitsConfig(train_size=640, epochs=3)


def ended(**record: Any) -> Run:
    """A finished run of two epochs of ten steps, that nobody trained."""
    run = store.create(DigitsConfig(train_size=640, epochs=2))
    (run.path / "checkpoint.pt").write_bytes(b"")
    run.update(status="finished", **record)
    return Run(run.path)


def test_nothing_ends_it_early_any_more() -> None:
    run = ended(step=20)
    stops = run.config.replace(target_accuracy=0.9, patience=3, stop_when_lost=True)
    run.update(config=stops.to_dict())
    run = Run(run.path)
    assert run.config == stops
    plain = DigitsConfig(train_size=640, epochs=5)
    assert extension.extended(run, 3) == plain
    assert Run(extension.extend(run, 3).path).config == plain


def test_its_record_says_how_the_rate_went() -> None:
    run = extension.extend(ended(step=20, early="It was good.", preset="quick"), 1)
    assert run.cycles == ((0, 20), (20, 30))
    assert run.record["early"] == run.record["preset"] == run.record["error"] == ""
    run.update(step=30)
    again = extension.extend(Run(run.path), 2)
    assert again.cycles == ((0, 20), (20, 30), (30, 50))


def test_a_command_to_the_run_that_was_is_none_to_the_one_that_goes_on() -> None:
    run = ended(step=20)
    run.request("stop")
    assert not (extension.extend(run, 1).path / "control.json").exists()


def test_a_sweeps_run_stays_as_long_as_the_others(runs_dir: Path) -> None:
    of_sweep = runs_dir / "sweep-x" / "000"
    run = store.create(DigitsConfig(), path=of_sweep)
    (runs_dir / "sweep-x" / "sweep.json").write_text("{}")
    (of_sweep / "checkpoint.pt").write_bytes(b"")
    run.update(status="finished", step=20)
    run = Run(of_sweep)
    assert not extension.possible(run)
    with pytest.raises(RunError, match="belongs to a sweep"):
        extension.extended(run, 1)


def test_what_can_be_extended_has_ended_and_left_a_checkpoint() -> None:
    run = ended(step=20)
    assert extension.possible(run) and extension.extended(run, 1)
    for status in ("stopped", "failed", "interrupted"):
        run.update(status=status)
        assert not extension.possible(Run(run.path)), status
    assert not extension.possible(store.create(DigitsConfig()))


def test_its_name_follows_its_settings() -> None:
    run = finished()
    before = run.title
    longer = gone_on(run, 30)
    assert "40 steps" in before and "70 steps" in longer.title and longer.record["preset"] == ""


@pytest.mark.parametrize("more", [0, -1, 1.5, True, "x", None])
def test_an_amount_that_is_none_is_a_sentence(more: Any) -> None:
    run = ended(step=20)
    with pytest.raises(RunError, match="give a whole number of epochs from 1 on"):
        extension.extend(run, more)
    assert Run(run.path).status == "finished"


def test_what_cannot_go_on_says_why(tmp_path: Path) -> None:
    run = finished()
    with pytest.raises(ConfigError, match="steps is 1000040"):
        extension.extended(run, 1_000_000)
    waiting = store.create(small())
    with pytest.raises(RunError, match="only a finished run"):
        extension.extended(waiting, 1)
    (run.path / "checkpoint.pt").unlink()
    assert not extension.possible(run)
    with pytest.raises(NetsketchError, match="no checkpoint"):
        extension.extended(run, 1)


def test_two_who_press_at_once_extend_it_once() -> None:
    run, other = finished(), None
    other = Run(run.path)
    extension.extend(run, 10, status="interrupted")
    with pytest.raises(RunError, match="extended already"):
        extension.extend(other, 10, status="interrupted")
    assert listing.find(run.id).config.total_steps == 50


@pytest.mark.parametrize(
    ("config", "words", "one"),
    [
        (DigitsConfig(), "2 more epochs", "1 more epoch"),
        (NamesConfig(), "500 more steps", "1 more step"),
    ],
)
def test_the_button(config: Any, words: str, one: str) -> None:
    assert extension.in_words(config, extension.amount(config)) == words
    assert extension.in_words(config, 1) == one
