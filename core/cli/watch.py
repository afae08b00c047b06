"""A run on a terminal while it trains: progress bar with time left, spark curve of the loss, newest test,
findings of the doctor."""

import threading
from typing import TYPE_CHECKING

from core import problems
from core.cli.terminal import share_bar, spark
from core.doctor.rules import RULES
from core.doctor.rules import title as title_of
from core.runs.store import Run
from core.statistics.durations import clock
from core.statistics.percent import percent
from core.training.events import Diagnosis, Evaluated, Event, Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table

LOOKS = 8  # a second; drawing more often would take time from training


class Watch:
    """Keeps what stands on the terminal current, from event to event."""

    def __init__(self, run: Run, console: "Console"):
        self.title, self.total = run.title, run.config.total_steps
        self.known = problems.problem(run.kind)
        self.console = console
        self.losses: list[float] = []
        self.newest: Progress | None = None
        self.tested: Evaluated | None = None
        self.found: list[Diagnosis] = []
        self.lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self.lock:  # what is drawn is drawn in another thread
            if isinstance(event, Progress):
                self.newest = event
                self.losses.append(event.loss)
            elif isinstance(event, Evaluated):
                self.tested = event
            elif isinstance(event, Diagnosis):
                self.found.append(event)

    def live(self) -> "Live":
        """To be entered while it trains; what stands there at the end stays."""
        from rich.live import Live

        return Live(get_renderable=self.table, console=self.console, refresh_per_second=LOOKS)

    def table(self) -> "Table":
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 1))
        with self.lock:
            newest, tested, found = self.newest, self.tested, [*self.found]
            losses = [*self.losses]
        done = newest.step / self.total if newest else 0.0
        row = Table.grid(padding=(0, 1))
        row.add_row(
            share_bar(done, "green" if done >= 1 else "cyan"), f"{done:4.0%}", self._time(newest)
        )
        table.add_row(Text(self.title, "bold"))
        table.add_row(row)
        if newest:
            curve = Text.assemble("loss ", (spark(losses), "cyan"), f" {newest.loss:.4f}")
            table.add_row(curve)
        if tested:
            words = f"{percent(tested.accuracy, 2)} right"
            if not self.known.balanced:
                words += f", balanced {percent(tested.balanced_accuracy, 2)}"
            table.add_row(
                Text.assemble("test ", (words, "bold green"), f" after {tested.step:,} steps")
            )
        for each in found:
            colour = "yellow" if each.code in RULES and RULES[each.code].harmless else "bold red"
            words = f" {each.evidence} {each.remedy}"
            table.add_row(Text.assemble((f"! {title_of(each.code)}:", colour), words))
        return table

    def _time(self, newest: Progress | None) -> str:
        if newest is None:
            return "gets ready"
        left = newest.seconds * (self.total - newest.step) / newest.step
        return clock(newest.seconds) + (f", {clock(left)} left" if newest.step < self.total else "")
