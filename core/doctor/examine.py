"""The doctor: diagnoses of a run, from the events of its training, each with a remedy.

    for event in examined(problems.trainer(config)):
        ...                                  # the trainer's events, and a Diagnosis where there is one

Each code is reported once a run. The doctor reads events alone, so those of a run that was broken off
bring it to where it was.
"""

from collections.abc import Iterable, Iterator

from core.doctor import rules
from core.doctor.history import History
from core.settings.config import Config
from core.statistics.percent import percent
from core.training.events import Diagnosis, Evaluated, Event, Progress
from core.training.loop import Diverged, Trainer

LOST_TESTS = 2  # in a row: after the first some rates that are too high come down again


class Doctor:
    """Shown each event of a run in turn, says what is wrong."""

    def __init__(self, config: Config, classes: tuple[str, ...]):
        self.history = History(config, classes)
        self._lost_tests = 0

    def observe(self, event: Event) -> Iterator[Diagnosis]:
        """What this event adds to what is known."""
        for found in self._of(event):
            if found and found.code not in self.history.reported:
                self.history.reported.add(found.code)
                yield found

    def lost(self, event: Event) -> str:
        """Why nothing is to be hoped for from the run, to be asked at each event once it was observed; ""
        where something is."""
        if not isinstance(event, Evaluated):
            return ""
        found = [code for code in rules.LOST if code in self.history.reported]
        blind = found and rules.no_better_than_chance(event)
        self._lost_tests = self._lost_tests + 1 if blind else 0
        if self._lost_tests < LOST_TESTS:
            return ""
        heading = rules.title(found[0])
        return (
            f"the doctor found it lost ({heading[:1].lower()}{heading[1:]}), and its last "
            f"{LOST_TESTS} tests, with {percent(event.accuracy)} right, are no better than chance"
        )

    def _of(self, event: Event) -> Iterator[Diagnosis | None]:
        if isinstance(event, Progress):
            self.history.add_progress(event)
            if (loss := self.history.new_loss()) is not None:
                rule = rules.RATE_TOO_HIGH
                rose = rule.evidence_in_training(self.history, event.step, loss)
                yield rule.diagnosis(self.history, event.step, rose)
        elif isinstance(event, Evaluated) and self.history.end_stage(event):
            for each in rules.AT_STAGE_END:
                yield each.diagnosis(self.history, event.step, each.evidence(self.history))


def examined(trainer: Trainer, past: Iterable[Event] = ()) -> Iterator[Event]:
    """The trainer's events with each Diagnosis after the event that gave it away.

    Where its config says so, training ends at a test that finds it lost.

    `past` are the events before the trainer's position, of a run that goes on. Raises what the
    trainer raises; before Diverged comes its Diagnosis.
    """
    doctor = Doctor(trainer.config, trainer.task.classes)
    past = list(past)
    known = {event.code for event in past if isinstance(event, Diagnosis)}
    for event in past:
        yield from (found for found in doctor.observe(event) if found.code not in known)
    doctor.history.reported |= known
    try:
        for event in trainer:
            yield event
            yield from doctor.observe(event)
            if trainer.config.stop_when_lost and (why := doctor.lost(event)):
                trainer.stopping.end(event.step, why)
    except Diverged as e:
        yield Diagnosis(e.step, rules.NOT_FINITE.code, e.evidence, e.remedy, e.changes)
        raise
