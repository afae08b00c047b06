"""The worker: trains one run directory, and writes down the events of its training.

Used alike by the worker processes behind the app and by the command line.
"""

import contextlib
import io
import math
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from safetensors.numpy import save  # gives the same as that for PyTorch, in less time

from core import problems
from core.doctor.examine import examined
from core.errors import NetsketchError, RunError
from core.files import read_json, remedy, write_json
from core.runs import event_log
from core.runs.compile_ahead import compile_before_time_is_taken
from core.runs.core_share import shared
from core.runs.leftovers import remove_parts
from core.runs.signals import stop_requested, training
from core.runs.store import Run
from core.runs.versions import versions
from core.training import cores
from core.training.events import Evaluated, Event, Finished, Progress, Snapshot
from core.training.loop import Trainer

CHECKPOINT_SECONDS = 10.0
SNAPSHOT_BYTES = 32_000_000  # at most for all snapshots of a run
CONTROL_SECONDS = 0.1  # between two reads of control.json
RESULT_SECONDS = 0.25  # between two results, at least, but for the last


class Outcome(NamedTuple):
    """How a run ended, and why it failed: where the disk is full, run.json cannot say that."""

    status: str
    reason: str = ""


def work(path: Path, tell: Callable[[Event], None] = lambda event: None) -> str:
    """`train`; the status alone."""
    return train(path, tell).status


def train(
    path: Path,
    tell: Callable[[Event], None] = lambda event: None,
    weights_seconds: float = math.inf,
    trainer: Trainer | NetsketchError | None = None,
) -> Outcome:
    """Train a run to its end, or until it is stopped. Never raises for what the run itself does: the
    reason stands in run.json too, where that can be written. `tell` is called with each event. Weights are
    written with tests and checkpoints, and where these are further apart, every `weights_seconds`.
    `trainer` is its own, if it has been made already, or why it could not be.

    Raises RunError where another process trains it already, or its folder cannot be written to.
    """
    if stop_requested.is_set():
        return Outcome("queued")  # its owner is shutting down; it will show as interrupted
    run = Run(path)  # it may have been deleted, and the lock would make its directory again
    wanted = cores.parts(run.threads, run.config.batch_size)
    lock = FileLock(path / "run.lock")
    try:
        held = lock.acquire(timeout=20)
    except Timeout as e:
        raise RunError(f"Run {path.name} is being trained by another process already.") from e
    except OSError as e:
        raise RunError(_unwritten(e)) from e
    with held, shared(wanted):
        remove_parts(path)  # of a worker that was killed
        try:
            training.set()
            return _Worker(path, tell, weights_seconds).run(trainer)
        finally:
            training.clear()
            remove_parts(path)  # of a disk that is full


def _unwritten(e: OSError) -> str:
    return f"Could not write the run ({e.strerror or e}): {remedy(e)}, then resume it."


class _Worker:
    def __init__(self, path: Path, tell: Callable[[Event], None], weights_seconds: float):
        self.path, self.tell, self.weights_seconds = path, tell, weights_seconds
        self.directory = run = Run(path)
        self.config = run.config
        self.has_weights, self.n_snapshots = run.has_weights, len(run.snapshots())
        self.last_checkpoint = self.last_control_check = time.monotonic()
        self.last_weights = -math.inf
        self.result: Evaluated | None = None  # not written yet
        self.last_result_at = -math.inf
        self.writing: list[Future[None]] = []  # snapshots
        self.control_seen = 0  # a command may have come while the run was queued

    def run(self, made: Trainer | NetsketchError | None) -> Outcome:
        resumed = (self.path / "checkpoint.pt").exists()
        try:
            self._set_status("running", started=time.time(), error="", pid=os.getpid())
            if isinstance(made, NetsketchError):
                raise made
            compile_before_time_is_taken(self.config)
            run, known = self.directory, problems.problem_of(self.config)
            trainer = made or problems.trainer(self.config, run.threads, run.cycles)
            self._set_status(
                "running",
                versions=versions(trainer),
                data=self._fingerprint(),
                baselines=[b.score() for b in known.baselines(self.config)],
                classes=trainer.task.classes,
                total=self.config.total_steps,
            )
            if resumed:
                self._resume(trainer)
            try:
                status = self._consume(trainer)
            finally:
                trainer.learn.leave()
            if remark := trainer.learn.remark:
                self.directory.update(remark=remark)
        except KeyboardInterrupt:
            status = "interrupted"
        except NetsketchError as e:
            return self._ended("failed", str(e))
        except BrokenPipeError:  # whoever read our output has gone; the disk is fine
            self._ended("interrupted")
            raise
        except OSError as e:
            return self._ended("failed", _unwritten(e))
        except Exception as e:  # a user must get a sentence, whatever broke
            return self._ended("failed", f"Training broke off: {type(e).__name__}: {str(e)[:300]}")
        return self._ended(status)

    def _ended(self, status: str, reason: str = "") -> Outcome:
        # Where the disk is full, the old run.json says running, and without this process's lock that
        # reads as interrupted, which is true and can be resumed.
        with contextlib.suppress(OSError):
            self._set_status(status, ended=time.time(), error=reason)
        return Outcome(status, reason)

    def _consume(self, trainer: Trainer) -> str:
        with (
            event_log.opened(self.path / "metrics.jsonl", trainer.step) as self.metrics,
            ThreadPoolExecutor(1, "snapshots") as self.writer,
        ):
            # As it stands now: what was written beyond the checkpoint counts no more.
            past = event_log.events_of(Run(self.path).metrics(), len(trainer.task.classes))
            for event in examined(trainer, past):
                if not isinstance(event, Snapshot):
                    self.metrics.add(event)
                self._keep(trainer, event)
                self.tell(event)
                if isinstance(event, Finished):
                    break
                if (command := self._command(trainer)) in ("stopped", "interrupted"):
                    self._checkpoint(trainer)
                    return command
            self._checkpoint(trainer)
        return "finished"

    def _keep(self, trainer: Trainer, event: Event) -> None:
        """Write what this event makes worth keeping."""
        match event:
            case Evaluated():
                self.result = event
                # A short run is tested more often than anyone can follow.
                if time.monotonic() - self.last_result_at > RESULT_SECONDS:
                    self._save_weights(trainer)
                    self._write_result()
            case Finished() if event.early:
                self.directory.update(early=event.early)
            case Snapshot():
                self._snapshot(trainer, event.step)
            case Progress() if time.monotonic() - self.last_checkpoint > CHECKPOINT_SECONDS:
                self._checkpoint(trainer)
            case Progress() if not self.has_weights or self._weights_are_due():
                self._save_weights(trainer)

    def _write_result(self) -> None:
        """Write the last test down, where that has not been done."""
        if (result := self.result) is None:
            return
        self.result, self.last_result_at = None, time.monotonic()
        write_json(self.path / "result.json", vars(result))
        self.directory.update(
            step=result.step,
            seconds=result.seconds,
            accuracy=result.accuracy,
            balanced_accuracy=result.balanced_accuracy,
            loss=result.loss,
        )

    def _weights_are_due(self) -> bool:
        return time.monotonic() - self.last_weights > self.weights_seconds

    def _save_weights(self, trainer: Trainer) -> None:
        _write_weights(_weights(trainer), self.path / "model.safetensors")
        self.has_weights, self.last_weights = True, time.monotonic()

    def _snapshot(self, trainer: Trainer, step: int) -> None:
        size = sum(p.numel() * p.element_size() for p in trainer.network.parameters())
        if step == trainer.config.total_steps or (self.n_snapshots + 2) * size <= SNAPSHOT_BYTES:
            folder = self.path / "snapshots"
            folder.mkdir(exist_ok=True)
            # A copy, which training cannot change, is written while it goes on.
            path = folder / f"{step}.safetensors"
            self.n_snapshots += not path.exists()  # a run that goes on has the last one twice
            self.writing.append(self.writer.submit(_write_weights, _weights(trainer), path))

    def _checkpoint(self, trainer: Trainer) -> None:
        # A run that goes on from here must not lack what came before.
        self.metrics.flush()
        for snapshot in self.writing:
            snapshot.result()
        self.writing.clear()
        part = self.path / "checkpoint.tmp"
        buffer = io.BytesIO()
        torch.save(trainer.state_dict(), buffer)
        with part.open("wb") as f:
            f.write(buffer.getbuffer())
            f.flush()
            os.fsync(f.fileno())
        part.replace(self.path / "checkpoint.pt")
        self._save_weights(trainer)
        self._write_result()
        self.last_checkpoint = time.monotonic()

    def _resume(self, trainer: Trainer) -> None:
        try:
            state = torch.load(self.path / "checkpoint.pt", weights_only=True, map_location="cpu")
            trainer.load_state_dict(state)
        except Exception as e:
            raise RunError(
                f"The checkpoint of run {self.path.name} cannot be read ({type(e).__name__}): "
                "delete checkpoint.pt to train it from the start."
            ) from e

    def _requested(self) -> str:
        """ "pause", "resume" or "stop" where that is new since the last read, or ""."""
        path = self.path / "control.json"
        try:
            stamp = path.stat().st_mtime_ns
            if stamp == self.control_seen:
                return ""
            self.control_seen = stamp
            return str(read_json(path)["command"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _command(self, trainer: Trainer) -> str:
        """Wait here while paused; say "stopped" or "interrupted" where training is to end."""
        if stop_requested.is_set():
            return "interrupted"
        if time.monotonic() - self.last_control_check < CONTROL_SECONDS:
            return ""
        self.last_control_check = time.monotonic()
        command = self._requested()
        if command == "pause":
            trainer.learn.leave()
            self._checkpoint(trainer)
            self._set_status("paused")
            while not stop_requested.wait(CONTROL_SECONDS):
                if (command := self._requested()) in ("resume", "stop"):
                    break
            self._set_status("running")
        if stop_requested.is_set():
            return "interrupted"
        return "stopped" if command == "stop" else ""

    # -- run.json

    def _set_status(self, status: str, **changes: Any) -> None:
        self.directory.update(status=status, **changes)

    def _fingerprint(self) -> str:
        return problems.problem_of(self.config).fingerprint(self.config)


def _weights(trainer: Trainer) -> dict[str, NDArray[np.float32]]:
    """A copy of a network's weights."""
    return {
        k: v.detach().to("cpu", copy=True, memory_format=torch.contiguous_format).numpy()
        for k, v in trainer.network.state_dict().items()
    }


def _write_weights(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    part = path.with_suffix(".tmp")
    part.write_bytes(save(weights))  # an OSError where the disk is full, unlike `save_file`
    part.replace(path)
