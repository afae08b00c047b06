"""Training that is killed at random moments (SIGKILL) and resumed, against training left alone.

    python -m benchmarks.kills [--kills 100] [--seed 0] [--each 3]

Trains runs of several settings as `python -m core train` does, kills each some times, resumes it to its
end, and holds weights, snapshots and curves against those of the same run undisturbed. Prints a line for
each run and the counts. Exit status 1 where anything differs, is lost or is left behind.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from core.runs import listing
from core.runs.store import Run

ROOT = Path(__file__).parents[1]
SMALL: dict[str, object] = {"pooling": True, "hidden": 16, "epochs": 2}
SETTINGS: tuple[tuple[str, dict[str, object]], ...] = (
    ("digits", SMALL | {"conv-layers": 1, "channels": 4, "train-size": 19_200}),
    ("digits", SMALL | {"conv-layers": 2, "channels": 8, "dropout": 0.3, "train-size": 6_400}),
    ("names", {"cell": "gru", "hidden-size": 32, "steps": 1_500, "dropout": 0.2}),
    ("names", {"cell": "relu-2", "steps": 20_000, "batch-size": 1, "optimizer": "sgd"}),
)
STEP_FIELDS = ("event", "step", "seen", "epoch", "loss", "accuracy")


@dataclass
class Outcome:
    """A run that was killed and resumed until it ended."""

    run: Path
    kills: int = 0
    problems: list[str] = field(default_factory=list)


def command(kind: str, settings: dict[str, object], run: Path) -> list[str]:
    """Start a run, or go on with it where its run.json was written before it was killed."""
    begin = [sys.executable, "-m", "core", "train", kind]
    if (run / "run.json").exists():
        return [*begin, "--resume", str(run)]
    options = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    return [*begin, *options, "--run-dir", str(run)]


def train(args: list[str], kill_after: float | None = None) -> int:
    """Train, killed after so many seconds; the exit status, -9 where it was."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(args, cwd=ROOT, stdout=said, stderr=said)
        try:
            status = process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            status = process.wait()
        if status not in (0, -signal.SIGKILL):
            said.seek(0)
            print(said.read().decode(errors="replace")[-600:], file=sys.stderr)
    return status


def killed(setting: int, run: Path, kills: int, seconds: float, draw: random.Random) -> Outcome:
    """Train it, killed so many times at moments drawn from the time that it takes."""
    outcome, (kind, settings) = Outcome(run), SETTINGS[setting]
    while outcome.kills < kills:
        begun = time.monotonic()
        # Of those that come before the first step there is less to lose.
        status = train(command(kind, settings, run), draw.uniform(0.2, 1.0) * seconds)
        if status == -signal.SIGKILL:
            outcome.kills += 1
            now = Run(run).status if (run / "run.json").exists() else "interrupted"
            if now == "finished":  # the kill struck as the process ended, its run complete
                break
            if now != "interrupted":
                outcome.problems.append(f"it was {now} after a kill")
        elif status == 0:  # the machine is less busy than it was: once more from the start
            seconds = time.monotonic() - begun
            if not outcome.kills:
                shutil.rmtree(run)
                continue
            break
        else:
            outcome.problems.append(f"it ended with status {status}")
            return outcome
    ended = (run / "run.json").exists() and Run(run).status == "finished"
    if not ended and (status := train(command(kind, settings, run))):
        outcome.problems.append(f"the last resume ended with status {status}")
    return outcome


def differences(run: Path, undisturbed: Path) -> list[str]:
    """What differs between two runs: weights and snapshots bit for bit, curves but for the time."""
    found = []
    names = {p.relative_to(undisturbed) for p in undisturbed.rglob("*.safetensors")}
    if names != {p.relative_to(run) for p in run.rglob("*.safetensors")}:
        found.append("other snapshots")
    found += [
        f"{name} differs"
        for name in sorted(names)
        if (run / name).exists() and (run / name).read_bytes() != (undisturbed / name).read_bytes()
    ]
    if curves(run) != curves(undisturbed):
        found.append("the curves differ")
    if Run(run).result() != Run(undisturbed).result() and results(run) != results(undisturbed):
        found.append("the result differs")
    if left := [p.name for p in run.rglob("*.tmp")]:
        found.append(f"left behind: {', '.join(left)}")
    return found


def curves(run: Path) -> list[list[object]]:
    """Tests, whose steps do not hang on the clock."""
    return [
        [e[f] for f in STEP_FIELDS if f in e]
        for e in Run(run).metrics()
        if e["event"] == "evaluated"
    ]


def results(run: Path) -> dict[str, object]:
    return {k: v for k, v in (Run(run).result() or {}).items() if k != "seconds"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many, over all runs")
    parser.add_argument("--each", type=int, default=3, help="at most so many of one run")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    kills, runs, bad = 0, 0, 0
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        os.environ |= {"RUNS_DIR": str(home), "NETSKETCH_CACHE": str(home / ".cache")}
        alone: list[tuple[Path, float]] = []
        for k, (kind, settings) in enumerate(SETTINGS):
            begun = time.monotonic()
            path = home / f"undisturbed-{k}"
            if train(command(kind, settings, path)):
                raise SystemExit(f"{kind} could not be trained")
            alone.append((path, time.monotonic() - begun))
        while kills < args.kills:
            k = runs % len(SETTINGS)
            undisturbed, seconds = alone[k]
            each = min(args.kills - kills, draw.randint(1, args.each))
            outcome = killed(k, home / f"killed-{runs}", each, seconds, draw)
            problems = outcome.problems + differences(outcome.run, undisturbed)
            kills, runs, bad = kills + outcome.kills, runs + 1, bad + bool(problems)
            said = "; ".join(problems) or "the same"
            print(f"{SETTINGS[k][0]:7} killed {outcome.kills}x: {said}", flush=True)
        listed, unreadable = listing.list_runs()
        lost = runs + len(SETTINGS) - len(listed)
    print(f"{kills} kills over {runs} runs: {runs - bad} the same, {bad} not; {lost} lost, "
          f"{len(unreadable)} unreadable")  # fmt: skip
    return 1 if bad or lost or unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
