"""The event log (metrics.jsonl): one event of a run's training a line.

The process that trains appends; everyone else reads, at any time. Nothing here imports PyTorch.
"""

import contextlib
import json
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from core import files
from core.runs import validation
from core.training.events import Diagnosis, Evaluated, Event, Finished, Progress

WRITE_SECONDS = 0.1  # between two writes: more often than anyone looks


class Writer:
    """Appends events to a file. It gathers those of a tenth of a second: a step of training drives what
    writing needs from the processor's cache, so that one event at a time takes several times as long."""

    def __init__(self, file: TextIO):
        self.file = file
        self.waiting: list[Event] = []
        self.wrote = -math.inf  # the first event is what a learner waits for

    def add(self, event: Event) -> None:
        """Tell of an event, within WRITE_SECONDS or with the next event after them."""
        self.waiting.append(event)
        if time.monotonic() - self.wrote >= WRITE_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Tell of all events so far. Raises OSError."""
        lines = [to_line(event) + "\n" for event in self.waiting]
        self.waiting.clear()
        self.file.write("".join(lines))
        self.file.flush()
        self.wrote = time.monotonic()


@contextlib.contextmanager
def opened(path: Path, step: int) -> Iterator[Writer]:
    """To append to the file. Where it holds events already, a line says from which step on training
    goes on; a torn last line is ended."""
    with path.open("a", encoding="utf-8") as metrics:
        if metrics.tell() and not _ends_with_newline(path):
            metrics.write("\n")
        if metrics.tell():
            metrics.write(json.dumps({"event": "resumed", "step": step}) + "\n")
            metrics.flush()
        writer = Writer(metrics)
        try:
            yield writer
        finally:
            writer.flush()


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as f:
        f.seek(-1, os.SEEK_END)
        return f.read(1) == b"\n"


def to_line(event: Event) -> str:
    """An event as one line of JSON: `{"event": "progress", ...}`."""
    name = type(event).__name__.lower()
    body = dict(vars(event))  # not `asdict`, which would copy every number of a confusion matrix
    if isinstance(event, Finished):
        body |= {
            "accuracy": event.final.accuracy,
            "balanced_accuracy": event.final.balanced_accuracy,
        }
        del body["final"]
        if not event.early:
            del body["early"]
    return json.dumps({"event": name} | body, ensure_ascii=False, default=vars)


def read(path: Path) -> list[dict[str, Any]]:
    """All events so far, oldest first; none where there is no file. After a resume, what had been
    events beyond the checkpoint is events again; the later telling counts. What is not ours, or not whole,
    is left out: each event has the fields of `validation.EVENTS`."""
    try:
        lines = files.read_bytes(path).split(b"\n")
    except OSError:
        return []
    events: dict[tuple[str, int, str], dict[str, Any]] = {}
    said: dict[str, int] = {}  # codes of diagnoses, each reported once a run
    for line in lines:
        try:
            event = files.parsed(line.decode())
        except ValueError:
            continue  # torn by a crash
        if not validation.is_event(event):
            continue  # not ours
        name, step, code = event["event"], event["step"], event.get("code", "")
        if name == "resumed":
            events = {key: e for key, e in events.items() if key[1] <= step}
            said = {known: at for known, at in said.items() if at <= step}
        elif name != "diagnosis" or said.setdefault(code, step) == step:
            # Several diagnoses may stand at one step.
            events[name, step, str(code)] = event
    return list(events.values())


def events_of(metrics: list[dict[str, Any]], classes: int) -> Iterator[Event]:
    """The events that `to_line` wrote, of those kinds that the doctor reads, with tests of so many
    classes."""
    for line in metrics:
        body = {k: v for k, v in line.items() if k != "event"}
        with contextlib.suppress(TypeError, KeyError):  # a line of another version
            match line["event"]:
                case "progress":
                    yield Progress(**body | {"example": None})
                case "evaluated" if len(line["confusion"]) == classes:
                    yield Evaluated.from_dict(body)
                case "diagnosis":
                    yield Diagnosis(**body)
