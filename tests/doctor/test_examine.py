"""Every diagnosis is provoked by a run that has what it names; a run that is well hears nothing."""

import dataclasses
import json
import math
from typing import Any

import pytest
import torch
from torch import Tensor

from core import problems
from core.digits.config import DigitsConfig
from core.digits.task import DigitsTask
from core.doctor.examine import Doctor, examined
from core.doctor.rules import RULES
from core.names import download
from core.names.config import NamesConfig
from core.names.data import folder
from core.settings.config import Config
from core.training.events import Diagnosis, Evaluated, Event, Finished, Progress
from core.training.loop import Diverged, Trainer

Data = tuple[Tensor, Tensor, Tensor, Tensor]
CPU = torch.device("cpu")


def digits(data: Data, **changes: Any) -> Trainer:
    """A CNN on 2 000 images, tested on 500: half a second."""
    values: dict[str, Any] = {"train_size": 2_000, "epochs": 4, "channels": 8, "optimizer": "adam"}
    config = DigitsConfig(**(values | {"learning_rate": 0.003} | changes))
    return Trainer(config, DigitsTask(config, CPU, data, threads=2))


def names(**changes: Any) -> Trainer:
    """A GRU on surnames: a second."""
    values: dict[str, Any] = {"hidden_size": 16, "steps": 200, "batch_size": 32, "test": 1_000}
    return problems.trainer(NamesConfig(**(values | changes)))


def found(trainer: Trainer) -> dict[str, Diagnosis]:
    """What the doctor says of a run, by code."""
    said: list[Diagnosis] = []
    try:
        said += [event for event in examined(trainer) if isinstance(event, Diagnosis)]
    except Diverged:
        pytest.fail("it diverged")
    assert len({d.code for d in said}) == len(said), "each is reported once"
    for d in said:
        assert d.code in RULES and d.evidence.endswith(".") and d.remedy.endswith(".")
        assert trainer.config.replace(**d.changes) != trainer.config or not d.changes
    return {d.code: d for d in said}


def test_a_healthy_run_hears_nothing(few_images: Data) -> None:
    assert not found(digits(few_images))
    assert not found(names(learning_rate=0.01, steps=400, hidden_size=32))


def until_diverged(trainer: Trainer) -> tuple[list[Event], Diverged]:
    """All events before the error, and the error."""
    replayed: list[Event] = []

    def listen() -> None:
        for event in examined(trainer):
            replayed.append(event)

    with pytest.raises(Diverged) as caught:
        listen()
    return replayed, caught.value


def test_not_finite_is_told_stops_the_run_and_names_a_rate(few_images: Data) -> None:
    sgd: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 10.0}
    for trainer, rate in (
        (digits(few_images, weight_decay=1.0, epochs=40, **sgd), 0.1),
        (names(cell="linear", batch_size=1, steps=2_000, **sgd), 0.005),
    ):
        events, error = until_diverged(trainer)
        last = events[-1]
        assert isinstance(last, Diagnosis) and last.code == "not-finite"
        assert f"{last.evidence} {last.remedy}" == str(error)
        assert last.changes == {"learning_rate": rate}
        assert trainer.step < trainer.config.total_steps / 2, "training did not burn on"


def test_weights_that_the_last_step_ruined_are_noticed_by_the_test(few_images: Data) -> None:
    trainer = digits(few_images, train_size=10, batch_size=10, epochs=1)
    with torch.no_grad():
        next(trainer.network.parameters()).fill_(math.nan)
    trainer.step = 1
    with pytest.raises(Diverged):
        trainer._evaluate()


@pytest.mark.parametrize("rate", [0.3, 3.0])
def test_a_rate_far_too_high_on_digits(few_images: Data, rate: float) -> None:
    said = found(digits(few_images, learning_rate=rate))
    assert {"rate-too-high", "at-chance", "dead-relu"} <= said.keys()
    assert "rate-too-low" not in said
    assert said["rate-too-high"].changes == {"learning_rate": 0.001}
    assert said["at-chance"].changes == {"learning_rate": 0.001}


def test_a_rate_so_high_that_the_loss_never_shows_it(few_images: Data) -> None:
    said = found(digits(few_images, optimizer="sgd", learning_rate=3.0))
    assert said["rate-too-high"].changes == {"learning_rate": 0.1}


def test_a_rate_far_too_high_on_names() -> None:
    said = found(names(learning_rate=1.0))
    assert "rate-too-high" in said and "rate-too-low" not in said


@pytest.mark.parametrize(
    ("optimizer", "rate", "better"), [("sgd", 1e-3, 0.1), ("adam", 1e-5, 1e-3)]
)
def test_a_rate_far_too_low(few_images: Data, optimizer: str, rate: float, better: float) -> None:
    for trainer in (
        digits(few_images, optimizer=optimizer, learning_rate=rate),
        names(optimizer=optimizer, learning_rate=rate),
    ):
        said = found(trainer)
        assert said["rate-too-low"].changes == {"learning_rate": better}
        assert said["at-chance"].changes == {"learning_rate": better}
        assert "rate-too-high" not in said and "dead-relu" not in said


def test_few_steps_are_not_blamed_on_the_usual_rate(few_images: Data) -> None:
    said = found(digits(few_images, optimizer="sgd", learning_rate=0.1, train_size=640, epochs=1))
    assert "rate-too-low" not in said and said["at-chance"].changes == {"epochs": 2}


def test_the_double_softmax_names_its_floor_and_the_rate_that_logits_need(few_images: Data) -> None:
    for rate, changes in (
        (0.1, {"head": "logits"}),
        (0.3, {"head": "logits", "learning_rate": 0.1}),
    ):
        trainer = digits(few_images, head="softmax", optimizer="sgd", learning_rate=rate, epochs=1)
        said = found(trainer)["double-softmax"]
        assert "1.461 = ln(e + 9) - 1" in said.evidence
        assert said.remedy.startswith("The softmax is applied twice: switch the head to logits.")
        assert said.changes == changes


def test_a_class_never_predicted_for_the_softmax_is_named_with_its_cost(few_images: Data) -> None:
    trainer = digits(few_images, head="softmax", optimizer="sgd", learning_rate=1.0, epochs=6)
    tests: dict[int, Evaluated] = {}
    said = []
    for event in examined(trainer):
        if isinstance(event, Evaluated):
            tests[event.step] = event
        elif isinstance(event, Diagnosis) and event.code == "class-never-predicted":
            said.append(event)
    assert len(said) == 1
    confusion = tests[said[0].step].confusion
    columns = [sum(column) for column in zip(*confusion, strict=True)]
    never = [k for k in range(10) if columns[k] == 0]
    cost = sum(sum(confusion[k]) for k in never)
    assert 0 < len(never) <= 5 and all(str(k) in said[0].evidence for k in never)
    assert f": all {cost} " in said[0].evidence
    assert said[0].changes["head"] == "logits"


def test_a_language_never_predicted_as_names_come(few_images: Data) -> None:
    said = found(names(sampling="natural", hidden_size=32, learning_rate=0.01, test=0.15))
    assert said["class-never-predicted"].changes == {"sampling": "balanced"}
    assert "It never answers " in said["class-never-predicted"].evidence


def test_overfitting_digits(few_images: Data) -> None:
    said = found(digits(few_images, train_size=100, batch_size=20, epochs=30))
    assert said["overfitting"].changes == {"dropout": 0.4}


def test_overfitting_names() -> None:
    languages = {
        f.name: f.read_bytes().splitlines()[::10] for f in folder("surnames").glob("[F-I]*.txt")
    }
    download.add_files("few", {k: b"\n".join(v) for k, v in languages.items()})
    said = found(names(dataset="few", test=0.5, hidden_size=64, learning_rate=0.01, steps=600))
    assert said["overfitting"].changes == {"dropout": 0.4}
    said = found(names(dataset="few", test=0.5, learning_rate=0.03, steps=600, cell="relu-2"))
    assert said["overfitting"].changes["steps"] < 600, "the notes' cells have no dropout"


def test_a_test_set_too_small_is_said_once_of_a_hundred_names_and_not_of_a_thousand() -> None:
    said = found(names(test=100, learning_rate=0.01))
    assert said["test-too-small"].changes == {"test": 0.15}
    assert " of 100 test names right may be anything from " in said["test-too-small"].evidence
    assert "test-too-small" not in found(names(learning_rate=0.01))


def test_dead_relus_of_the_notes_cell() -> None:
    said = found(names(cell="relu-2", learning_rate=0.5))
    assert (
        "ReLU" in said["dead-relu"].evidence and said["dead-relu"].changes["learning_rate"] == 0.001
    )


# -- what is reported twice, or after a break


def replayed(config: Config, events: list[Event]) -> list[Diagnosis]:
    doctor = Doctor(config, tuple("0123456789"))
    return [d for event in events for d in doctor.observe(event)]


def test_the_doctor_goes_on_from_the_events_alone(few_images: Data) -> None:
    trainer = digits(few_images, optimizer="sgd", head="softmax", learning_rate=1.0)
    events = list(examined(trainer))
    whole = [e for e in events if isinstance(e, Diagnosis)]
    assert len(whole) >= 2
    seen = [e for e in events if isinstance(e, (Progress, Evaluated))]
    assert replayed(trainer.config, list(seen)) == whole

    for cut in range(len(events)):  # broken off after any event
        past = [e for e in events[:cut] if isinstance(e, (Progress, Evaluated, Diagnosis))]
        before = [e for e in past if isinstance(e, Diagnosis)]
        rest = Rest(trainer, events[cut:])
        after = [e for e in examined(rest, past) if isinstance(e, Diagnosis)]  # type: ignore[arg-type]
        assert before + after == whole


class Rest:
    """A trainer that has the rest of a run to tell."""

    def __init__(self, trainer: Trainer, events: list[Event]):
        self.config, self.task = trainer.config, trainer.task
        self.events = [e for e in events if not isinstance(e, Diagnosis)]

    def __iter__(self) -> Any:
        return iter(self.events)


def test_an_evaluation_survives_json(few_images: Data) -> None:
    *_, last = digits(few_images, epochs=1)
    assert isinstance(last, Finished) and last.final.relus and last.final.moved
    line = json.dumps(dataclasses.asdict(last.final))
    assert Evaluated.from_dict(json.loads(line)) == last.final
