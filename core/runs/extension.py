"""Extension of a finished run: "2 more epochs", from its checkpoint on.

With a constant rate the run ends with the same weights, bit for bit, as one that was planned for as long
from the start: no batch, no dropout and no step hangs on how many are to come. Every other schedule has
come down at its end, so that there it begins anew over the steps that are added, and the record says so
(`cycles`, as `core.training.schedules.rate_at` takes them). Nothing here imports PyTorch.
"""

import math
from typing import Any

from core.errors import RunError
from core.files import writing
from core.runs import naming
from core.runs.store import Run
from core.settings.config import Config
from core.settings.setting import settings

EPOCHS = 2
"""How many more a button offers; of a kind that counts steps, as many as a form's plus adds."""


def amount(config: Config) -> int:
    """How many more epochs, or steps, a button offers."""
    return EPOCHS if config.epochs is not None else int(settings(type(config))["steps"].step)


def in_words(config: Config, more: int) -> str:
    """The amount as a button says it: "2 more epochs", "500 more steps"."""
    noun = config.length if more != 1 else config.length.removesuffix("s")
    return f"{more:,} more {noun}"


def possible(run: Run) -> bool:
    """Whether a run can be extended: those of a sweep stay as long as the others that they are held
    against."""
    return run.status == "finished" and not run.in_sweep and (run.path / "checkpoint.pt").exists()


def extended(run: Run, more: int) -> Config:
    """The config of a run that goes on for so many epochs, or steps, after where it ended; what would
    have ended it early ends it no more. Raises RunError where it cannot go on, ConfigError where there is
    no config of that length."""
    if run.status != "finished":
        raise RunError(f"Run {run.title} is {run.status}; only a finished run can be extended.")
    if run.in_sweep:
        raise RunError(
            f"Run {run.title} belongs to a sweep, whose runs are compared as they were planned; train "
            "its settings as a run of its own, and extend that."
        )
    if not possible(run):
        raise RunError(
            f"Run {run.title} has no checkpoint to go on from; train its settings anew, for longer."
        )
    if isinstance(more, bool) or not isinstance(more, int) or more < 1:
        raise RunError(
            f"more is {more!r:.40}; give a whole number of {run.config.length} from 1 on."
        )
    config, ended = run.config, _ended(run)
    each = config.total_steps / getattr(config, config.length)
    done = math.ceil(ended / each)  # a run that ended amid an epoch goes on to that one's end
    changes: dict[str, Any] = {config.length: done + more}
    return config.replace(**changes, target_accuracy=0.0, patience=0, stop_when_lost=False)


def extend(run: Run, more: int, **changes: Any) -> Run:
    """Write into a run's record that it goes on for so many epochs, or steps, and other changes; the run as
    it is then. Errors as in `extended`, and RunError where it cannot be written."""
    config, ended = extended(run, more), _ended(run)
    planned = [list(pair) for pair in run.cycles or [(0, run.config.total_steps)]]
    with writing(f"Run {run.title} cannot be extended"):
        (run.path / "control.json").unlink(missing_ok=True)
        went_on = run.update(
            before=("finished",),
            config=config.to_dict(),
            cycles=[*planned, [ended, config.total_steps]],
            early="",
            preset="",
            error="",
            **changes,
        )
    if not went_on:
        raise RunError(f"Run {run.title} was extended already.")
    naming.forget(run.path)
    return Run(run.path)


def what_happens(config: Config) -> str:
    """What becomes of the learning rate in the steps that are added, in a sentence."""
    if config.schedule == "constant":
        return (
            "The rate is constant: the run ends as if it had been planned for as long from the start, "
            "to the last bit."
        )
    return (
        "Its rate followed a schedule for the length that was planned: the schedule begins anew over what "
        "is added (a warm restart), so that the run is not the one planned for as long from the start."
    )


def _ended(run: Run) -> int:
    """The step at which it ended."""
    return int(run.record.get("step", run.config.total_steps))
