"""Runs of a stack side by side, a thread each, which meet before every stretch of steps.

What is told of a run, kept and obeyed stays its own: its thread follows its events as if it trained alone.
Only when each of them has done so, and wants the next steps, does the last to come take them for all. One
that pauses, ends or diverges leaves, and the others need not wait for it.
"""

import threading
from collections.abc import Sequence

from core.training.schedules import Cycles
from core.training.stack import Stack, StackableTask
from core.training.task import Stretch


class _Meeting:
    """Where the runs of a stack wait for each other."""

    def __init__(self, stack: Stack):
        self.stack = stack
        self.there = threading.Condition()
        self.awaited = set(range(len(stack.tasks)))
        self.came: set[int] = set()
        self.round = 0
        self.learned: list[Stretch] | Exception = []

    def learn(self, r: int, first: int, until: int) -> Stretch:
        """What run r learned from one step up to another. Raises for each what went wrong for all."""
        with self.there:
            self.came.add(r)
            now = self.round
            while self.round == now:
                if not self.came >= self.awaited:
                    self.there.wait()
                    continue
                try:
                    self.learned = self.stack.learn(first, until)
                except Exception as e:
                    self.learned = e
                self.round += 1
                self.came.clear()
                self.there.notify_all()
            if isinstance(self.learned, Exception):
                raise self.learned
            return self.learned[r]

    def leave(self, r: int) -> None:
        with self.there:
            self.awaited.discard(r)
            self.stack.leave(r)
            self.there.notify_all()


class Member:
    """One run of a stack."""

    def __init__(self, meeting: _Meeting, r: int):
        self.meeting, self.r = meeting, r
        self.others = len(meeting.stack.tasks) - 1
        self.left = False

    @property
    def remark(self) -> str:
        """That it was one of several, and what is to be said of the stack."""
        many = "run" if self.others == 1 else "runs"
        together = (
            f"Trained side by side with {self.others} other {many}: trained alone it would have the same "
            "weights but for their last digits."
        )
        said = (together if self.others else "", self.meeting.stack.remark)
        return " ".join(filter(None, said))

    def __call__(self, first: int, until: int) -> Stretch:
        if self.left:
            stack = self.meeting.stack
            self.meeting, self.r = _Meeting(Stack([stack.tasks[self.r]], stack.cycles)), 0
            self.left = False
        return self.meeting.learn(self.r, first, until)

    def leave(self) -> None:
        if len(self.meeting.stack.tasks) > 1 and not self.left:
            self.meeting.leave(self.r)
            self.left = True


def members(tasks: Sequence[StackableTask], cycles: Cycles = ()) -> list[Member]:
    """What takes each of these runs on, together with the others; `cycles` as in `rate_at`."""
    meeting = _Meeting(Stack(tasks, cycles))
    return [Member(meeting, r) for r in range(len(tasks))]
