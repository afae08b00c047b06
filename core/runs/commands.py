"""Commands to a run, as the buttons of its panel give them: pause, resume, stop."""

from core.errors import RunError
from core.runs import queue, store
from core.runs.store import Run

COMMANDS = ("pause", "resume", "stop")


def command(run: Run, name: str) -> None:
    """Do it; nothing to a run that is past it. Raises RunError, also for what is no command."""
    if name not in COMMANDS:
        raise RunError(f"{name[:20]!r} is nothing to do with a run; {', '.join(COMMANDS)} are.")
    if name == "resume" and run.resumable:
        queue.current.resume(run)
    elif name in ("pause", "resume") and run.status in store.ACTIVE:
        run.request(name)  # one that waits for a worker pauses when its turn comes
    elif name == "stop" and run.status in store.ACTIVE:
        queue.current.stop(run)
