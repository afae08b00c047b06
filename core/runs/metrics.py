"""metrics.jsonl: what a run tells of its training, one event a line.

The process that trains appends; everyone else reads, at any time. Nothing here imports PyTorch.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from core.training.events import Diagnosis, Evaluated, Event, Finished, Progress


@contextlib.contextmanager
def opened(path: Path, step: int) -> Iterator[TextIO]:
    """The file, to append to. Where it holds events already, a line says from which step on
    training goes on; a torn last line is ended."""
    with path.open("a", encoding="utf-8") as metrics:
        if metrics.tell() and not _ends_with_newline(path):
            metrics.write("\n")
        if metrics.tell():
            metrics.write(json.dumps({"event": "resumed", "step": step}) + "\n")
            metrics.flush()
        yield metrics


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
    return json.dumps({"event": name} | body, ensure_ascii=False, default=vars)


def read(path: Path) -> list[dict[str, Any]]:
    """All events so far, oldest first; none where there is no file. After a resume, what had been
    told beyond the checkpoint is told again; the later telling counts."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    events: dict[tuple[str, int, str], dict[str, Any]] = {}
    for line in lines:
        try:
            event = json.loads(line)
            name, step = str(event["event"]), int(event["step"])
        except (ValueError, KeyError, TypeError):
            continue  # torn by a crash, or not ours
        if name == "resumed":
            events = {key: e for key, e in events.items() if key[1] <= step}
        else:
            # Several diagnoses may stand at one step.
            events[name, step, str(event.get("code", ""))] = event
    return list(events.values())


def events_of(metrics: list[dict[str, Any]]) -> Iterator[Event]:
    """The events that `to_line` wrote, of those kinds that a doctor looks at."""
    for line in metrics:
        body = {k: v for k, v in line.items() if k != "event"}
        with contextlib.suppress(TypeError, KeyError):  # a damaged line, or of another version
            match line["event"]:
                case "progress":
                    yield Progress(**body | {"example": None})
                case "evaluated":
                    yield Evaluated.from_dict(body)
                case "diagnosis":
                    yield Diagnosis(**body)
