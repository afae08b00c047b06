"""Stacked runs: new runs of one shape that a worker trains side by side, each in its own directory."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core import problems
from core.errors import NetsketchError, RunError
from core.runs.store import Run
from core.runs.worker import Outcome, train
from core.training.loop import Trainer


def train_together(paths: Sequence[Path]) -> list[Outcome]:
    """Train new runs of one `Problem.stack_key`, each as `core.runs.worker.train` does, in a thread of its
    own. Each stops, pauses and fails alone; one that cannot be trained at all is left out."""
    outcomes: dict[Path, Outcome] = {}
    runs: list[Run] = []
    for path in paths:
        try:
            runs.append(Run(path))
        except RunError as e:  # deleted meanwhile
            outcomes[path] = Outcome("failed", str(e))
    made: dict[Path, Trainer | NetsketchError | None] = {}
    begun = {run.path for run in runs if (run.path / "checkpoint.pt").exists()}
    made |= dict.fromkeys(begun)  # they go on from where they are, each by itself
    together = [run for run in runs if run.path not in begun]
    try:
        if together:
            configs = [run.config for run in together]
            trainers = problems.trainers(configs, together[0].threads)
            made |= zip((run.path for run in together), trainers, strict=True)
    except NetsketchError as e:  # each of them says so
        made |= {run.path: e for run in together}

    def one(path: Path) -> Outcome:
        trainer = made[path]
        try:
            return train(path, trainer=trainer)
        except RunError as e:
            return Outcome("failed", str(e))
        finally:
            if isinstance(trainer, Trainer):
                trainer.learn.leave()  # also where it did not begin: the others wait for it

    with ThreadPoolExecutor(max(1, len(made)), "run") as threads:
        outcomes |= zip(made, threads.map(one, made), strict=True)
    return [outcomes[path] for path in paths]
