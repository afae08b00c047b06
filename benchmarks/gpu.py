"""What a GPU is worth, and whether it can be relied on: python -m benchmarks gpu

Under five minutes on one card, with PyTorch and the runtime packages alone. Checked are the choice of the
device, that two runs of a seed agree to the last bit, that one cut in the middle and resumed does, that
recorded steps teach what steps taken one by one teach, and that runs side by side end as they do alone.
Then every preset is trained, and the notes' table of channels as a sweep through the workers. The last line
is all figures as JSON; the exit status is 1 where a check failed. `--cpu` runs the same on a processor, on
a thousandth of the work, to see that it runs.
"""

import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import torch

from core import environment, problems
from core.errors import NetsketchError, RunError
from core.notes import tables
from core.problem import Preset
from core.runs import executors, queue, stacked, store, warming
from core.runs.store import Run
from core.settings.config import Config
from core.sweeps import sweep as sweeps
from core.sweeps.plan import Plan
from core.training import devices
from core.training.events import Finished
from core.training.loop import Trainer

Figures = dict[str, Any]
NAMES_TIMED = 4_000  # of the notes' cells, which learn from one at a time


class Failed(Exception):
    """A check found what must not be; the figures are its arguments."""


def check(right: bool, figures: Figures) -> Figures:
    if not right:
        raise Failed(figures)
    return figures


def trained(trainer: Trainer) -> tuple[torch.Tensor, Figures]:
    """All weights at the end, and how it went."""
    begun, last = time.perf_counter(), None
    for event in trainer:
        if isinstance(event, Finished):
            last = event
    assert last is not None
    figures: Figures = {
        "seconds": round(last.seconds, 3),
        "with_events": round(time.perf_counter() - begun, 3),
        "accuracy": round(last.final.accuracy, 4),
    }
    if trainer.learn.remark:
        figures["remark"] = trainer.learn.remark
    return weights(trainer), figures


def weights(trainer: Trainer) -> torch.Tensor:
    return torch.cat([p.detach().flatten().cpu() for p in trainer.network.parameters()])


class Bench:
    """The checks, on a device, each with its figures."""

    def __init__(self, device: str, shorten: Callable[[Config], Config] = lambda config: config):
        self.device, self.short = device, shorten

    def config(self, kind: str, name: str) -> Config:
        return self.short(problems.preset(kind, name).config)

    def trainer(self, config: Config) -> Trainer:
        return problems.trainer(config, device=self.device)

    def choice(self) -> Figures:
        """The presets on a GPU, but for the notes' cells; nonsense is refused in a sentence."""
        there = ("cpu", "cuda:0")
        chosen = {
            f"{p.kind} {p.name}": devices.choose(p.config, there, None) for p in problems.PRESETS
        }
        one_by_one = {f"{p.kind} {p.name}" for p in problems.PRESETS if p.config.batch_size == 1}
        right = all((d == "cpu") == (name in one_by_one) for name, d in chosen.items())
        kept = os.environ.get(environment.DEVICE)
        os.environ[environment.DEVICE] = "gpu"
        try:
            environment.device()
            said = ""
        except RunError as e:
            said = str(e)
        finally:
            os.environ.pop(environment.DEVICE)
            if kept is not None:
                os.environ[environment.DEVICE] = kept
        figures = {"on_cpu": sum(d == "cpu" for d in chosen.values()), "of": len(chosen)}
        return check(right and "choose cpu, cuda" in said, figures | {"refused": said})

    def twice(self, kind: str, name: str) -> Figures:
        """Two runs of one seed, to the last bit."""
        config = self.config(kind, name)
        (one, first), (other, second) = (trained(self.trainer(config)) for _ in range(2))
        equal = torch.equal(one, other)
        return check(equal, {"first": first, "second": second, "equal": equal})

    def resumed(self, kind: str, name: str) -> Figures:
        """A run cut at some of its events, saved, and gone on with in a new trainer."""
        config, found = self.config(kind, name), {}
        whole = self.trainer(config)
        events = list(whole)
        cuts = sorted({1, 2, len(events) // 3, 2 * len(events) // 3})
        for cut in cuts:
            first = self.trainer(config)
            stream = iter(first)
            for _ in range(cut):
                next(stream)
            buffer = io.BytesIO()
            torch.save(first.state_dict(), buffer)
            buffer.seek(0)
            second = self.trainer(config)
            second.load_state_dict(torch.load(buffer, weights_only=True, map_location="cpu"))
            list(second)
            found[f"event {cut}"] = torch.equal(weights(second), weights(whole))
        return check(all(found.values()), found)

    def recorded_like_plain(self, kind: str, name: str, apart: float) -> Figures:
        """Recorded steps beside the same task's steps taken one by one."""
        config = self.config(kind, name)
        _, recorded = trained(self.trainer(config))
        task = self.trainer(config).task
        _, plain = trained(Trainer(config, task))
        difference = recorded["accuracy"] - plain["accuracy"]
        return check(
            abs(difference) <= apart,
            {"recorded": recorded, "plain": plain, "difference": round(difference, 4)},
        )

    def side_by_side(self, kind: str, name: str, seeds: int, apart: float) -> Figures:
        """Runs in directories of their own, trained as one, and each by itself."""
        config = self.config(kind, name)
        runs = [store.create(config.replace(seed=k)) for k in range(seeds)]
        begun = time.perf_counter()
        ended = stacked.train_together([run.path for run in runs])
        seconds = time.perf_counter() - begun
        alone = [trained(self.trainer(config.replace(seed=k)))[1] for k in range(seeds)]
        found = [Run(run.path).record.get("accuracy", 0.0) for run in runs]
        differences = [a - b["accuracy"] for a, b in zip(found, alone, strict=True)]
        figures = {
            "runs": seeds,
            "seconds": round(seconds, 3),
            "alone_seconds": round(sum(each["with_events"] for each in alone), 3),
            "accuracies": [round(a, 4) for a in found],
            "largest_difference": round(max(map(abs, differences)), 4),
        }
        finished = all(o.status == "finished" for o in ended)
        return check(finished and figures["largest_difference"] <= apart, figures)

    def preset(self, preset: Preset) -> Figures:
        """A preset, where it would be trained; of the notes' cells 4 000 names."""
        config = self.short(preset.config)
        one_by_one = config.batch_size == 1
        if one_by_one:
            config = config.replace(steps=min(config.total_steps, NAMES_TIMED))
        device = "cpu" if one_by_one else self.device
        _, figures = trained(problems.trainer(config, preset.threads, device=device))
        return figures | {"device": device} | ({"names": NAMES_TIMED} if one_by_one else {})

    def loaded(self) -> Figures:
        """The workers of a GPU begin, and load its libraries."""
        begun = time.perf_counter()
        many = executors.workers(gpu=True)
        pool = executors.executor(gpu=True)
        for job in [pool.submit(warming.load_cuda) for _ in range(many)]:
            job.result()
        return {"workers": many, "seconds": round(time.perf_counter() - begun, 2)}

    def table(self, plan: Plan) -> Figures:
        """A sweep through the workers."""
        begun = time.perf_counter()
        sweep = sweeps.start(plan)
        while {s.status for s in sweep.cells()} - {*sweeps.ENDED}:
            time.sleep(0.1)
        seconds = time.perf_counter() - begun
        states = sweep.cells()
        spans = [(s.record.get("started", 0), s.record.get("ended", 0)) for s in states]
        return check(
            all(s.status == "finished" for s in states),
            {
                "runs": len(states),
                "seconds": round(seconds, 2),
                "workers": executors.workers(gpu=self.device != "cpu"),
                "from_first_to_last": round(max(e for _, e in spans) - min(b for b, _ in spans), 2),
                "mean_accuracy": round(statistics.fmean(s.result or 0 for s in states), 4),
                "reasons": sorted({s.reason for s in states if s.reason})[:3],
            },
        )


SHORT = {"train_size": 600, "epochs": 1}


def shortened(config: Config) -> Config:
    """As little as shows that it runs."""
    return config.replace(**(SHORT if config.epochs is not None else {"steps": 30}))


def all_checks(bench: Bench, plan: Plan) -> list[tuple[str, Callable[[], Figures]]]:
    digits, names = ("digits", "quick"), ("names", "quick")
    loose = 1.0 if bench.device == "cpu" else 0.0  # so short, anything may come of it
    found: list[tuple[str, Callable[[], Figures]]] = [
        ("device by what pays", bench.choice),
        ("quick digits twice", lambda: bench.twice(*digits)),
        ("quick names twice", lambda: bench.twice(*names)),
        ("quick digits cut and resumed", lambda: bench.resumed(*digits)),
        ("quick names cut and resumed", lambda: bench.resumed(*names)),
        (
            "quick digits recorded, one by one",
            lambda: bench.recorded_like_plain(*digits, 0.006 + loose),
        ),
        (
            "quick names recorded, one by one",
            lambda: bench.recorded_like_plain(*names, 0.03 + loose),
        ),
        ("quick digits side by side", lambda: bench.side_by_side(*digits, 5, 0.006 + loose)),
        ("quick names side by side", lambda: bench.side_by_side(*names, 5, 0.03 + loose)),
        ("workers begin", bench.loaded),
        ("channels table", lambda: bench.table(plan)),
    ]
    for each in problems.PRESETS:
        name = f"{each.kind} {each.name}"
        found.append((name, lambda each=each: bench.preset(each)))  # type: ignore[misc]
    return found


def run(bench: Bench, plan: Plan) -> tuple[bool, Figures]:
    """All checks, a line each: whether none failed, and the figures."""
    figures: Figures = {}
    well, begun = True, time.perf_counter()
    for name, measure in all_checks(bench, plan):
        try:
            figures[name], word = measure(), "ok"
        except Failed as e:
            figures[name], word, well = e.args[0] | {"failed": True}, "FAILED", False
        except Exception as e:  # the time on a card is short: what else can be learned is
            reason = f"{type(e).__name__}: {str(e)[:300]}"
            figures[name], word, well = {"failed": True, "reason": reason}, "FAILED", False
        at = time.perf_counter() - begun
        print(f"{at:6.1f} s  {word:6} {name}: {json.dumps(figures[name])}", flush=True)
    return well, figures


def main(cpu: bool) -> int:
    """The exit status. Raises NetsketchError where there is no GPU."""
    torch.set_num_threads(1)
    if not cpu and "cuda:0" not in devices.seen():
        raise NetsketchError("PyTorch sees no GPU here; see with --cpu whether the checks run.")
    plan = tables.table("channels").plan(1 if cpu else 5, SHORT if cpu else {})
    bench = Bench("cpu", shortened) if cpu else Bench("cuda")
    with tempfile.TemporaryDirectory() as folder:
        os.environ[environment.RUNS] = folder
        try:
            well, figures = run(bench, plan)
        finally:
            queue.current.shut_down()
    card = "a processor" if cpu else torch.cuda.get_device_name(0)
    print(json.dumps({"card": card, "torch": torch.__version__} | figures))
    return 0 if well else 1
