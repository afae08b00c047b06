"""A visitor's way through the story: what was predicted in each chapter, and what was trained there."""

from dataclasses import dataclass, field
from typing import Any

from core.notes.story.chapters import CHAPTERS, told
from ui import session
from ui.components.memory.memory import memory

SESSION = "story"


@dataclass
class Progress:
    predicted: dict[str, int] = field(default_factory=dict)
    """By chapter, which of its options."""
    begun: dict[str, str] = field(default_factory=dict)
    """By chapter, the id of the run or sweep that was started there."""

    def score(self) -> dict[str, bool]:
        """Of the chapters with a prediction, in their order, whether it was right."""
        return {
            c.name: told(c.name).right == self.predicted[c.name]
            for c in CHAPTERS
            if c.name in self.predicted
        }


_entry = session.Entry[Progress | None]("story")


def progress() -> Progress:
    """This session's; what the browser kept of it through a reload is taken in."""
    found = _entry.get(None) or Progress()
    _entry.set(found)
    taken = _read(memory(SESSION, {k: v for k, v in vars(found).items() if v}))
    found.predicted |= {k: v for k, v in taken.predicted.items() if k not in found.predicted}
    found.begun |= {k: v for k, v in taken.begun.items() if k not in found.begun}
    return found


def _read(kept: dict[str, Any]) -> Progress:
    """What a browser kept, as far as it can be what we put there."""
    made = Progress()
    predicted, begun = (
        {**v} if isinstance(v := kept.get(k), dict) else {} for k in ("predicted", "begun")
    )
    for chapter in CHAPTERS:
        option, started = predicted.get(chapter.name), begun.get(chapter.name)
        if isinstance(option, int) and option in range(len(chapter.options)):
            made.predicted[chapter.name] = option
        if isinstance(started, str):
            made.begun[chapter.name] = started
    return made
